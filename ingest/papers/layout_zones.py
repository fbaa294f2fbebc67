"""Where things stand on an administrative document: the two columns of its head, its words.

The layout is that of NĐ 30/2020/NĐ-CP, Phụ lục I. Recognisers join what stands at one height in
two columns into one line, so the columns are cut by where the words are.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from ingest.papers.letters import bare
from ingest.text import Box, Line, PageText, Word

_MOTTO: Final = re.compile(r"C[O0]NG H[O0]A XA H[O0]I")
_HEAD: Final = 0.25  # of the height
_RIGHT_COLUMN: Final = 0.35  # of the width: a motto further left is a form's, in the middle
_GUTTER: Final = 0.012


@dataclass(frozen=True, slots=True)
class Found:
    """A stretch of a line: the text, its box, and how surely its words were read."""

    text: str
    box: Box
    confidence: float


def stretch(line: Line, start: int, end: int) -> Found:
    """Return what lies between two offsets of `line.text`, with the words that it touches."""
    touched: list[Word] = []
    at = 0
    for word in line.words:
        if at < end and at + len(word.text) > start:
            touched.append(word)
        at += len(word.text) + 1
    touched = touched or list(line.words)
    box = touched[0].box
    for word in touched[1:]:
        box = box.union(word.box)
    sure = sum(word.confidence for word in touched) / len(touched)
    return Found(line.text[start:end], box, sure)


def has_motto(page: PageText) -> bool:
    """Say whether the national name stands at the page's head."""
    return _motto_start(page) is not None


def column_edge(page: PageText) -> float | None:
    """Return x between the head's columns, in pixels; None for a page without the two."""
    start = _motto_start(page)
    if start is None or start < _RIGHT_COLUMN * page.width:
        return None
    return start - _GUTTER * page.width


def lines_within(page: PageText, left: float, right: float) -> Iterator[Line]:
    """Yield the parts of lines whose words' middles lie between two x, in reading order."""
    for line in page.lines:
        words = tuple(
            word for word in line.words if left <= (word.box.x0 + word.box.x1) / 2 < right
        )
        if words:
            yield Line(words)


def height_share(page: PageText, line: Line) -> float:
    """Return how far down the page a line's middle is, 0 at the top."""
    return (line.box.y0 + line.box.y1) / 2 / page.height


def middle_share(page: PageText, line: Line) -> float:
    """Return where a line's middle is between the page's left edge (0) and right edge (1)."""
    return (line.box.x0 + line.box.x1) / 2 / page.width


def _motto_start(page: PageText) -> float | None:
    for line in page.lines:
        match = _MOTTO.search(bare(line.text))
        if match and height_share(page, line) < _HEAD:
            return stretch(line, *match.span()).box.x0
    return None
