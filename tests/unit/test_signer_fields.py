"""Who signed, in which capacity, and when, for papers that are sealed, damaged or filled in."""

from ingest.papers.signer_fields import signer_fields
from ingest.text import FieldSource, Line
from tests.support.printed_pages import page, printed, side_by_side


def values(*lines: Line) -> dict[str, str]:
    return {name: one.value for name, one in signer_fields([page(*lines)]).items()}


def test_who_signs_for_a_head_is_the_deputy_though_a_seal_hides_the_word() -> None:
    found = signer_fields([page(printed(60, 60, "KT. CHỦ TỊCH"), printed(60, 75, "Vũ Đức Cường"))])
    assert found["chuc_vu"].value == "PHÓ CHỦ TỊCH"
    assert found["chuc_vu"].source is FieldSource.RULE
    assert found["chuc_vu"].doubted
    assert found["nguoi_ky"].value == "Vũ Đức Cường"


def test_who_signs_by_order_has_the_title_below() -> None:
    assert values(
        side_by_side(printed(10, 60, "Nơi nhận:"), printed(60, 60, "TL. CHỦ TỊCH")),
        side_by_side(printed(10, 62, "- Lưu: VT."), printed(58, 62, "_ CHÁNH VĂN PHÒNG")),
        printed(60, 76, "ˆ Mai Minh Tâm"),
    ) == {"chuc_vu": "CHÁNH VĂN PHÒNG", "nguoi_ky": "Mai Minh Tâm"}


def test_a_collective_alone_is_nobodys_capacity() -> None:
    assert "chuc_vu" not in values(printed(55, 60, "TM. ỦY BAN NHÂN DÂN HUYỆN YÊN LẠC"))


def test_a_damaged_title_is_a_title_and_no_name() -> None:
    found = values(
        printed(60, 60, "TL. CHỦ TỊCH"),
        printed(60, 62, "HÁNH VĂN PHÒNG"),
        printed(60, 76, "Lương Quốc Việt"),
    )
    assert found == {"chuc_vu": "CHÁNH VĂN PHÒNG", "nguoi_ky": "Lương Quốc Việt"}


def test_the_rest_of_a_hidden_title_is_no_name() -> None:
    found = values(
        printed(60, 60, "TL. CHỦ TỊCH"), printed(63, 62, "Văn Phòng"), printed(60, 76, "Vũ An Hà")
    )
    assert found["nguoi_ky"] == "Vũ An Hà"


def test_a_family_name_gets_its_marks_back_and_a_given_name_does_not() -> None:
    found = signer_fields([page(printed(60, 60, "CHỦ TỊCH"), printed(60, 75, "Nguyên Văn Hũng"))])
    assert found["nguoi_ky"].value == "Nguyễn Văn Hũng"
    assert found["nguoi_ky"].source is FieldSource.RULE
    assert found["nguoi_ky"].doubted


def test_a_name_whose_end_is_hidden_is_doubted() -> None:
    found = signer_fields([page(printed(60, 60, "CHỦ TỊCH"), printed(60, 75, "Lý Quang ƯớC"))])
    assert found["nguoi_ky"].doubted


def test_names_of_other_peoples_stay() -> None:
    for name in ("Y Moan Niê", "Ksor Nham", "Rơ Châm Hen"):
        assert values(printed(60, 60, "CHỦ TỊCH"), printed(60, 75, name))["nguoi_ky"] == name


def test_whoever_asks_signs_an_application() -> None:
    found = values(
        printed(60, 55, "Quảng Ngãi, ngày 11 tháng 07 năm 2021"),
        printed(65, 57, "Người yêu cầu"),
        printed(64, 59, "(Ký, ghi rõ họ tên)"),
        printed(66, 68, "Lê Thu Mai"),
    )
    assert found == {
        "nguoi_ky": "Lê Thu Mai",
        "ngay_ban_hanh": "2021-07-11",
        "dia_danh": "Quảng Ngãi",
    }


def test_a_date_in_running_text_is_another_papers() -> None:
    text = printed(8, 60, "Căn cứ Luật Ngân sách nhà nước ban hành ngày 25 tháng 6 năm 2015;")
    assert values(text) == {}


def test_a_name_alone_at_the_lower_right_is_a_doubtful_signer() -> None:
    found = signer_fields([page(printed(63, 73, "Dương Thúy Ánh"))])
    assert found["nguoi_ky"].value == "Dương Thúy Ánh"
    assert found["nguoi_ky"].doubted
