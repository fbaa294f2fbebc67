import pytest

from ingest.papers.separators import PATCH_T, separator_code
from ingest.papers.splitting import split
from ingest.papers.types import builtin_types
from ingest.text import Line, PageText
from tests.support.printed_pages import official_head, page, printed

TYPES = builtin_types()
MOTTO = printed(50, 6, "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", middle=True)
SIGNED = (printed(14, 70, "Nơi nhận:"), printed(65, 70, "CHỦ TỊCH"))
TEXT = printed(14, 45, "Giao các phòng ban thực hiện việc này trong năm.")


def decision(number: str = "1523", *more: Line) -> PageText:
    head = official_head("UBND TỈNH A", "SỞ B", number=f"Số: {number}/QĐ-UBND")
    return page(*head, printed(50, 17, "QUYẾT ĐỊNH", middle=True), TEXT, *SIGNED, *more)


def titled(title: str, *more: Line) -> PageText:
    return page(MOTTO, printed(50, 15, title, middle=True), TEXT, *more)


def found(*pages: PageText) -> list[tuple[str, tuple[int, ...]]]:
    return [(one.type, one.pages) for one in split(pages, TYPES, None)[0]]


@pytest.mark.parametrize(
    ("said", "papers"),
    [
        ("(Kèm theo Quyết định số 1523/QĐ-UBND ngày 05/3/2026)", [("QD", (0, 1))]),
        ("(Kèm theo Quyết định số      /QĐ-UBND ngày 05/3/2026)", [("QD", (0, 1))]),
        ("(Kèm theo Quyết định số 1528/QĐ-UBND ngày 05/3/2026)", [("QD", (0, 1))]),  # misread
        ("(Kèm theo Quyết định số 87/QĐ-UBND ngày 05/3/2026)", [("QD", (0,)), ("DS", (1,))]),
        ("(Kèm theo Tờ trình số 1523/TTr-UBND)", [("QD", (0,)), ("DS", (1,))]),
        ("(Tính đến ngày 05/3/2026)", [("QD", (0,)), ("DS", (1,))]),
    ],
)
def test_an_attachment_follows_the_paper_that_it_names(
    said: str, papers: list[tuple[str, tuple[int, ...]]]
) -> None:
    names = printed(50, 12, said, middle=True)
    annex = page(printed(50, 8, "DANH SÁCH HỘ NGHÈO", middle=True), names, TEXT)
    assert found(decision(), annex) == papers


def test_an_appendix_without_a_name_hangs_on_a_decision_but_not_on_a_card() -> None:
    appendix = page(printed(50, 8, "PHỤ LỤC", middle=True), TEXT)
    assert found(decision(), appendix) == [("QD", (0, 1))]
    assert found(titled("GIẤY KHAI SINH"), appendix) == [("GKS", (0,)), ("DS", (1,))]


@pytest.mark.parametrize(
    "line",
    [
        printed(50, 9, "QUYẾT ĐỊNH:", middle=True),
        printed(50, 9, "QUYẾT ĐỊNH SỐ 15/QĐ-UBND", middle=True),
        printed(50, 9, "ĐIỀU 3", middle=True),
        printed(50, 9, "CHƯƠNG II", middle=True),
        printed(50, 3, "2", middle=True),
    ],
)
def test_a_word_of_the_text_begins_nothing(line: Line) -> None:
    assert found(decision(), page(line, TEXT)) == [("QD", (0, 1))]


def test_a_page_number_that_goes_on_outweighs_a_heading_in_capitals() -> None:
    heading = printed(50, 9, "BẢNG ĐƠN GIÁ CHI TIẾT", middle=True)
    assert found(decision(), page(printed(50, 3, "2", middle=True), heading)) == [("QD", (0, 1))]


def test_the_faces_of_a_card_on_two_pages_are_one_paper() -> None:
    front = titled("CĂN CƯỚC CÔNG DÂN", printed(40, 25, "Họ và tên / Full name:"))
    back = page(
        printed(14, 20, "Đặc điểm nhận dạng / Personal identification:"),
        printed(14, 25, "CỤC TRƯỞNG CỤC CẢNH SÁT"),
    )
    assert found(front, back, front) == [("CCCD", (0, 1)), ("CCCD", (2,))]


def test_a_land_certificate_goes_on_without_a_title() -> None:
    more = page(printed(14, 9, "IV. Những thay đổi sau khi cấp giấy chứng nhận"))
    assert found(titled("GIẤY CHỨNG NHẬN QUYỀN SỬ DỤNG ĐẤT"), more) == [("GCN", (0, 1))]


@pytest.mark.parametrize(
    ("title", "kind"),
    [
        ("HỢP ĐỒNG ỦY QUYỀN", "GUQ"),
        ("HỢP ĐỒNG CHUYỂN NHƯỢNG", "HDCN"),
        ("PHIẾU KIỂM SOÁT QUÁ TRÌNH", "PKS"),
        ("PHIẾU KIỂM TRA", "PKT"),
        ("TRÍCH LỤC KHAI SINH", "GKS"),
        ("TRÍCH LỤC KHAI TỬ", "GCT"),
        ("Q U Y Ế T Đ Ị N H", "QD"),
        ("ĐƠN VỊ QUẢN LÝ", "UNKNOWN"),
        ("GIẤY PHÉP LAO ĐỘNG", "GP"),
        ("HỢP ĐỒNG CHUYEN NHUQNG", "HDCN"),
        ("GIẤY PHÉP XÂY DUNC", "GPXD"),
    ],
)
def test_kinds_that_differ_by_a_word_are_told_apart_or_not_guessed(title: str, kind: str) -> None:
    assert found(titled(title)) == [(kind, (0,))]


def test_the_number_names_the_kind_where_the_title_is_lost() -> None:
    head = official_head("UBND TỈNH A", "SỞ B", number="Số: 15/TB-SNV")
    assert found(page(*head, TEXT)) == [("TB", (0,))]


@pytest.mark.parametrize("code", [separator_code(), PATCH_T])
def test_a_separator_parts_pages_without_titles_and_belongs_to_none(code: str) -> None:
    assert found(decision(), page(codes=(code,)), page(TEXT)) == [("QD", (0,)), ("UNKNOWN", (2,))]


def test_a_separator_names_a_kind_but_does_not_overrule_a_title() -> None:
    sheet = page(codes=(separator_code("TB"),))
    assert found(decision(), sheet, page(TEXT)) == [("QD", (0,)), ("TB", (2,))]
    documents, warnings = split((sheet, decision()), TYPES, None)
    assert [(one.type, one.confidence) for one in documents] == [("UNKNOWN", 0.0)]
    assert [one.code for one in warnings] == ["type_disputed", "type_unknown"]


def test_a_blank_back_parts_nothing_and_a_blank_sheet_does() -> None:
    blank = page(blank=True, source_page=1)
    assert found(decision(), blank, page(TEXT)) == [("QD", (0, 2))]
    assert found(decision(), blank, blank, page(TEXT)) == [("QD", (0,)), ("UNKNOWN", (3,))]


def test_every_paper_says_why_it_begins() -> None:
    first, second = split((decision(), titled("GIẤY KHAI SINH")), TYPES, None)[0]
    assert first.reasons == ("first_or_separated",)
    assert second.reasons[0] == "known_title"
    assert "national_name" in second.reasons
