"""Names of places put right by the gazetteer, where only one known name can be meant.

A name that any unit bears stays as it is, however unusual. One that differs from a known name only
in its marks, or in one letter where its own letters make no Vietnamese word, becomes that name, and
the value says that a rule put it there. Numbers (quận 3, tổ 7) are never touched.
"""

import re
import unicodedata
from collections.abc import Iterable
from typing import Final, NamedTuple

from ingest.papers.gazetteer import Unit, gazetteer, key
from ingest.papers.identifiers import normal
from ingest.papers.letters import bare
from ingest.recognition.vietnamese import looks_vietnamese

_TYPES: Final = (
    (r"TINH |T\. ?", "TINH"),
    (r"THANH PHO |TP[. ] ?", "THANHPHO"),
    (r"HUYEN |H\. ?", "HUYEN"),
    (r"QUAN |Q\. ?", "QUAN"),
    (r"THI XA |TX[. ] ?", "THIXA"),
    (r"THI TRAN |TT[. ] ?", "THITRAN"),
    (r"PHUONG |P\. ?", "PHUONG"),
    (r"DAC KHU ", "DACKHU"),
    (r"XA |X\. ?", "XA"),
)
_TYPED: Final = tuple((re.compile(rf"[\W_]*({pattern})"), kind) for pattern, kind in _TYPES)
_SPELT: Final = {
    bare(one): one
    for one in (
        "tỉnh", "thành phố", "huyện", "quận", "thị xã", "thị trấn", "phường", "đặc khu", "xã",
    )
}  # fmt: skip
_HAMLETS: Final = {
    bare(one): one
    for one in (
        "tổ dân phố",
        "khu phố",
        "khối phố",
        "thôn",
        "xóm",
        "ấp",
        "buôn",
        "bản",
        "khóm",
        "tổ",
    )
}
_HAMLET: Final = re.compile(rf"(?:{'|'.join(_HAMLETS)})(?= )")
_BEGINS: Final = re.compile(
    rf"(?:{'|'.join(_HAMLETS)}|LANG|DUONG|PHO|NGO|NGACH|HEM|SO|KHU|KHOI|CUM|DOI|TIEU KHU|PHUM|SOC)"
    r" |\d"
)
_COMMUNES: Final = frozenset({"THITRAN", "PHUONG", "DACKHU", "XA"})
_ONLY_TYPE: Final = re.compile(
    r"\W*(TINH|THANH PHO|THANH|HUYEN|QUAN|THI XA|THI TRAN|PHUONG|XA|TP\.?)$"
)
_LONG_ENOUGH: Final = 5  # letters: shorter names are too alike
_LONG: Final = 8  # letters: names so long have few neighbours in the whole country
_TRAILING: Final = " .,;…_-"
_TONES: Final = "\u0300\u0301\u0303\u0309\u0323"
_POINT_FOR_COMMA: Final = re.compile(
    r"(?<=\w\w)\.\s+(?=(?:xã|phường|thị trấn|thị xã|huyện|quận|tỉnh|thành phố)\s)"
)
_PART: Final = re.compile(r"\s*([,;]|\s-\s)\s*")


class Place(NamedTuple):
    """A place's name, whether the gazetteer knows it, whether it was put right.

    `doubtful`: another place's name differs from it in marks alone, so that it may be misread; or
    it should be on a list that is complete, and is not.
    """

    text: str
    known: bool
    repaired: bool
    doubtful: bool = False


def known_unit(text: str, province: str = "", district: str = "") -> Place:
    """Return one unit ("huyện Krông Pắc") as the gazetteer writes it, keeping the printed case."""
    kind, start = _type_of(text)
    if not kind:
        return Place(text, known=False, repaired=False)
    spelt = _SPELT.get(bare(text[:start]).strip(), text[:start].strip().casefold())
    if spelt != text[:start].strip().casefold():
        lead = spelt.upper() if text[:start].isupper() else spelt
        return known_unit(f"{lead} {text[start:]}", province, district)._replace(repaired=True)
    return _known_name(text, kind, start, province, district)


def _known_name(text: str, kind: str, start: int, province: str, district: str) -> Place:
    name = text[start:].strip()
    if any(map(str.isdigit, name)):
        return Place(text, known=True, repaired=False)
    units = gazetteer().by_key.get((kind, key(name)), ())
    names = {_levelled(unit.name): unit.name for unit in units}
    if _levelled(name) in names:
        return Place(text, known=True, repaired=False, doubtful=len(names) > 1)
    run_together = [true for true in names.values() if _unspaced(true) == _unspaced(name)]
    if len(run_together) == 1:
        return _put_right(text, start, run_together[0])
    if kind in _COMMUNES and looks_vietnamese(name) == 1.0:  # perhaps one that was merged away
        return Place(text, known=False, repaired=False, doubtful=bool(names))
    near = names or _near(kind, name, province, district)
    within = _within(units, province, district) if names else near
    chosen = within if len(within) == 1 or kind in _COMMUNES else near
    if len(chosen) != 1:
        return Place(text, known=False, repaired=False, doubtful=True)
    (true,) = chosen.values()
    return _put_right(text, start, true)


def _put_right(text: str, start: int, true: str) -> Place:
    value = text[:start] + (true.upper() if text[start:].isupper() else true)
    return Place(value, known=True, repaired=True)


