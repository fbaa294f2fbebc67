"""Every reader gives the words back in the order of the reading, however they stand on the page."""

import math
import subprocess
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pypdf
import pypdfium2
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image

from ingest.archiving.archive import assemble
from ingest.archiving.archive_file import ArchiveMetadata
from ingest.text import Box, Line, PageText, Word
from tests.support.printed_pages import page

META = ArchiveMetadata(title="Hồ sơ", created=datetime(2026, 11, 21, tzinfo=UTC))
WIDTH, HEIGHT, DPI = 1654, 2339, 200
TALL, WIDE = 30, 90


@pytest.fixture(scope="module")
def scan(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("scan") / "scan.png"
    Image.new("1", (WIDTH, HEIGHT), 1).save(path)
    return path


def tilted(rows: Sequence[Sequence[tuple[str, float, float]]], skew: float = 0.0) -> PageText:
    """A page whose words (text, left, top of an unskewed page) are tilted by `skew` degrees."""
    slope = math.tan(math.radians(skew))
    lines = []
    for row in rows:
        words = []
        for text, left, top in row:
            drop = top + slope * left
            wide = max(8, WIDE - 15) if len(text) > 1 else 8
            box = Box(left, drop, left + wide, drop + TALL + abs(slope) * wide)
            words.append(Word(text, box, 0.9))
        lines.append(Line(tuple(words)))
    return replace(page(*lines), width=WIDTH, height=HEIGHT, dpi=DPI, skew=skew)


def found(out: Path) -> dict[str, list[str]]:
    with pypdfium2.PdfDocument(out) as pdf:
        pdfium = pdf[0].get_textpage().get_text_range()
    raw = subprocess.run(
        ["pdftotext", "-raw", out, "-"],  # noqa: S607 - from the PATH
        capture_output=True,
        check=True,
        text=True,
        timeout=60,
    ).stdout
    pypdf_text = pypdf.PdfReader(out).pages[0].extract_text()
    return {"pdfium": pdfium.split(), "pypdf": pypdf_text.split(), "poppler": raw.split()}


def same_order(scan: Path, out: Path, read: PageText) -> None:
    assemble([scan], [read], out, META)
    words = read.text.split()
    assert found(out) == dict.fromkeys(("pdfium", "pypdf", "poppler"), words)


@pytest.mark.parametrize("skew", [-3.0, -1.0, 0.4, 2.9])
def test_a_line_that_ends_as_high_as_the_next_begins(
    skew: float, scan: Path, tmp_path: Path
) -> None:
    pitch = max(45, 14 * WIDE * math.tan(math.radians(abs(skew))))
    rows = [
        [(f"từ{row}.{column}", 100 + WIDE * column, 200 + pitch * row) for column in range(15)]
        for row in range(20)
    ]
    same_order(scan, tmp_path / "out.pdf", tilted(rows, skew))


@pytest.mark.parametrize("skew", [0.0, 1.5])
def test_a_right_column_that_is_read_before_the_left(
    skew: float, scan: Path, tmp_path: Path
) -> None:
    right = [[("KT.", 1000, 300.0), ("CHỦ", 1100, 300.0)], [("Vũ", 1000, 340.0)]]
    left = [[("Nơi", 100, 340.0), ("nhận:", 200, 340.0)], [("Như", 100, 380.0)]]
    same_order(scan, tmp_path / "out.pdf", tilted(right + left, skew))


def test_words_whose_boxes_touch_or_overlap_stay_words(scan: Path, tmp_path: Path) -> None:
    rows = [
        [("|", 100, 200.0), ("Chứng", 106, 200.0), ("nhà", 178, 200.0), ("ở", 252, 200.0)],
        [("số", 100, 260.0), ("45/2020/NĐ-CP", 140, 260.0), ("(sửa)", 200, 260.0)],
    ]
    same_order(scan, tmp_path / "out.pdf", tilted(rows))


@settings(
    max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    table=st.lists(
        st.lists(
            st.text("aăâbcdđeêghiklmnoôơpqrstuưvxyỆỗẵ0123456789()\\/.,", min_size=2, max_size=9),
            min_size=1,
            max_size=4,
        ),
        min_size=1,
        max_size=12,
    ),
    skew=st.floats(-2.5, 2.5),
)
def test_tables_that_are_read_cell_by_cell(
    table: list[list[str]], skew: float, scan: Path, tmp_path: Path
) -> None:
    cells = [
        [(text, 100 + 350 * column, 200.0 + 60 * row)]
        for row, texts in enumerate(table)
        for column, text in enumerate(texts)
    ]
    same_order(scan, tmp_path / "out.pdf", tilted(cells, skew))
