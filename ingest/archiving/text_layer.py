"""Lays what was read as invisible text over the picture, word by word.

Each word covers its box, so that a reader's selection marks what it copies; a narrow space follows
every word, so that every program that extracts the text finds the same words in the same order.
The words of a line share one base line that follows the page's skew in steps: letters themselves
stay parallel to the page, because pypdf takes text that is turned by a fraction of a degree for
text turned by ninety.

Positions are whole tenths of a point, each word's told from the one before: what differs little
packs well, and text is most of what an archive file weighs more than its scan.
"""

import itertools
import math
import re
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median
from typing import Final

from ingest.archiving.glyphless import ADVANCE, DESCENT, GlyphlessFont
from ingest.scans.placement import Placement
from ingest.text import Line, PageText, Word

FONT_NAME: Final = "F"
_NEVER_TEXT: Final = re.compile("[\x00-\x20\x7f-\x9f\u00a0\u2028\u2029\ufeff\ufffe\uffff]+")
_GRID: Final = 10  # steps a point
_SMALLEST_SIZE: Final = 10  # steps
_SIZE_STEP: Final = 5  # lines of one size should say so
_LEAST_STRETCH: Final = 1  # per cent
_LEAST_GAP: Final = 0.22  # of the line's height; poppler joins words that are 0.15 apart
_INVISIBLE: Final = 3  # text render mode, ISO 32000-1 table 106
_ASTRAY: Final = 0.6  # of the line's height: a word further off has a base line of its own
_SAME_HEIGHT: Final = 0.8  # of the line's height
_BEST: Final = 9  # zlib's level


@dataclass(frozen=True, slots=True)
class _Shown:
    """A word as it is shown: its text, where it begins and ends, its base line, in pixels."""

    text: str
    x0: float
    x1: float
    foot: float


@dataclass(frozen=True, slots=True)
class _ShownLine:
    words: tuple[_Shown, ...]
    tall: float


def text_layer(page: PageText, placement: Placement, font: GlyphlessFont) -> bytes:
    """Return the content stream for a page's text; empty where nothing was read."""
    slope = math.tan(math.radians(page.skew))
    lines = [shown for line in page.lines if (shown := _line(line, slope)) is not None]
    if not lines:
        return b""
    right, down = placement.direction(1, 0), placement.direction(0, 1)
    across, up = (round(part / math.hypot(*right)) for part in right)
    x, y = placement.point(0, 0)
    turn = " ".join(f"{part / _GRID:g}" for part in (across, up, -up, across))
    pen = _Pen(font, math.hypot(*right) * _GRID, math.hypot(*down) * _GRID)
    for number, line in enumerate(lines):
        pen.show(line, lines[number + 1] if number + 1 < len(lines) else None)
    start = f"q BT {_INVISIBLE} Tr {turn} {x:.2f} {y:.2f} Tm"
    return b"\n".join((start.encode("ascii"), *pen.written, b"ET Q"))


def packed(content: bytes) -> bytes:
    """Return a content stream as small as Flate makes it."""
    return zlib.compress(content, _BEST)


class _Pen:
    """Writes words one after the other and remembers what was said last."""

    def __init__(self, font: GlyphlessFont, across: float, down: float) -> None:
        """`across` and `down` are grid steps a pixel."""
        self.written: list[bytes] = []
        self._font = font
        self._across, self._down = across, down
        self._at = (0, 0)
        self._size = self._stretch = 0

    def show(self, line: _ShownLine, following: _ShownLine | None) -> None:
        """Write a line; `following` is the one after it."""
        size = max(_SMALLEST_SIZE, round(line.tall * self._down / _SIZE_STEP) * _SIZE_STEP)
        if size != self._size:
            self.written.append(f"/{FONT_NAME} {size} Tf".encode("ascii"))
            self._size = size
        apart = following is not None and _taken_for_one(line, following)
        for number, word in enumerate(line.words):
            last = number + 1 == len(line.words)
            self._word(word, line.tall, " " if not (last and apart) else "")
        if apart:
            end = line.words[-1]
            self._go(end.x1, end.foot - 2 * line.tall)
            self.written.append(self._font.encode(" ") + b"Tj")

    def _word(self, word: _Shown, tall: float, space: str) -> None:
        self._go(word.x0, word.foot - DESCENT * tall)
        natural = len(word.text) * ADVANCE * self._size
        stretch = max(
            _LEAST_STRETCH, math.floor(100 * (word.x1 - word.x0) * self._across / natural)
        )
        if stretch != self._stretch:
            self.written.append(f"{stretch} Tz".encode("ascii"))
            self._stretch = stretch
        self.written.append(self._font.encode(word.text + space) + b"Tj")

    def _go(self, x: float, y: float) -> None:
        there = round(x * self._across), -round(y * self._down)
        self.written.append(f"{there[0] - self._at[0]} {there[1] - self._at[1]} Td".encode("ascii"))
        self._at = there


def _line(line: Line, slope: float) -> _ShownLine | None:
    words = [(word, text) for word in line.words if (text := _NEVER_TEXT.sub("", word.text))]
    if not words:
        return None
    tall = max(1.0, median(_height(word, slope) for word, _ in words))
    feet = [_foot(word, slope) for word, _ in words]
    foot = median(feet)
    shown = []
    for (word, text), own, (x0, x1) in zip(
        words, feet, _spread([word for word, _ in words], tall), strict=True
    ):
        base = foot if abs(own - foot) < _ASTRAY * tall else own
        middle = (word.box.x0 + word.box.x1) / 2
        shown.append(_Shown(text, x0, x1, base + slope * middle))
    return _ShownLine(tuple(shown), tall)


def _spread(words: Sequence[Word], tall: float) -> list[list[float]]:
    """Return where words begin and end, so far apart that readers do not join them.

    The wider of two words gives way first, and none gives up more than half of itself.
    """
    spans = [[word.box.x0, max(word.box.x1, word.box.x0 + 1)] for word in words]
    for before, after in itertools.pairwise(spans):
        lack = _LEAST_GAP * tall - (after[0] - before[1])
        for giver in sorted((before, after), key=lambda span: span[0] - span[1]):
            given = max(0.0, min(lack, (giver[1] - giver[0]) / 2))
            if giver is before:
                before[1] -= given
            else:
                after[0] += given
            lack -= given
    return spans


def _taken_for_one(line: _ShownLine, following: _ShownLine) -> bool:
    """Say whether the next line begins at the height where this one ends, but left of its end.

    Lines of a skewed page and of two columns do. pdfium would sort their words from left to right
    as if they were one line; a space written elsewhere between them keeps them apart.
    """
    end, start = line.words[-1], following.words[0]
    near = abs(end.foot - start.foot) < _SAME_HEIGHT * max(line.tall, following.tall)
    return near and start.x0 < end.x1


def _foot(word: Word, slope: float) -> float:
    """Return where the word's lower edge would meet the page's left side, along the skew."""
    box = word.box
    return box.y1 - slope * (box.x0 + box.x1) / 2 - abs(slope) * (box.x1 - box.x0) / 2


def _height(word: Word, slope: float) -> float:
    """Return the word's height across the base line: a skewed word's box is taller."""
    return word.box.y1 - word.box.y0 - abs(slope) * (word.box.x1 - word.box.x0)
