import pytest

from ingest.papers.fields import extract
from ingest.papers.types import builtin_types
from ingest.text import Field, FieldSource, Line, PageText
from tests.support.printed_pages import official_head, page, printed, side_by_side

TYPES = {kind.code: kind for kind in builtin_types()}
CARD = "001203000123||Nguyễn Văn A|01012003|Nam|Số 1, Phường X, Hà Nội|15052021"


def values(kind: str, *pages: PageText) -> dict[str, str]:
    return {name: field.value for name, field in extract(pages, TYPES[kind]).items()}


def decision(*lines: Line, number: str = "Số: 15/QĐ-UBND") -> PageText:
    return page(
        *official_head("ỦY BAN NHÂN DÂN", "TỈNH ĐẮK NÔNG", number=number),
        printed(53, 14, "QUYẾT ĐỊNH", middle=True),
        printed(53, 16, "Về việc cho phép chuyển mục đích", middle=True),
        printed(53, 18, "sử dụng đất", middle=True),
        printed(53, 22, "CHỦ TỊCH ỦY BAN NHÂN DÂN TỈNH", middle=True),
        printed(18, 26, "Căn cứ Luật Đất đai ngày 18 tháng 01 năm 2024;"),
        *lines,
    )


SIGNED = page(
    side_by_side(printed(13, 50, "Nơi nhận:"), printed(60, 50, "TM. ỦY BAN NHÂN DÂN")),
    side_by_side(printed(13, 52, "- Như Điều 3;"), printed(62, 52, "KT. CHỦ TỊCH")),
    side_by_side(printed(13, 54, "- Lưu: VT."), printed(62, 54, "PHÓ CHỦ TỊCH")),
    printed(66, 60, "_.^ VÀ"),
    printed(62, 66, "Nguyễn Thị Ánh Nguyệt"),
    index=1,
)


def test_a_decision_tells_who_issued_what_when_and_who_signed() -> None:
    assert values("QD", decision(), SIGNED) == {
        "loai": "Quyết định",
        "so_ky_hieu": "15/QĐ-UBND",
        "ngay_ban_hanh": "2026-03-05",
        "dia_danh": "Hà Nội",
        "co_quan": "ỦY BAN NHÂN DÂN TỈNH ĐẮK NÔNG",
        "trich_yeu": "Về việc cho phép chuyển mục đích sử dụng đất",
        "nguoi_ky": "Nguyễn Thị Ánh Nguyệt",
        "chuc_vu": "PHÓ CHỦ TỊCH",
    }


def test_a_draft_without_number_ends_its_agency_where_the_number_will_stand() -> None:
    draft = page(
        *official_head("ỦY BAN NHÂN DÂN", "XÃ THẠCH HẠ", number="Số:       /QĐ-UBND"),
        printed(50, 19, "QUYẾT ĐỊNH", middle=True),
        printed(30, 25, "CHỦ TỊCH ỦY BAN NHÂN DÂN XÃ THẠCH HẠ"),
    )
    found = values("QD", draft)
    assert found["co_quan"] == "ỦY BAN NHÂN DÂN XÃ THẠCH HẠ"
    assert "so_ky_hieu" not in found


def test_a_parent_agency_stands_above_the_issuing_one() -> None:
    letter = page(
        *official_head("UBND TỈNH ĐẮK NÔNG", "SỞ NÔNG NGHIỆP VÀ", "MÔI TRƯỜNG"),
        printed(14, 15, "V/v số hóa kết quả"),
        printed(14, 16.6, "giải quyết hồ sơ"),
        printed(45, 20, "Kính gửi: Các phòng"),
    )
    found = values("CV", letter)
    assert found["co_quan_chu_quan"] == "UBND TỈNH ĐẮK NÔNG"
    assert found["co_quan"] == "SỞ NÔNG NGHIỆP VÀ MÔI TRƯỜNG"
    assert found["trich_yeu"] == "V/v số hóa kết quả giải quyết hồ sơ"


@pytest.mark.parametrize(
    ("printed_number", "value", "source"),
    [
        ("Số: 15/QĐ-UBND", "15/QĐ-UBND", FieldSource.OCR),
        ("Số: 15/QÐ-UBND", "15/QĐ-UBND", FieldSource.OCR),
        ("Số: 15/QD-UBND", "15/QĐ-UBND", FieldSource.RULE),
        ("Só 1O/QĐ-UBND", "10/QĐ-UBND", FieldSource.RULE),
        ("Số: 07/2025/QĐ-UBND", "07/2025/QĐ-UBND", FieldSource.OCR),
    ],
)
def test_a_number_is_repaired_only_by_rules_and_says_so(
    printed_number: str, value: str, source: FieldSource
) -> None:
    field = extract([decision(number=printed_number)], TYPES["QD"])["so_ky_hieu"]
    assert (field.value, field.source) == (value, source)


