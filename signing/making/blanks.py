"""Finds the blanks of a draft's head: "Số:        /QĐ-UBND" and "ngày    tháng    năm 2026".

Works on letters without spaces, because a blank is a distance, however it was typed: spaces, tabs,
dots or nothing. NĐ 30/2020, Phụ lục I: elements 3 (number and symbol) and 4 (place and date).
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from signing.appearances.text_positions import Letter
from signing.errors import UnsuitableDocumentError

_DOTS = r"[.…_]*"
_NUMBER = re.compile(rf"Số:(?P<blank>{_DOTS})(?P<symbol>/[A-ZĐƯ0-9][\w\-/]*)")
_DATE = re.compile(
    rf"ngày(?P<day>{_DOTS})tháng(?P<month>{_DOTS})năm(?P<year>\d{{4}}|(?:20)?{_DOTS})"
)
_SAME_LINE = 2.0
_A_SPACE = 0.15  # ems; a space is a quarter of one
_ROOM_AFTER = 2.6  # ems that a year may take where nothing follows "năm"


@dataclass(frozen=True, slots=True, kw_only=True)
class Blank:
    """A gap on a line, in the page's own space."""

    left: float
    right: float
    baseline: float
    size: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Blanks:
    """The blanks of a head. `symbol`: what is printed after the number, with its slash.

    `year` is None where the draft has a year already, which is then `printed_year`.
    """

    number: Blank
    symbol: str
    day: Blank
    month: Blank
    year: Blank | None
    printed_year: int | None


def find_blanks(letters: Sequence[Letter]) -> Blanks:
    """Return the blanks; `UnsuitableDocumentError` (nothing_to_number) where one is missing."""
    text = "".join(letter.text for letter in letters)
    number = _first(_NUMBER, text, letters)
    date = _first(_DATE, text, letters)
    symbol = _word_from(letters, number.start("symbol"), number.end("symbol"))
    printed = date["year"] if len(date["year"]) == 4 and date["year"].isdigit() else None  # noqa: PLR2004
    found = Blanks(
        number=_between(letters, number.start("blank"), number.end("blank")),
        symbol=symbol,
        day=_between(letters, date.start("day"), date.end("day")),
        month=_between(letters, date.start("month"), date.end("month")),
        year=None if printed else _after(letters, date.start("year")),
        printed_year=int(printed) if printed else None,
    )
    if any(_is_filled(blank, letters) for blank in (found.number, found.day, found.month)):
        raise UnsuitableDocumentError("the draft has a number", code="nothing_to_number")
    return found


def _is_filled(blank: Blank, letters: Sequence[Letter]) -> bool:
    """Tell whether a letter or digit stands in the blank, wherever the file's order has it."""
    return any(
        letter.text.isalnum()
        and abs(letter.baseline - blank.baseline) < _SAME_LINE
        and blank.left < (letter.box[0] + letter.box[2]) / 2 < blank.right
        for letter in letters
    )


def _first(pattern: re.Pattern[str], text: str, letters: Sequence[Letter]) -> re.Match[str]:
    """Return the first match that stands on one line."""
    for match in pattern.finditer(text):
        start = letters[match.start()].baseline
        blank_end = match.end(match.lastindex or 0) - 1 if match.end() > match.start() else 0
        if abs(letters[blank_end].baseline - start) < _SAME_LINE:
            return match
    raise UnsuitableDocumentError(
        "the draft has no blank for a number and a date", code="nothing_to_number"
    )


def _word_from(letters: Sequence[Letter], start: int, end: int) -> str:
    """Return the letters from `start` that stand close to one another on one line."""
    word = letters[start].text
    for before, letter in pairwise(letters[start:end]):
        apart = letter.box[0] - before.box[2]
        same_line = abs(letter.baseline - before.baseline) < _SAME_LINE
        if not same_line or abs(apart) > _A_SPACE * before.size:
            break
        word += letter.text
    return word


def _between(letters: Sequence[Letter], start: int, end: int) -> Blank:
    before, after = letters[start - 1], letters[end]
    return Blank(left=before.box[2], right=after.box[0], baseline=before.baseline, size=before.size)


def _after(letters: Sequence[Letter], start: int) -> Blank:
    before = letters[start - 1]
    left = before.box[2] + before.size * 0.25
    return Blank(
        left=left,
        right=left + _ROOM_AFTER * before.size,
        baseline=before.baseline,
        size=before.size,
    )
