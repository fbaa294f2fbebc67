"""Machine-readable zones of identity cards (TD1) and passports (TD3), after ICAO Doc 9303.

Parts 3, 4 and 5 fix the places and the check digits (weights 7, 3, 1). A letter in a digit's place
is taken for the digit that it looks like, and fillers are counted anew; only what every check digit
of the zone then proves is returned. The zone of a Vietnamese card repeats the personal number.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import cycle
from typing import Final

from ingest.papers.identifiers import personal_id
from ingest.text import Box, Line, PageText

_WEIGHTS: Final = (7, 3, 1)
_LIKE_DIGITS: Final = str.maketrans("OQDILZSGBT", "0001125687")
_LIKE_FILLERS: Final = {"«": "<<", "‹": "<", "≤": "<", "＜": "<", "(": "<", "{": "<"}
_DIGITISH: Final = r"[0-9OQDILZSGBT]"
_CARD_1: Final = re.compile(
    rf"[IAC][A-Z<]([A-Z]{{3}})([0-9A-Z]{{9}})({_DIGITISH})({_DIGITISH}{{12}})?<*({_DIGITISH})?<*"
)
_CARD_2: Final = re.compile(
    rf"({_DIGITISH}{{6}})({_DIGITISH})([MF<])({_DIGITISH}{{6}})({_DIGITISH})([A-Z]{{3}})<*"
    rf"({_DIGITISH})"
)
_PASSPORT_2: Final = re.compile(
    rf"([0-9A-Z<]{{9}})({_DIGITISH})([A-Z]{{3}})({_DIGITISH}{{6}})({_DIGITISH})([MF<])"
    rf"({_DIGITISH}{{6}})({_DIGITISH})({_DIGITISH}{{12}})?<*({_DIGITISH}|<)({_DIGITISH})"
)
_PASSPORT_1: Final = re.compile(r"P[A-Z<][A-Z]{3}[A-Z<]+")
_SEXES: Final = {"M": "Nam", "F": "Nữ", "<": ""}
_LEAST: Final = 20  # letters of a zone's line, whatever was lost
_FOR_EVER: Final = "991231"
_SURE: Final = 0.998  # four check digits: about one misreading in thousands passes them


@dataclass(frozen=True, slots=True, kw_only=True)
class TravelCard:
    """What a zone proves. Text is empty and dates are None where it says nothing."""

    personal: str
    passport: str
    sex: str
    born: date | None
    expires: date | None
    box: Box | None = None
    confidence: float = _SURE


def find_zone(page: PageText) -> TravelCard | None:
    """Return the first machine-readable zone on a page whose check digits are all right."""
    lines = [(line, zone_letters(line.text)) for line in page.lines]
    lines = [(line, letters) for line, letters in lines if len(letters) >= _LEAST]
    for index, (line, letters) in enumerate(lines):
        for below, second in lines[index + 1 : index + 2]:
            found = parse_card(letters, second) or parse_passport(letters, second)
            if found is not None:
                return replace(found, box=_box((line, below)))
    return None


def zone_letters(text: str) -> str:
    """Return the text in the zone's alphabet: capitals, digits, `<`; other signs fall away."""
    for shape, filler in _LIKE_FILLERS.items():
        text = text.replace(shape, filler)
    return re.sub(r"[^0-9A-Z<]", "", text.upper())


def parse_card(first: str, second: str) -> TravelCard | None:
    """Parse the first two lines of a card's zone (TD1); None unless all check digits hold."""
    one, two = _CARD_1.fullmatch(first), _CARD_2.fullmatch(second)
    if one is None or two is None:
        return None
    country, number, number_check, personal, last = one.groups()
    if country == "VNM":
        number = _digits(number)
    personal = _digits(personal or "")
    born, born_check, sex, until, until_check, nation, check = two.groups()
    born, until = _digits(born), _digits(until)
    extra = f"{personal}<<{_digits(last)}" if personal and last else personal
    if not _holds((number, number_check), (born, born_check), (until, until_check)):
        return None
    whole = (
        f"{number}{_digits(number_check)}{extra:<<15}{born}{_digits(born_check)}"
        f"{until}{_digits(until_check)}{'':<<11}"
    )
    own = personal_id(personal)
    if not _holds((whole, check)) or nation != country or own is None:
        return None
    if not personal.endswith(number):
        return None
    return _card(own.number, "", sex, born, until, own.birth_year // 100)


def parse_passport(first: str, second: str) -> TravelCard | None:
    """Parse a passport's zone (TD3); None unless all check digits hold."""
    two = _PASSPORT_2.fullmatch(second)
    if two is None or not _PASSPORT_1.fullmatch(first):
        return None
    number, number_check, _, born, born_check, sex, until, until_check = two.groups()[:8]
    personal, extra_check, check = _digits(two[9] or ""), two[10], two[11]
    born, until = _digits(born), _digits(until)
    number = number[:1] + _digits(number[1:])
    extra = f"{personal:<<14}"
    parts = [(number, number_check), (born, born_check), (until, until_check)]
    if extra_check != "<" or personal:
        parts.append((extra, extra_check))
    whole = "".join(text + _digits(digit) for text, digit in parts)
    if extra_check == "<" and not personal:
        whole += f"{extra}<"
    if not _holds(*parts, (whole, check)):
        return None
    own = personal_id(personal)
    century = own.birth_year // 100 if own else (20 if born[:2] <= until[:2] else 19)
    return _card(own.number if own else "", number.rstrip("<"), sex, born, until, century)


def check_digit(text: str) -> int:
    """Return the check digit of a stretch of a zone (ICAO Doc 9303-3, 4.9)."""
    return sum(weight * _value(letter) for weight, letter in zip(cycle(_WEIGHTS), text)) % 10


def _value(letter: str) -> int:
    return 0 if letter == "<" else int(letter, 36)


def _holds(*parts: tuple[str, str]) -> bool:
    return all(str(check_digit(text)) == _digits(digit) for text, digit in parts)


def _digits(text: str) -> str:
    return text.translate(_LIKE_DIGITS)


def _card(
    personal: str, passport: str, sex: str, born: str, until: str, century: int
) -> TravelCard | None:
    birth = _date(century, born)
    expires = None if until == _FOR_EVER else _date(20, until)
    if birth is None or (expires is None and until != _FOR_EVER):
        return None
    return TravelCard(
        personal=personal, passport=passport, sex=_SEXES[sex], born=birth, expires=expires
    )


def _date(century: int, digits: str) -> date | None:
    try:
        return date(100 * century + int(digits[:2]), int(digits[2:4]), int(digits[4:]))
    except ValueError:
        return None


def _box(lines: Sequence[Line]) -> Box:
    box = lines[0].box
    for line in lines[1:]:
        box = box.union(line.box)
    return box