def test_a_draft_without_number_and_date_has_none() -> None:
    head = official_head(
        "ỦY BAN NHÂN DÂN",
        "XÃ A",
        number="Số: /QĐ-UBND",
        date="A, ngày tháng năm 2026",
    )
    assert not {"so_ky_hieu", "ngay_ban_hanh"} & values("QD", page(*head)).keys()


def test_an_impossible_date_is_no_date() -> None:
    head = official_head("UBND XÃ A", "PHÒNG B", date="A, ngày 31 tháng 02 năm 2026")
    assert "ngay_ban_hanh" not in values("QD", page(*head))


def test_a_field_says_where_it_stands() -> None:
    field = extract([decision(), SIGNED], TYPES["QD"])["nguoi_ky"]
    assert field.page == 1
    assert field.box is not None
    assert field.box.x0 > 2480 / 2
    assert 0.5 < field.confidence < 1


FORM = page(
    printed(14, 26, "1. Họ và tên: PHẠM THÚY YẾN"),
    printed(14, 28, "2. Ngày, tháng, năm sinh: 15/08/1966"),
    printed(14, 30, "3. Giới tính: Nữ"),
    printed(14, 32, "4. Số định danh cá nhân/CCCD: 052166683244"),
    printed(14, 34, "6. Nơi thường trú: thôn Trung Hòa, xã Phước Hưng,"),
    printed(14, 38, "7. Số điện thoại: 0940 703 945"),
    printed(14, 40, "13. Địa chỉ thửa đất: thôn khác"),
    printed(55, 60, "Phước Hưng, ngày 19 tháng 9 năm 2026"),
)


def test_a_form_tells_who_asks() -> None:
    assert values("DON", FORM) == {
        "ho_ten": "Phạm Thúy Yến",
        "ngay_sinh": "1966-08-15",
        "gioi_tinh": "Nữ",
        "so_cccd": "052166683244",
        "dia_chi": "thôn Trung Hòa, xã Phước Hưng",
        "dien_thoai": "0940703945",
        "ngay_ban_hanh": "2026-09-19",
        "dia_danh": "Phước Hưng",
        "dia_chi_thua_dat": "thôn khác",
    }


def test_a_cards_code_is_surer_than_its_print() -> None:
    card = page(printed(35, 21, "Số / No: 999999999999"), codes=(CARD,))
    fields = extract([card], TYPES["CCCD"])
    assert fields["so_cccd"] == Field(
        value="001203000123", confidence=1.0, page=0, source=FieldSource.QR
    )
    assert fields["ngay_sinh"].value == "2003-01-01"


def test_a_card_prints_values_under_their_labels() -> None:
    card = page(
        printed(35, 23, "Họ và tên / Full name:"),
        printed(35, 25, "NGUYỄN VĂN A"),
        printed(35, 33, "Nơi thường trú / Place of residence:"),
        printed(35, 35, "Số 1, Phường X, Hà Nội"),
    )
    assert values("CCCD", card) == {
        "ho_ten": "Nguyễn Văn A",
        "dia_chi": "Số 1, Phường X, Hà Nội",
    }


def test_a_land_certificate_tells_the_plot_and_the_raised_two_comes_back() -> None:
    land = page(
        printed(17, 37, "Bà: PHẠM THÚY YẾN"),
        printed(17, 43, "CCCD số: 052166683244"),
        printed(14, 50, "a) Thửa đất số: 616, tờ bản đồ số: 15"),
        printed(14, 55, "c) Diện tích: 435,1 m?"),
        printed(76, 88, "BX 126681"),
    )
    fields = extract([land], TYPES["GCN"])
    assert {name: field.value for name, field in fields.items()} == {
        "ho_ten": "Phạm Thúy Yến",
        "so_cccd": "052166683244",
        "thua_dat": "616",
        "to_ban_do": "15",
        "dien_tich": "435,1 m²",
        "so_phat_hanh": "BX 126681",
    }
    assert fields["dien_tich"].source is FieldSource.RULE


def test_the_header_of_a_table_is_no_label() -> None:
    assert values("DON", page(printed(17, 12, "STT Họ và tên Thửa đất Ý kiến"))) == {}


def test_a_paper_of_unknown_kind_still_tells_its_number() -> None:
    assert extract([decision()], None)["so_ky_hieu"].value == "15/QĐ-UBND"


def test_no_pages_have_no_fields() -> None:
    assert extract([], TYPES["QD"]) == {}
