"""Measures what was read against what was printed, whatever the reading order.

Two-column heads and tables may be read row by row or column by column; both are right. So each
printed line is looked up in the text that was read, its best place is taken out, and what is left
over at the end counts as invented.
"""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

_DASHES: Final = str.maketrans({"–": "-", "—": "-", "‘": "'", "’": "'", "“": '"', "”": '"'})
_LEADERS: Final = re.compile(r"[._…]{3,}|(?:\. ){3,}")
_TAKEN: Final = "\x00"
_MISSED: Final = 0.8  # of its letters wrong: the line was not read at all


@dataclass(frozen=True, slots=True)
class TextErrors:
    """Wrong, missing and invented letters, against all printed letters."""

    wrong: int
    printed: int

    @property
    def rate(self) -> float:
        """The share of wrong letters, 0 for a perfect reading; may exceed 1."""
        return self.wrong / self.printed if self.printed else float(self.wrong > 0)

    def __add__(self, other: "TextErrors") -> "TextErrors":
        return TextErrors(self.wrong + other.wrong, self.printed + other.printed)


def text_errors(printed: Iterable[str], read: str) -> TextErrors:
    """Compare printed lines with the text that was read from their page."""
    lines = sorted(filter(None, map(normal, printed)), key=len, reverse=True)
    rest = normal(read)
    wrong = 0
    for line in lines:
        start, end, distance = _best_place(line, rest)
        if distance >= _MISSED * len(line):
            wrong += len(line)
            continue
        wrong += distance
        rest = f"{rest[:start]}{_TAKEN}{rest[end:]}"
    invented = sum(not char.isspace() and char != _TAKEN for char in rest)
    return TextErrors(wrong + invented, sum(map(len, lines)))


def normal(text: str) -> str:
    """Return NFC text with plain dashes and quotes, without dot leaders, single spaces."""
    composed = unicodedata.normalize("NFC", text).translate(_DASHES)
    return " ".join(_LEADERS.sub(" ", composed).split())


def _best_place(line: str, text: str) -> tuple[int, int, int]:
    """Return (start, end, edit distance) of the part of `text` that is most like `line`.

    Sellers' algorithm, a row of the table at a time.
    """
    found = text.find(line)
    if found >= 0:
        return found, found + len(line), 0
    if not text:
        return 0, 0, len(line)
    forward = _distances(line, text)
    end = int(np.argmin(forward))
    distance = int(forward[end])
    backward = _distances(line[::-1], text[:end][::-1])
    # Of equally good starts the nearest leaves most to other lines.
    start = end - int(np.argmin(backward))
    return start, end, distance


def _distances(line: str, text: str) -> NDArray[np.int64]:
    """Return for each end in `text` the least edits between `line` and a part ending there."""
    letters = np.array([ord(char) for char in text])
    steps = np.arange(len(text) + 1)
    row = np.zeros(len(text) + 1, np.int64)
    for count, char in enumerate(line, start=1):
        replaced = row[:-1] + (letters != ord(char))
        below = row + 1
        below[1:] = np.minimum(below[1:], replaced)
        below[0] = count
        row = np.minimum.accumulate(below - steps) + steps
    return row
