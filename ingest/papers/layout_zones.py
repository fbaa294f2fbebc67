"""Where things stand on an administrative document: the two columns of its head, its words.

The layout is that of NĐ 30/2020/NĐ-CP, Phụ lục I. Recognisers join what stands at one height in
two columns into one line, so the columns are cut by where the words are.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from ingest.papers.letters import bare, similarity
from ingest.text import Box, Line, PageText, Word

_MOTTO: Final = re.compile(r"C[O0]NG H[O0]A XA H[O0]I")
_TAGLINE: Final = re.compile(r"\bD\w{1,3} L\w{1,2}\W{1,5}T\w D\w\W{1,5}H\w{2,3} P\w{2,3}")
_NAME_LETTERS: Final = "CONGHOAXAHOICHUNGHIAVIETNAM"
_NAME_LIKE: Final = 0.78
_NAME_LOSES: Final = 3  # letters
_NAME_BEGINS: Final = "CGO0"
_HEAD: Final = 0.25  # of the height
_RIGHT_COLUMN: Final = 0.35  # of the width: a motto further left is a form's, in the middle
_GUTTER: Final = 0.012


@dataclass(frozen=True, slots=True)
class Found:
    """A stretch of a line: its text and box, how surely its words were read, and the weakest."""

    text: str
    box: Box
    confidence: float
    weakest: float


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
    weakest = min(word.confidence for word in touched)
    return Found(line.text[start:end], box, sure, weakest)


def has_motto(page: PageText) -> bool:
    """Say whether the national name or its motto stands at the page's head, well read or not."""
    return _motto_start(page) is not None or any(
        _TAGLINE.search(bare(line.text)) for line in page.lines if height_share(page, line) < _HEAD
    )


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
    head = [line for line in page.lines if height_share(page, line) < _HEAD]
    for line in head:
        match = _MOTTO.search(bare(line.text))
        if match:
            return stretch(line, *match.span()).box.x0
    return next((start for line in head if (start := _misread_start(line)) is not None), None)


def _misread_start(line: Line) -> float | None:
    """Return where words that are much like the national name begin; they end their line."""
    letters = ""
    for word in reversed(line.words):
        letters = "".join(filter(str.isalpha, bare(word.text))) + letters
        if len(letters) >= len(_NAME_LETTERS) - _NAME_LOSES:
            alike = similarity(letters, _NAME_LETTERS) >= _NAME_LIKE
            if alike and letters[0] in _NAME_BEGINS:
                return word.box.x0
        if len(letters) > len(_NAME_LETTERS) + _NAME_LOSES:
            return None
    return None