def known_place(text: str) -> Place:
    """Return a place's bare name ("Nha Trang") as the gazetteer writes it."""
    if _type_of(text)[0]:
        return known_unit(text)
    units = gazetteer().by_name.get(key(text), ())
    names = {_levelled(unit.name): unit.name for unit in units}
    if _levelled(text) in names:
        return Place(text, known=True, repaired=False, doubtful=len(names) > 1)
    names = names or _alike(key(text))
    if len(names) == 1:
        return Place(next(iter(names.values())), known=True, repaired=True)
    return Place(text, known=False, repaired=False)


def known_address(text: str) -> Place:
    """Return an address with every unit in it put right, from the province down."""
    commas = _POINT_FOR_COMMA.sub(", ", text)
    pieces = _PART.split(commas)
    province = district = ""
    known, repaired, doubtful, found = True, commas != text, False, 0
    for at in range(len(pieces) - 1, -1, -2):
        kind, _ = _type_of(pieces[at])
        place = known_unit(pieces[at], province, district) if kind else known_place(pieces[at])
        if not kind and (at != len(pieces) - 1 or not place.known):
            continue  # a hamlet or a street, which no list holds
        found += 1
        pieces[at] = place.text
        known, repaired = known and place.known, repaired or place.repaired
        doubtful = doubtful or place.doubtful
        units = _units(place.text) if place.known else ()
        if not province and (names := {unit.province for unit in units}) and len(names) == 1:
            (province,) = names
        elif not district and (names := {unit.district for unit in units}) and len(names) == 1:
            (district,) = names
    value = re.sub(r"\s*([,;])\s*", r"\1 ", "".join(_spaced(piece) for piece in pieces)).strip()
    value = value if repaired else text
    hamlet = _HAMLET.match(bare(value))
    if hamlet and value[: hamlet.end()].lower() != _HAMLETS[hamlet[0]]:
        value, repaired = _HAMLETS[hamlet[0]] + value[hamlet.end() :], True
    begins = found == len(pieces) // 2 + 1 or _BEGINS.match(bare(value)) is not None
    return Place(value, known=known and found > 1 and begins, repaired=repaired, doubtful=doubtful)


def ends_a_place(text: str) -> bool | None:
    """Say whether an address is complete at its end; None where the gazetteer cannot tell.

    True: it ends with a province. False: it breaks off within the name of a unit.
    """
    last = _PART.split(text.rstrip(_TRAILING))[-1]
    if _ONLY_TYPE.match(bare(last)):
        return False
    kind, start = _type_of(last)
    if not kind:
        units = gazetteer().by_name.get(key(last), ())
        return True if any(not unit.district and _is_province(unit) for unit in units) else None
    name = key(last[start:])
    units = gazetteer().by_key.get((kind, name), ())
    if any(map(_is_province, units)):
        return True
    if not units and any(key(unit.name).startswith(name) for unit in gazetteer().by_type[kind]):
        return False
    return None


def _is_province(unit: Unit) -> bool:
    return not unit.district and unit.type in {"Tỉnh", "Thành phố"}


def _type_of(text: str) -> tuple[str, int]:
    printed = bare(text)
    for pattern, kind in _TYPED:
        match = pattern.match(printed)
        if match:
            return kind, match.end()
    return "", 0


def _units(text: str) -> tuple[Unit, ...]:
    kind, start = _type_of(text)
    if kind:
        return gazetteer().by_key.get((kind, key(text[start:])), ())
    return tuple(unit for unit in gazetteer().by_name.get(key(text), ()) if _is_province(unit))


def _within(units: Iterable[Unit], province: str, district: str) -> dict[str, str]:
    return {
        _levelled(unit.name): unit.name
        for unit in units
        if unit.province == province and (not district or unit.district in {"", district})
    }


def _near(kind: str, name: str, province: str, district: str) -> dict[str, str]:
    """Return the known names of a type that are one letter away, in the narrowest place."""
    wanted = key(name)
    if len(wanted) < _LONG_ENOUGH:
        return {}
    units = [
        unit for unit in gazetteer().by_type.get(kind, ()) if _one_letter(wanted, key(unit.name))
    ]
    inside = _within(units, province, district) or _within(units, province, "")
    if inside or kind in _COMMUNES or len(wanted) < _LONG:
        return inside
    return {_levelled(unit.name): unit.name for unit in units}


def _alike(wanted: str) -> dict[str, str]:
    """Return the names of long-named provinces and districts that are one letter away."""
    if len(wanted) < _LONG:
        return {}
    return {
        _levelled(unit.name): unit.name
        for name, units in gazetteer().by_name.items()
        if _one_letter(wanted, name)
        for unit in units
        if key(unit.type) not in _COMMUNES
    }


def _unspaced(name: str) -> str:
    return normal(name).casefold().replace(" ", "")


def _one_letter(one: str, other: str) -> bool:
    """Say whether one letter changed, lost or added makes one word of the other."""
    if abs(len(one) - len(other)) > 1:
        return False
    short, long = sorted((one, other), key=len)
    at = next((i for i, (a, b) in enumerate(zip(short, long, strict=False)) if a != b), len(short))
    return short[at + (len(short) == len(long)) :] == long[at + 1 :]


def _levelled(name: str) -> str:
    """Return a name so that Hoà equals Hòa and Thuỷ equals Thủy: marks before letters."""
    words = []
    for word in normal(name).casefold().split():
        letters = unicodedata.normalize("NFD", word)
        tones = "".join(mark for mark in letters if mark in _TONES)
        words.append("".join(mark for mark in letters if mark not in _TONES) + tones)
    return " ".join(words)


def _spaced(piece: str) -> str:
    return f" {piece} " if piece == " - " else piece
