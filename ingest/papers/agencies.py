"""Names of agencies in a document's head: which is whose parent, and misread ones put right.

An agency's name is a kind of office that the law names, with or without an administrative unit
after it. A name is put right only when one known name is close and no other is nearly as close.
"""

import json
import re
from collections.abc import Mapping, Sequence
from functools import cache
from importlib.resources import files
from typing import Final, NamedTuple

from ingest.papers.candidates import Candidate, candidate
from ingest.papers.identifiers import normal
from ingest.papers.letters import bare, capital_share, similarity
from ingest.papers.place_names import known_unit
from ingest.text import Line, PageText

_CAPITALS: Final = 0.7
_FEWEST_LETTERS: Final = 4
_ALONE: Final = re.compile(r"[\W_]*([UƯ]Y BAN NHAN DAN|UBND|HOI DONG NHAN DAN|HDND)[\W_]*$")
_UNFINISHED: Final = re.compile(r"\b(VA|CUA|CHO|VE)\W*$")
_UNIT: Final = re.compile(r"\b(TINH|THANH PHO|TP\.?|HUYEN|QUAN|THI XA|XA|PHUONG|THI TRAN|DAC KHU) ")
_CONTINUES: Final = re.compile(r"[\W_]*(VA|CUA) ")
_LIKE: Final = 0.78
_AHEAD: Final = 0.06
_TRIM: Final = " .,:;_-*|'\"`~"


class Agency(NamedTuple):
    """An agency's name, whether it is known from end to end, whether it was put right."""

    text: str
    known: bool
    repaired: bool


def agency_candidates(page: PageText, lines: Sequence[Line]) -> dict[str, Candidate]:
    """Tell the issuing agency from its parent above it; a name may run over several lines."""
    names: list[list[Line]] = []
    for line in lines:
        letters = sum(map(str.isalpha, line.text))
        if capital_share(line.text) < _CAPITALS or letters < _FEWEST_LETTERS:
            continue
        if names and _goes_on(bare(names[-1][-1].text), bare(line.text)):
            names[-1].append(line)
        else:
            names.append([line])
    if not names:
        return {}
    parents, own = names[:1], names[1:]
    if not own:
        parents, own = [], names
    found = {"co_quan": _named(page, [line for name in own for line in name])}
    if parents:
        found["co_quan_chu_quan"] = _named(page, parents[0])
    return found


def known_agency(printed: str) -> Agency:
    """Return an agency's name, put right where one known name is clearly meant."""
    text = normal(" ".join(printed.split())).strip(_TRIM)
    unit_at = _UNIT.search(bare(text))
    office, unit = (text[: unit_at.start()], text[unit_at.start() :]) if unit_at else (text, "")
    named = (
        _known_office(office.strip(_TRIM))
        if office.strip()
        else Agency("", known=True, repaired=False)
    )
    place = known_unit(unit) if unit else None
    parts = [named.text, place.text.upper() if place else ""]
    value = " ".join(part for part in parts if part)
    known = named.known and (place is None or (place.known and not place.doubtful))
    return Agency(value, known, value != text)


def _named(page: PageText, lines: Sequence[Line]) -> Candidate:
    whole = Line(tuple(word for line in lines for word in line.words))
    agency = known_agency(whole.text)
    found = candidate(page, whole, 0, len(whole.text), agency.text, repaired=agency.repaired)
    return found.supported() if agency.known else found.questioned()


def _goes_on(above: str, below: str) -> bool:
    if _ALONE.match(above) or _UNFINISHED.search(above) or _CONTINUES.match(below):
        return True
    return _UNIT.match(below) is not None and _UNIT.search(above) is None


def _known_office(text: str) -> Agency:
    key = bare(text)
    offices = _offices()
    if key in offices:
        return Agency(offices[key], known=True, repaired=offices[key] != text)
    first = key.split(" ", 1)[0]
    alike = [one for one in offices if one.split(" ", 1)[0] == first] or list(offices)
    close = sorted(((similarity(key, one), one) for one in (*alike, "")), reverse=True)[:2]
    (best, one), (next_best, _) = close
    if len(one) == len(key) and sum(a != b for a, b in zip(one, key, strict=True)) == 1:
        best = 1.0  # one letter of a name as short as UBND
    if best >= _LIKE and best - next_best >= _AHEAD:
        return Agency(offices[one], known=True, repaired=True)
    return Agency(text, known=False, repaired=False)


@cache
def _offices() -> Mapping[str, str]:
    text = files("ingest.data").joinpath("offices.json").read_text("utf-8")
    return {bare(name): name for name in map(normal, json.loads(text)["names"])}
