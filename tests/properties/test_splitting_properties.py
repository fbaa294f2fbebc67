"""Whatever was read, splitting puts each page into one paper or none, and keeps their order."""

from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from benchmarks.splitting import measure
from ingest.digitize import propose
from ingest.papers.cover import CoverSheet
from ingest.papers.separators import PATCH_T, separator_code
from ingest.papers.types import builtin_types
from ingest.text import Box, Line, PageText, Word
from tests.support.printed_pages import page

TYPES = builtin_types()
CODES = (CoverSheet(dossier="H1").encode(), separator_code(), separator_code("QD"), PATCH_T)
words = st.sampled_from(
    ["QUYẾT", "ĐỊNH", "ĐƠN", "Điều", "1", "2/5", "Số:", "15/QĐ-UBND", "Kèm", "theo", "PHỤ", "LỤC"]
) | st.text(st.characters(exclude_categories=["Cs", "Zs", "Cc"]), min_size=1, max_size=12)
places = st.floats(min_value=-50, max_value=4000)


@st.composite
def lines(draw: st.DrawFn) -> Line:
    x, y = draw(places), draw(places)
    printed = draw(st.lists(words, min_size=1, max_size=5))
    return Line(
        tuple(
            Word(word, Box(x + 200 * at, y, x + 200 * at + 190, y + 50), 0.5)
            for at, word in enumerate(printed)
        )
    )


@st.composite
def pages(draw: st.DrawFn) -> PageText:
    codes = draw(st.lists(st.sampled_from(CODES) | st.text(max_size=30), max_size=2))
    return replace(
        page(*draw(st.lists(lines(), max_size=8)), codes=tuple(codes)),
        blank=draw(st.booleans()),
        source=draw(st.integers(0, 1)),
        source_page=draw(st.integers(0, 3)),
    )


@settings(max_examples=60, deadline=None)
@given(st.lists(pages(), max_size=6))
def test_each_page_is_in_one_paper_or_left_out_and_order_is_kept(stack: list[PageText]) -> None:
    reading = propose((), stack, TYPES)
    kept = [index for paper in reading.documents for index in paper.pages]
    left = [one.page for one in reading.left_out]
    assert kept == sorted(kept)
    assert sorted(kept + left) == list(range(len(stack)))
    assert all(paper.pages and 0 <= paper.confidence <= 1 for paper in reading.documents)


def test_invented_stacks_split_as_they_were_put_together() -> None:
    score = measure(range(9000, 9012), TYPES)
    assert score.f1 >= 0.98
    assert score.typed / score.papers >= 0.97
    assert score.wrong_confident / score.papers <= 0.005
