"""Names of places are put right only when one known name can be meant."""

import pytest

from ingest.papers.agencies import known_agency
from ingest.papers.place_names import ends_a_place, known_address, known_place, known_unit


@pytest.mark.parametrize(
    ("printed", "true"),
    [
        ("tỉnh Nghệ Ân", "tỉnh Nghệ An"),
        ("huyện Nghỉ Lộc", "huyện Nghi Lộc"),
        ("huyện Krông Đắc", "huyện Krông Pắc"),
        ("TỈNH ĐẮK NONG", "TỈNH ĐẮK NÔNG"),
    ],
)
def test_a_misread_unit_becomes_the_known_one(printed: str, true: str) -> None:
    place = known_unit(printed)
    assert (place.text, place.known, place.repaired) == (true, True, True)


@pytest.mark.parametrize(
    "printed",
    ["xã Ea Kly", "huyện Krông Pắc", "tỉnh Thừa Thiên Huế", "quận Ô Môn", "thị xã Hoà Thành"],
)
def test_a_known_unit_stays_however_it_is_spelt(printed: str) -> None:
    place = known_unit(printed)
    assert (place.text, place.known, place.repaired) == (printed, True, False)


@pytest.mark.parametrize("printed", ["xã Thạch Hạ", "xã Không Có Thật", "quận 3", "phường 12"])
def test_what_no_list_holds_and_what_has_a_number_stays(printed: str) -> None:
    assert known_unit(printed).text == printed
    assert not known_unit(printed).repaired


def test_an_address_is_repaired_from_its_province_down() -> None:
    place = known_address("áp Bình Thuận, xã Nghi Thạch, huyện Nghỉ Lộc, tỉnh Nghệ An")
    assert place.text == "ấp Bình Thuận, xã Nghi Thạch, huyện Nghi Lộc, tỉnh Nghệ An"
    assert place.repaired


def test_an_address_that_is_right_is_known_and_left_alone() -> None:
    printed = "buôn Ea Wy, xã Ea Kly, huyện Krông Pắc, tỉnh Đắk Lắk"
    assert known_address(printed) == known_address(known_address(printed).text)
    assert known_address(printed).text == printed
    assert not known_address(printed).repaired


def test_a_bare_place_gets_its_marks_back() -> None:
    assert known_place("Thái Nguyễn").text == "Thái Nguyên"
    assert known_place("Nha Trang") == ("Nha Trang", True, False, False)


@pytest.mark.parametrize(
    ("text", "ended"),
    [
        ("xã A, tỉnh Nghệ An", True),
        ("xã A, tỉnh", False),
        ("xã A, tỉnh Lâm", False),
        ("xã A, thành phố Cần", False),
        ("thôn Đông, xã Nghi Thạch", None),
        ("Số 1, Phường X, Hà Nội", True),
    ],
)
def test_the_end_of_an_address_is_known(text: str, ended: bool | None) -> None:
    assert ends_a_place(text) is ended


@pytest.mark.parametrize(
    ("printed", "true", "repaired"),
    [
        ("ƯBND TỈNH NGHỆ AN", "UBND TỈNH NGHỆ AN", True),
        ("SỞ TẶENGUÝÊN VÀ MÔI TRƯỜNG", "SỞ TÀI NGUYÊN VÀ MÔI TRƯỜNG", True),
        ("ỦY BAN NHÂN DÂN XÃ PHƯỚC HƯNG", "ỦY BAN NHÂN DÂN XÃ PHƯỚC HƯNG", False),
        ("CÔNG TY TNHH HOA SEN", "CÔNG TY TNHH HOA SEN", False),
    ],
)
def test_an_agency_is_put_right_by_what_the_law_calls_it(
    printed: str, true: str, repaired: bool
) -> None:
    assert (known_agency(printed).text, known_agency(printed).repaired) == (true, repaired)
