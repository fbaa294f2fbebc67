"""Dates as papers print them, in words or in digits, to ISO 8601. No digit is ever guessed."""

import re
from collections.abc import Iterator
from datetime import date
from typing import Final

from ingest.papers.identifiers import digits_repaired
from ingest.papers.letters import bare

_DIGIT: Final = r"[0-9OIL|]"
_IN_WORDS: Final = re.compile(
    rf"\bNGAY\W{{0,3}}({_DIGIT}{{1,2}})\W{{0,3}}THANG\W{{0,3}}({_DIGIT}{{1,2}})"
    rf"\W{{0,3}}NAM\W{{0,3}}({_DIGIT}{{4}})(?![0-9A-Z])"
)
# Nothing but a space or a sign of a label stands before: else a digit of the day was lost.
_IN_DIGITS: Final = re.compile(r"(?<![^\s:;,(])(\d{1,2})\s?[/.-]\s?(\d{1,2})\s?[/.-]\s?(\d{4})\b")
_EARLIEST: Final = 1900
_LATEST: Final = 2100


def dates_in_words(text: str) -> Iterator[tuple[int, int, str, bool]]:
    """Yield (start, end, ISO date, repaired) for each "ngày 05 tháng 3 năm 2026" in `text`."""
    for match in _IN_WORDS.finditer(bare(text)):
        raw = [text[match.start(group) : match.end(group)] for group in (1, 2, 3)]
        repaired = [digits_repaired(bare(part).replace("L", "l")) for part in raw]
        iso = _iso(*repaired)
        if iso is not None:
            yield match.start(), match.end(), iso, repaired != raw


def dates_in_digits(text: str) -> Iterator[tuple[int, int, str]]:
    """Yield (start, end, ISO date) for each 05/03/2026 in `text`."""
    for match in _IN_DIGITS.finditer(text):
        iso = _iso(match[1], match[2], match[3])
        if iso is not None:
            yield match.start(), match.end(), iso


def _iso(day: str, month: str, year: str) -> str | None:
    try:
        when = date(int(year), int(month), int(day))
    except ValueError:
        return None
    return when.isoformat() if _EARLIEST <= when.year <= _LATEST else None
