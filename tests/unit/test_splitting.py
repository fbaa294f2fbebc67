import pytest

from ingest.papers.cover import SEPARATOR, CoverSheet
from ingest.papers.splitting import split
from ingest.papers.titles import find_title
from ingest.papers.types import DocumentType, builtin_types
from ingest.text import Line, PageText, ProposedDocument, ReadingWarning
from tests.support.printed_pages import official_head, page, printed

TYPES = builtin_types()
COVER = CoverSheet(dossier="H38-261121-0001", parts=(("DON", "Đơn"), ("CCCD", "Căn cước")))
CARD = "001203000123||Nguyễn Văn A|01012003|Nam|Số 1, Phường X, Hà Nội|15052021"
MOTTO = printed(50, 6, "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", middle=True)


def titled(*texts: str) -> PageText:
    lines = [printed(50, 15 + 3 * row, text, middle=True) for row, text in enumerate(texts)]
    return page(MOTTO, *lines, printed(14, 40, "Tôi là người viết đơn này."))


def plain(text: str = "Nội dung tiếp theo của trang trước.") -> PageText:
    return page(printed(14, 8, text))


def found(*pages: PageText, cover: CoverSheet | None = None) -> list[tuple[str, tuple[int, ...]]]:
    documents, _ = split(pages, TYPES, cover)
    return [(one.type, one.pages) for one in documents]


def warned(*pages: PageText, cover: CoverSheet | None = None) -> list[ReadingWarning]:
    return list(split(pages, TYPES, cover)[1])


def test_a_title_begins_a_paper_and_other_pages_continue_it() -> None:
    stack = (
        titled("ĐƠN ĐỀ NGHỊ CẤP GIẤY PHÉP"),
        plain(),
        titled("GIẤY XÁC NHẬN"),
        plain(),
        plain(),
    )
    assert found(*stack) == [("DON", (0, 1)), ("GXN", (2, 3, 4))]


def test_cover_separator_and_blank_belong_to_no_paper() -> None:
    cover = page(printed(50, 9, "TỜ BÌA HỒ SƠ", middle=True), codes=(COVER.encode(),))
    separator = page(codes=(SEPARATOR,))
    blank = page(blank=True)
    stack = (cover, titled("ĐƠN XIN XÁC NHẬN"), blank, plain(), separator, plain())
    assert found(*stack) == [("DON", (1, 3)), ("UNKNOWN", (5,))]


@pytest.mark.parametrize(
    ("title", "kind"),
    [
        ("TỜ KHAI ĐĂNG KÝ KHAI SINH", "DON"),
        ("GIẤY KHAI SINH", "GKS"),
        ("GIAY KHAI SINH", "GKS"),
        ("GIẤY KHAI SlNH", "GKS"),
        ("GIẤYCHỨNG NHẬN KẾT HÔN", "GCKH"),
        ("QUYET ĐỊNH", "QD"),
        ("HỢP ĐỒNG CHUYỂN NHƯỢNG QUYỀN SỬ DỤNG ĐẤT", "HDCN"),
        ("HỢP ĐỒNG HỢP TÁC KINH DOANH", "HD"),
        ("HỢP ĐỒNG ỦY QUYỀN", "GUQ"),
        ("* GIẤY ỦY QUYỀN *", "GUQ"),
        ("BIÊN BẢN HỌP", "BB"),
    ],
)
def test_titles_are_known_though_letters_got_lost(title: str, kind: str) -> None:
    assert found(titled(title)) == [(kind, (0,))]


def test_a_title_may_run_over_two_lines() -> None:
    stack = titled("GIẤY CHỨNG NHẬN", "QUYỀN SỬ DỤNG ĐẤT, QUYỀN SỞ HỮU NHÀ Ở")
    documents, _ = split((stack,), TYPES, None)
    assert documents[0].type == "GCN"
    assert documents[0].title == "GIẤY CHỨNG NHẬN QUYỀN SỬ DỤNG ĐẤT, QUYỀN SỞ HỮU NHÀ Ở"


def test_a_certificate_of_another_kind_is_not_guessed_to_be_about_land() -> None:
    assert found(titled("GIẤY CHỨNG NHẬN AN TOÀN THỰC PHẨM")) == [("UNKNOWN", (0,))]


