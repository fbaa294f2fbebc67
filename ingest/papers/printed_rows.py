"""Rows of a page: what stands at one height, whoever reads it in one line or cell by cell.

Some recognisers report a whole row as one line, others each column or cell by itself. Fields are
looked for in rows, so that a label and its value meet in either case. The page's skew is allowed
for: over the width of a sheet one degree is more than a line's height.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from math import inf, radians, tan
from statistics import median
from typing import Final

from ingest.papers.layout_zones import lines_within
from ingest.text import Box, Line, PageText

_SAME_HEIGHT: Final = 0.5  # of a letter's height: how far two parts' middles may lie apart
_UNLIKE: Final = 2.2  # a stamp's or a pen's strokes are that much taller than print
_CELL_GAP: Final = 2.2  # of a letter's height: wider than what justified text leaves between words
_LATEST: Final = 6


@dataclass(slots=True)
class _Row:
    parts: list[Line]
    middle: float
    height: float

    def takes(self, part: Line, middle: float, height: float) -> bool:
        low, high = sorted((self.height, height))
        return (
            abs(self.middle - middle) < _SAME_HEIGHT * low
            and high < _UNLIKE * low
            and all(_apart(part.box, other.box) for other in self.parts)
        )


def rows(page: PageText, left: float = 0, right: float = inf) -> tuple[Line, ...]:
    """Return what stands between two x as rows from top to bottom, words from left to right."""
    slope = tan(radians(page.skew))
    found: list[_Row] = []
    parts = [(_middle(part, slope), part) for part in lines_within(page, left, right)]
    for middle, part in sorted(parts, key=lambda one: one[0]):
        height = letter_height(part)
        for row in reversed(found[-_LATEST:]):
            if row.takes(part, middle, height):
                row.parts.append(part)
                break
        else:
            found.append(_Row([part], middle, height))
    return tuple(
        Line(
            tuple(
                word
                for part in sorted(row.parts, key=lambda one: one.box.x0)
                for word in part.words
            )
        )
        for row in found
    )


def letter_height(line: Line) -> float:
    """Return the usual height of a line's words in pixels; one blot does not change it."""
    return max(1.0, median(word.box.y1 - word.box.y0 for word in line.words))


def cells(line: Line) -> Iterator[Line]:
    """Yield the parts of a row that stand apart, as columns do."""
    gap = _CELL_GAP * letter_height(line)
    words = [line.words[0]]
    for word in line.words[1:]:
        if word.box.x0 - words[-1].box.x1 > gap:
            yield Line(tuple(words))
            words = []
        words.append(word)
    yield Line(tuple(words))


def cell_below(line: Line, left: float, right: float) -> Line | None:
    """Return the words of `line` that stand under a label from x `left` to `right`.

    They begin under the label or right of its beginning and go on until a gap that no text has.
    """
    slack = letter_height(line)
    words = tuple(word for word in line.words if word.box.x0 >= left - slack)
    return next(cells(Line(words))) if words and words[0].box.x0 <= right else None


def _middle(line: Line, slope: float) -> float:
    return median(
        (word.box.y0 + word.box.y1) / 2 - slope * (word.box.x0 + word.box.x1) / 2
        for word in line.words
    )


def _apart(one: Box, other: Box) -> bool:
    return one.x1 <= other.x0 + 1 or other.x1 <= one.x0 + 1
