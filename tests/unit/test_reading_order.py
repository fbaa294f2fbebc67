"""Cells and columns are parted, and read in the order in which they are meant."""

import pytest

from ingest.recognition.line_finding import find_lines
from ingest.recognition.printed_line import PrintedLine
from sohoa.samples.fonts import Style
from tests.support.drawn_pages import DrawnPage

XS = [20.0, 32.0, 75.0, 110.0, 150.0, 190.0]


def _places(
    page: DrawnPage, lines: tuple[PrintedLine, ...], *points: tuple[float, float]
) -> list[int]:
    """Return where in reading order the lines at these points come."""
    found = []
    for x, y in points:
        here = page.on(lines, x, y)
        assert len(here) == 1, (x, y, here)
        found.append(lines.index(here[0]))
    return found


@pytest.mark.parametrize("dpi", [100, 150, 200, 300])
def test_a_ruled_table_is_read_cell_by_cell_each_to_its_end(dpi: int) -> None:
    page = DrawnPage(dpi)
    page.table(XS, [22, 30, 42, 50])
    for x, text in zip(XS, ("TT", "Họ và tên", "Ngày sinh", "Địa chỉ", "Số tiền"), strict=False):
        page.print(x + 2, 28, text, points=12, style=Style.BOLD)
    page.print(24, 36, "1", points=12)
    page.print(34, 36, "Nguyễn Thị", points=12)
    page.print(34, 40.5, "Hồng Hạnh", points=12)
    page.print(77, 36, "01/02/1990", points=12)
    page.print(112, 36, "xã Ea Drông, thị", points=12)
    page.print(112, 40.5, "xã Buôn Hồ", points=12)
    page.print(160, 36, "-", points=12)
    page.print(24, 48, "2", points=12)
    page.print(34, 48, "Y Bhiu Mlô", points=12)
    lines = find_lines(page.grey, dpi)
    assert len(lines) == 14
    order = _places(
        page,
        lines,
        *((25, 35), (40, 35), (40, 39.5), (85, 35), (120, 35), (120, 39.5), (160.8, 35)),
        *((25, 47), (40, 47)),
    )
    assert order == list(range(5, 14))
    assert lines[6].row == lines[5].row != lines[7].row


def test_print_that_runs_over_a_rule_stays_whole() -> None:
    page = DrawnPage()
    page.table([20, 60, 100], [20, 28, 36])
    page.print(22, 26, "Đăng ký kết hôn", points=12)
    page.print(74, 26, "1.234.567.000.000", points=12)
    assert len(find_lines(page.grey, 150)) == 2


def test_a_table_without_rules_is_parted_at_its_columns_and_read_in_rows() -> None:
    page = DrawnPage()
    table = [("STT", "Tên hồ sơ", "Số tờ"), ("1", "Đơn đề nghị", "2"), ("2", "Bản vẽ", "14")]
    for row, cells in enumerate(table):
        for x, text in zip((20, 45, 100), cells, strict=True):
            page.print(x, 30 + 7 * row, text)
    lines = find_lines(page.grey, 150)
    assert [line.row for line in lines] == [0, 0, 0, 1, 1, 1, 2, 2, 2]


def test_the_two_columns_of_a_head_are_parted_and_read_one_after_the_other() -> None:
    page = DrawnPage()
    page.print(20, 20, "UBND TỈNH NGHỆ AN", points=12)
    page.print(16, 26, "SỞ TÀI NGUYÊN VÀ MÔI TRƯỜNG", points=11, style=Style.BOLD)
    page.print(25, 36, "Số: 12/QĐ-STNMT")
    page.print(96, 20, "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", points=12, style=Style.BOLD)
    page.print(112, 26, "Độc lập - Tự do - Hạnh phúc", style=Style.BOLD)
    page.print(108, 36, "Vinh, ngày 05 tháng 3 năm 2026", style=Style.ITALIC)
    page.print(70, 50, "QUYẾT ĐỊNH", points=14, style=Style.BOLD)
    page.print(20, 60, "Căn cứ Luật Tổ chức chính quyền địa phương ngày 19 tháng 6 năm 2015;")
    lines = find_lines(page.grey, 150)
    assert len(lines) == 8
    points = ((30, 19), (30, 25), (30, 35), (120, 19), (120, 25), (120, 35), (80, 49), (40, 59))
    assert _places(page, lines, *points) == list(range(8))


def test_labels_and_values_are_read_row_by_row() -> None:
    page = DrawnPage()
    for row, (label, value) in enumerate(
        (("Họ và tên", "Nguyễn Văn An"), ("Ngày sinh", "01/02/1990"), ("Dân tộc", "Ê Đê"))
    ):
        page.print(20, 30 + 7 * row, label)
        page.print(90, 30 + 7 * row, value)
    assert [line.row for line in find_lines(page.grey, 150)] == [0, 0, 1, 1, 2, 2]


def test_a_gazette_in_two_columns_is_read_column_by_column() -> None:
    page = DrawnPage()
    for row in range(6):
        page.print(20, 30 + 5 * row, "Cột bên trái viết liền mạch đến hết hàng", points=11)
        page.print(100, 30 + 5 * row, "Cột bên phải cũng đầy chữ đến tận lề nhé", points=11)
    rows = [line.row for line in find_lines(page.grey, 150)]
    assert rows == [0, 1, 2, 3, 4, 5] * 2
