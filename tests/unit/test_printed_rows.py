"""Rows and cells are found alike from whole lines and from parts of them, straight or skewed."""

from dataclasses import replace
from math import radians, tan

from ingest.papers.printed_rows import cell_below, cells, rows
from ingest.text import Box, Line, PageText
from tests.support.printed_pages import page, printed, side_by_side


def texts(read: PageText) -> list[str]:
    return [line.text for line in rows(read)]


def tilted(line: Line, degrees: float) -> Line:
    slope = tan(radians(degrees))
    return Line(
        tuple(
            replace(
                word,
                box=Box(
                    word.box.x0,
                    word.box.y0 + slope * word.box.x0,
                    word.box.x1,
                    word.box.y1 + slope * word.box.x0,
                ),
            )
            for word in line.words
        )
    )


def test_parts_of_one_height_make_a_row_from_left_to_right() -> None:
    apart = page(
        printed(60, 10, "Độc lập - Tự do"), printed(10, 10, "TỈNH A"), printed(10, 14, "Số: 1/QĐ")
    )
    joined = page(
        side_by_side(printed(10, 10, "TỈNH A"), printed(60, 10, "Độc lập - Tự do")),
        printed(10, 14, "Số: 1/QĐ"),
    )
    assert texts(apart) == texts(joined) == ["TỈNH A Độc lập - Tự do", "Số: 1/QĐ"]


def test_the_skew_of_a_page_parts_no_row() -> None:
    parts = [tilted(printed(x, 10, word), 2.0) for x, word in ((10, "trái"), (80, "phải"))]
    assert texts(replace(page(*parts), skew=2.0)) == ["trái phải"]
    assert len(texts(page(*parts))) == 2


def test_what_overlaps_is_never_woven_into_one_row() -> None:
    assert len(texts(page(printed(10, 10, "chữ in đậm"), printed(11, 10, "con dấu đỏ")))) == 2


def test_a_row_falls_apart_at_gaps_that_no_text_has() -> None:
    row = side_by_side(printed(10, 10, "Số vào sổ: CH 1"), printed(60, 10, "Nguyễn Văn An"))
    assert [cell.text for cell in cells(row)] == ["Số vào sổ: CH 1", "Nguyễn Văn An"]


def test_a_cell_below_begins_under_its_label() -> None:
    row = side_by_side(printed(10, 12, "04/10/2022"), printed(40, 12, "tỉnh Nghệ An"))
    under = cell_below(row, 0.4 * 2480, 0.6 * 2480)
    assert under is not None
    assert under.text == "tỉnh Nghệ An"
    assert cell_below(printed(80, 12, "xa bên phải"), 100, 500) is None
