"""Printed lines are found where print is, and nowhere else."""

import numpy as np
import pytest

from ingest.recognition.line_finding import find_lines
from ingest.recognition.printed_line import PrintedLine
from ingest.scans.images import Grey
from sohoa.samples.fonts import Style
from tests.support.drawn_pages import DrawnPage

RESOLUTIONS = [100, 150, 200, 300]


def _one(lines: list[PrintedLine]) -> PrintedLine:
    assert len(lines) == 1
    return lines[0]


@pytest.mark.parametrize("dpi", RESOLUTIONS)
@pytest.mark.parametrize("two_level", [False, True])
def test_every_size_of_print_on_one_page_is_found(dpi: int, *, two_level: bool) -> None:
    page = DrawnPage(dpi)
    sizes = {20: 24, 32: 13, 40: 18, 50: 8, 60: 11} | ({56: 6.5} if dpi > 100 else {})
    for y, points in sizes.items():
        page.print(20, y, "Ủy ban nhân dân xã Nghĩa Thắng", points=points)
    lines = find_lines(page.two_level if two_level else page.grey, dpi)
    assert len(lines) == len(sizes)
    for y, points in sizes.items():
        line = _one(page.on(lines, 30, y - 0.7))
        assert line.size == pytest.approx(points * 0.66 * dpi / 72, rel=0.35)
        assert line.baseline == pytest.approx(y * dpi / 25.4, abs=2 + 0.1 * line.size)


@pytest.mark.parametrize("dpi", RESOLUTIONS)
def test_the_marks_of_capitals_belong_to_their_line_even_when_set_tight(dpi: int) -> None:
    page = DrawnPage(dpi)
    page.print(20, 30, "gypq ậ ự ẶỆ")
    page.print(20, 35.4, "ẾỖẪ Ấ ỂỔ gypq")
    lines = find_lines(page.grey, dpi)
    above, below = _one(page.on(lines, 25, 29)), _one(page.on(lines, 25, 34.5))
    assert (above.row, below.row) == (0, 1)
    ink = page.grey < 140
    # The second line alone shows how high its marks rise.
    alone = DrawnPage(dpi)
    alone.print(20, 35.4, "ẾỖẪ Ấ ỂỔ gypq")
    rises = int(np.nonzero((alone.grey < 140).any(1))[0].min())
    assert below.top <= rises + 1
    assert ink[above.top : above.bottom, above.left : above.right].any()


def test_a_justified_line_with_wide_gaps_is_one_line() -> None:
    page = DrawnPage()
    page.print(20, 30, "của      Ủy      ban      nhân      dân      xã      Ea      Drông")
    assert len(find_lines(page.grey, 150)) == 1


def test_letters_set_apart_are_one_line() -> None:
    page = DrawnPage()
    page.print(20, 30, "T H Ô N G  B Á O", points=14, style=Style.BOLD)
    assert len(find_lines(page.grey, 150)) == 1


def test_a_page_number_alone_is_found() -> None:
    page = DrawnPage()
    page.print(104, 15, "2")
    page.print(20, 40, "Điều 3. Quyết định này có hiệu lực kể từ ngày ký.")
    lines = find_lines(page.grey, 150)
    assert [line.row for line in lines] == [0, 1]


@pytest.mark.parametrize("start", ["- ", "+ ", "• ", "1. ", "a) "])
def test_what_a_line_begins_with_belongs_to_it(start: str) -> None:
    page = DrawnPage()
    page.print(20, 30, f"{start}Văn phòng Ủy ban nhân dân;")
    page.print(20, 37, f"{start}Lưu: VT, hồ sơ.")
    lines = find_lines(page.grey, 150)
    assert len(lines) == 2
    inked = np.nonzero((page.grey < 140).any(0))[0]
    assert min(line.left for line in lines) <= inked.min() + 1
    assert max(line.right for line in lines) > inked.max()


def test_underlined_print_is_read_and_the_rule_is_not() -> None:
    page = DrawnPage()
    page.print(60, 30, "Độc lập - Tự do - Hạnh phúc", style=Style.BOLD)
    page.rule(60, 31.5, 118, 31.5)
    page.rule(20, 60, 180, 60)
    page.rule(20, 70, 180, 72)
    assert len(find_lines(page.grey, 150)) == 1


@pytest.mark.parametrize("dpi", [150, 200])
def test_stamps_pens_holes_and_photographs_are_no_lines(dpi: int) -> None:
    page = DrawnPage(dpi)
    page.print(110, 40, "KT. CHỦ TỊCH", style=Style.BOLD)
    page.stamp(115, 70)
    page.signature(135, 72)
    page.photograph(20, 60)
    for y in (30, 110):
        page.blot(8, y, 3)
    page.print(118, 100, "Nguyễn Văn Hùng", style=Style.BOLD)
    lines = find_lines(page.grey, dpi)
    # What is left of a picture's edge may be one scrap; the recogniser does not believe it.
    assert len(lines) <= 3
    assert len(page.on(lines, 125, 39)) == 1
    assert len(page.on(lines, 125, 99)) == 1
    assert not page.on(lines, 115, 70)
    assert not page.on(lines, 30, 76)
    assert not page.on(lines, 8, 30)


@pytest.mark.parametrize("turn", [-1.5, -0.8, 0.8, 1.5])
def test_lines_that_lean_are_cut_into_level_pieces_of_one_row(turn: float) -> None:
    page = DrawnPage()
    for y in (50, 56, 62, 68):
        page.print(20, y, "Căn cứ Luật Tổ chức chính quyền địa phương ngày 19 tháng 6 năm 2015;")
    lines = find_lines(page.turned(turn), 150)
    rows = [line.row for line in lines]
    assert rows == sorted(rows)
    assert set(rows) == {0, 1, 2, 3}
    assert all(line.bottom - line.top < 2.6 * line.size for line in lines)


def test_lines_that_fall_into_the_fold_keep_their_rows() -> None:
    page = DrawnPage()
    for y in (50, 57, 64, 71):
        page.print(20, y, "Căn cứ Luật Tổ chức chính quyền địa phương ngày 19 tháng 6 năm 2015;")
    lines = find_lines(page.bent(2.0), 150)
    long = [line for line in lines if line.right - line.left > 300]
    assert [line.row for line in long] == sorted(line.row for line in long)
    assert len(long) >= 4


@pytest.mark.parametrize("shape", [(1, 1), (1, 500), (500, 1), (3, 3), (40, 40), (7, 900)])
@pytest.mark.parametrize("shade", [0, 120, 240])
def test_pages_of_any_shape_without_print_have_no_lines(shape: tuple[int, int], shade: int) -> None:
    assert find_lines(np.full(shape, shade, np.uint8), 150) == ()


def test_a_page_of_nothing_but_dirt_is_soon_done_with() -> None:
    dirt: Grey = np.random.default_rng(3).integers(0, 256, (900, 700)).astype(np.uint8)
    lines = find_lines(dirt, 150)
    assert all(0 <= line.left < line.right <= 700 for line in lines)
