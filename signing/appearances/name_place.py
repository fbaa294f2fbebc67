"""Finds the room for a person's signature: between the printed title and the printed name.

NĐ 30/2020, Phụ lục I, mục II.7. The name is looked for first. Where the page prints another one (a
degree, a deputy's) or none that is known, the last title in capitals that stands over a name tells
the place. Where there is no room there is no answer, and the usual place is taken.
"""

import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise
from typing import Final

from signing.appearances.placement import Box
from signing.appearances.text_positions import Letter

_LEAST_HEIGHT: Final = 24.0
_CLEAR: Final = 4.0  # between the signature and the printed lines
_SAME_LINE: Final = 2.0
_MOST_GAP: Final = 160.0  # points from a title down to its name; four to six empty lines are usual
_OFF_CENTRE: Final = 40.0
_COLUMN: Final = 3.0  # ems without a letter part two columns
_LONGEST_NAME: Final = 40


@dataclass(frozen=True, slots=True)
class _Run:
    """Letters of one line that stand close to one another."""

    text: str
    box: Box

    @property
    def middle(self) -> float:
        return (self.box[0] + self.box[2]) / 2


def room_for(letters: Sequence[Letter], name: str, wide: float, high: float) -> Box | None:
    """Return a box of at most that size, in the letters' space; None where nothing tells it."""
    named = _named(letters, name) or _under_title(letters)
    return _room_above(letters, named, wide, high) if named else None


def _named(letters: Sequence[Letter], name: str) -> Box | None:
    """Return the box of the last line that is the name."""
    printed = "".join(letter.text for letter in letters).casefold()
    wanted = "".join(unicodedata.normalize("NFC", name).split()).casefold()
    start = printed.rfind(wanted) if wanted and len(printed) == len(letters) else -1
    if start < 0:
        return None
    found = letters[start : start + len(wanted)]
    if any(abs(letter.baseline - found[0].baseline) > _SAME_LINE for letter in found):
        return None
    return _around(found)


def _under_title(letters: Sequence[Letter]) -> Box | None:
    """Return the box of the last short line that stands, with room, under a line in capitals."""
    runs = [run for line in _lines(letters) for run in _runs(line)]
    for below in sorted(runs, key=lambda run: run.box[1]):
        if below.text.isupper() or not below.text[:1].isupper() or len(below.text) > _LONGEST_NAME:
            continue
        above = [
            run
            for run in runs
            if run.box[1] > below.box[3] and abs(run.middle - below.middle) < _OFF_CENTRE
        ]
        nearest = min(above, key=lambda run: run.box[1], default=None)
        if nearest is None or not nearest.text.isupper():
            continue
        if _LEAST_HEIGHT + 2 * _CLEAR <= nearest.box[1] - below.box[3] <= _MOST_GAP:
            return below.box
    return None


def _room_above(letters: Sequence[Letter], named: Box, wide: float, high: float) -> Box | None:
    middle = (named[0] + named[2]) / 2
    left, right = middle - wide / 2, middle + wide / 2
    bottom = named[3] + _CLEAR
    above = [
        letter.box[1]
        for letter in letters
        if letter.box[1] >= bottom and letter.box[2] > left and letter.box[0] < right
    ]
    top = min([bottom + high, *(low - _CLEAR for low in above)])
    return (left, bottom, right, top) if top - bottom >= _LEAST_HEIGHT else None


def _lines(letters: Sequence[Letter]) -> Iterator[list[Letter]]:
    ordered = sorted(letters, key=lambda letter: -round(letter.baseline / _SAME_LINE))
    for _, line in groupby(ordered, key=lambda letter: round(letter.baseline / _SAME_LINE)):
        yield sorted(line, key=lambda letter: letter.box[0])


def _runs(line: Sequence[Letter]) -> Iterator[_Run]:
    start = 0
    for place, (before, after) in enumerate(pairwise(line), start=1):
        if after.box[0] - before.box[2] > _COLUMN * before.size:
            yield _run(line[start:place])
            start = place
    yield _run(line[start:])


def _run(letters: Sequence[Letter]) -> _Run:
    return _Run("".join(letter.text for letter in letters), _around(letters))


def _around(letters: Sequence[Letter]) -> Box:
    x0, y0, x1, y1 = zip(*(letter.box for letter in letters), strict=True)
    return (min(x0), min(y0), max(x1), max(y1))