def test_two_kinds_that_fit_equally_well_are_no_answer() -> None:
    twins = [
        DocumentType(code=code, name_vi="", name_en="", abbreviation="", titles=("GIẤY PHÉP",))
        for code in ("A", "B")
    ]
    title = find_title(titled("GIẤY PHÉP"), twins)
    assert title is not None
    assert title.type == "UNKNOWN"


@pytest.mark.parametrize(
    "line",
    [
        printed(14, 15, "Căn cứ Quyết định số 15/QĐ-UBND ngày 05 tháng 3 năm 2026;"),
        printed(50, 60, "QUYẾT ĐỊNH", middle=True),  # too far down
        printed(14, 15, "QUYẾT ĐỊNH"),  # at the margin
        printed(50, 15, "ĐƠN VỊ TIẾP NHẬN", middle=True),
        printed(50, 15, "PHẦN II. QUYẾT ĐỊNH", middle=True),
    ],
)
def test_a_mention_is_no_title(line: Line) -> None:
    assert found(titled("GIẤY XÁC NHẬN"), page(line)) == [("GXN", (0, 1))]


def test_a_letter_without_a_title_is_known_by_its_head() -> None:
    letter = page(
        *official_head("UBND TỈNH A", "SỞ NỘI VỤ", number="Số: 123/SNV-VX"),
        printed(14, 13, "V/v số hóa hồ sơ"),
        printed(45, 18, "Kính gửi: Các phòng"),
    )
    assert found(letter) == [("CV", (0,))]


def test_a_national_head_without_a_known_title_begins_an_unknown_paper() -> None:
    stranger = page(MOTTO, printed(50, 15, "LỆNH ĐIỀU XE", middle=True))
    assert found(titled("GIẤY XÁC NHẬN"), stranger) == [("GXN", (0,)), ("UNKNOWN", (1,))]
    (warning,) = warned(titled("GIẤY XÁC NHẬN"), stranger)
    assert (warning.code, warning.page) == ("type_unknown", 1)


def test_a_card_is_known_by_its_code_when_its_print_is_lost() -> None:
    assert found(titled("GIẤY XÁC NHẬN"), page(codes=(CARD,))) == [("GXN", (0,)), ("CCCD", (1,))]


def test_a_missing_and_an_unexpected_paper_are_told() -> None:
    warnings = warned(titled("ĐƠN XIN XÁC NHẬN"), titled("GIẤY XÁC NHẬN"), cover=COVER)
    assert [(one.code, one.page) for one in warnings] == [
        ("part_missing", None),
        ("part_unexpected", 1),
    ]


def test_what_the_cover_names_in_another_order_is_no_surprise() -> None:
    assert not warned(titled("CĂN CƯỚC CÔNG DÂN"), titled("ĐƠN XIN XÁC NHẬN"), cover=COVER)


def test_a_file_of_many_pages_is_a_paper_of_its_own() -> None:
    files = (
        page(MOTTO, printed(50, 15, "GIẤY XÁC NHẬN", middle=True), source=0, source_page=0),
        page(printed(14, 9, "tiếp"), source=0, source_page=1),
        page(printed(14, 9, "không có tên"), source=1, source_page=0),
    )
    assert found(*files) == [("GXN", (0, 1)), ("UNKNOWN", (2,))]


def test_photographs_of_one_paper_stay_together() -> None:
    photos = (
        page(MOTTO, printed(50, 15, "GIẤY XÁC NHẬN", middle=True), source=0, source_page=0),
        page(printed(14, 9, "trang hai"), source=1, source_page=0),
    )
    assert found(*photos) == [("GXN", (0, 1))]


def test_a_signed_file_is_one_paper_whatever_titles_it_holds() -> None:
    stack = (titled("QUYẾT ĐỊNH"), titled("DANH SÁCH"), titled("ĐƠN XIN"))
    documents, _ = split(stack, TYPES, None, whole=frozenset({0}))
    assert [(one.type, one.pages) for one in documents] == [("QD", (0, 1, 2))]


def test_no_pages_are_no_papers() -> None:
    empty: tuple[ProposedDocument, ...] = ()
    assert split((), TYPES, None)[0] == empty
