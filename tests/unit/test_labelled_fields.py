"""Values are found beside and below labels, in rows with several labels, and over several rows."""

import itertools

import pytest

from ingest.papers.labelled_fields import labelled_fields
from ingest.papers.labels import labels
from ingest.papers.letters import bare
from ingest.text import Line
from tests.support.printed_pages import page, printed, side_by_side


def values(*lines: Line) -> dict[str, str]:
    return {name: one.value for name, one in labelled_fields([page(*lines)]).items()}


def test_two_labels_in_one_row_keep_their_own_values() -> None:
    assert values(printed(10, 10, "Giới tính: Nam; Dân tộc: Ê Đê; Quốc tịch: Việt Nam")) == {
        "gioi_tinh": "Nam",
        "dan_toc": "Ê Đê",
        "quoc_tich": "Việt Nam",
    }


def test_running_text_of_a_certificate_holds_several_values() -> None:
    found = values(
        printed(10, 10, "Ông: Trịnh Văn Hải, năm sinh: 1993, CCCD số: 069437731892. Địa chỉ"),
        printed(8, 12, "thường trú: khu phố 3, phường Lộc Thọ, huyện Diên Khánh, tỉnh Khánh"),
        printed(8, 14, "Hòa."),
    )
    assert found == {
        "ho_ten": "Trịnh Văn Hải",
        "nam_sinh": "1993",
        "so_cccd": "069437731892",
        "dia_chi": "khu phố 3, phường Lộc Thọ, huyện Diên Khánh, tỉnh Khánh Hòa",
    }


def test_an_address_ends_with_its_province_though_the_row_below_is_near() -> None:
    found = values(
        printed(10, 10, "Nơi cư trú: ấp Bình Thuận, xã Nghi Thạch, huyện Nghi Lộc, tỉnh Nghệ An"),
        printed(10, 11.6, "Giấy này được cấp theo đề nghị của đương sự để bổ sung hồ sơ, giấy tờ"),
    )
    assert found["dia_chi"] == "ấp Bình Thuận, xã Nghi Thạch, huyện Nghi Lộc, tỉnh Nghệ An"


def test_a_card_with_values_under_labels_in_two_columns() -> None:
    found = values(
        printed(40, 20, "Nơi thường trú / Place of residence:"),
        printed(40, 21.6, "ấp Bình Thuận, phường Lộc Thọ, huyện Diên Khánh, tỉnh"),
        printed(20, 22.6, "Có giá trị đến:"),
        side_by_side(printed(20, 24, "04/10/2032"), printed(40, 24, "Khánh Hòa")),
    )
    assert found["co_gia_tri_den"] == "2032-10-04"
    assert found["dia_chi"] == "ấp Bình Thuận, phường Lộc Thọ, huyện Diên Khánh, tỉnh Khánh Hòa"


def test_a_value_ends_where_its_cell_ends() -> None:
    row = side_by_side(printed(10, 10, "Số vào sổ: CH86137"), printed(60, 10, "Nguyễn Văn An"))
    assert values(row) == {"so_vao_so": "CH86137"}


@pytest.mark.parametrize(
    ("line", "name", "value"),
    [
        ("Mã số thuế: 0100109106", "ma_so_thue", "0100109106"),
        ("Số điện thoại: 0912 345 678", "dien_thoai", "0912345678"),
        ("Thư điện tử: An.Nguyen@example.vn", "email", "an.nguyen@example.vn"),
        ("Mã hồ sơ: G09.20-20260609-0092637", "ma_ho_so", "G09.20-20260609-0092637"),
        ("Số tiền: 1.250.000 đồng", "so_tien", "1250000"),
        ("Ngày cấp: 12/08/2021", "ngay_cap", "2021-08-12"),
        ("Có giá trị đến: Không thời hạn", "co_gia_tri_den", "Không thời hạn"),
        ("Thửa đất số: 12, tờ bản đồ số: 7", "to_ban_do", "7"),
    ],
)
def test_a_labelled_value_has_its_normal_form(line: str, name: str, value: str) -> None:
    assert values(printed(10, 10, line))[name] == value


def test_a_tax_code_with_a_wrong_check_digit_is_none() -> None:
    assert values(printed(10, 10, "Mã số thuế: 0100109107")) == {}


def test_said_twice_alike_is_surer_than_said_once() -> None:
    once = labelled_fields([page(printed(10, 10, "CCCD số: 001203000123"))])["so_cccd"]
    lines = [printed(10, y, "CCCD số: 001203000123") for y in (10, 20)]
    assert not once.agreed
    assert labelled_fields([page(*lines)])["so_cccd"].agreed


def test_labels_of_one_row_never_overlap() -> None:
    row = bare("Họ và tên: A; Ngày sinh: 1/2/1990; CCCD: 1; Ngày cấp: 2; Nơi cấp: Cục")
    found = list(labels(row))
    assert [label.name for label in found] == [
        "ho_ten",
        "ngay_sinh",
        "so_cccd",
        "ngay_cap",
        "noi_cap",
    ]
    assert all(one.end <= other.start for one, other in itertools.pairwise(found))
