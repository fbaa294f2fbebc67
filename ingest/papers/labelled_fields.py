"""Values that stand after a printed label: names, numbers, addresses, plots of land.

Labels are looked for without diacritics, since recognisers drop them; values are taken as printed.
The first page of a paper that has a label wins.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from typing import Final

from ingest.papers.identifiers import normal, personal_id
from ingest.papers.layout_zones import stretch
from ingest.papers.letters import bare
from ingest.papers.person_names import as_name, person_name
from ingest.papers.printed_dates import dates_in_digits, dates_in_words
from ingest.text import Field, FieldSource, Line, PageText

Value = tuple[int, int, str]
"""Where in the line's text a value begins and ends, and its normal form."""

PERSON: Final = frozenset({"ho_ten", "so_cccd", "ngay_sinh", "gioi_tinh", "dia_chi", "dien_thoai"})
LAND: Final = frozenset({"so_phat_hanh", "thua_dat", "to_ban_do", "dien_tich"})

_LABELS: Final = {
    "ho_ten": r"(?:HO(?: VA|,| ,)?(?: CHU DEM,?)?(?: VA)? TEN[^:]{0,40}|TEN TOI LA|TOI TEN LA|"
    r"^\W*(?:ONG|BA|ONG \(BA\)|ONG/BA))\s*:",
    "ngay_sinh": r"(?:NGAY,?(?: THANG,? NAM)? SINH|SINH NGAY)[^:0-9]{0,30}:?",
    "gioi_tinh": r"GIOI TINH[^:]{0,10}:",
    "so_cccd": r"(?:CCCD|CMND|CAN CUOC|DINH DANH|\bS\w{1,3}\s?/\s?NO)[^0-9]{0,40}",
    "dia_chi": r"(?:NOI (?:THUONG TRU|CU TRU|O HIEN NAY|DANG KY THUONG TRU)|"
    r"DIA CHI(?! THUA)(?: THUONG TRU)?|HO KHAU THUONG TRU)[^:]{0,30}:",
    "dien_thoai": r"(?:DIEN THOAI|\bDT|\bSDT)[^:0-9]{0,20}:?",
    "so_phat_hanh": r"SO PHAT HANH[^:A-Z]{0,5}:?",
    "thua_dat": r"THUA DAT SO\s*:?",
    "to_ban_do": r"TO BAN DO SO\s*:?",
    "dien_tich": r"DIEN TICH[^:0-9]{0,20}:?",
}
_PATTERNS: Final = {name: re.compile(label) for name, label in _LABELS.items()}
_DIGITS: Final = re.compile(r"\d(?:[\d .]*\d)?")
_PHONE: Final = re.compile(r"0\d(?:[ .]?\d){7,9}(?!\d)")
_SERIAL: Final = re.compile(r"\b([A-ZĐ]{1,2})\s?(\d{6,8})\b")
_AREA: Final = re.compile(r"(\d[\d.]*(?:,\d+)?)\s?(m\S?)?")
_SEX: Final = re.compile(r"\W*(NAM|NU)\b")
_FULL_LINE: Final = 0.85  # of the width: an address that reaches so far goes on below
_TRAILING: Final = " .,:;_-*|…"


def labelled_fields(pages: Sequence[PageText]) -> dict[str, Field]:
    """Return every value whose label was found, with its place on the page."""
    fields: dict[str, Field] = {}
    for page in pages:
        for index, line in enumerate(page.lines):
            following = page.lines[index + 1] if index + 1 < len(page.lines) else None
            for name, pattern in _PATTERNS.items():
                if name not in fields and (match := pattern.search(bare(line.text))):
                    found = _after_label(name, page, line, match.end(), following)
                    if found is not None:
                        fields[name] = found
    if "so_phat_hanh" not in fields and (serial := _lone_serial(pages)):
        fields["so_phat_hanh"] = serial
    return fields


def _after_label(
    name: str, page: PageText, line: Line, start: int, following: Line | None
) -> Field | None:
    rest = line.text[start:].strip(_TRAILING)
    if not rest and following is not None:  # cards print the value under its label
        line, start = following, 0
        rest = line.text
    elif name == "dia_chi" and following is not None and _goes_on(page, line, following):
        line = Line((*line.words, *following.words))
    found = _READERS[name](line.text, start) if rest else None
    if found is None:
        return None
    begin, end, value = found
    place = stretch(line, begin, end)
    return Field(
        value=value,
        confidence=place.confidence,
        page=page.index,
        box=place.box,
        source=FieldSource.RULE if _repaired(name, line.text[begin:end]) else FieldSource.OCR,
    )


def _repaired(name: str, printed: str) -> bool:
    """Say whether a rule put something that was not read; another way to write it is no repair."""
    return name == "dien_tich" and not printed.endswith("m²")


def _goes_on(page: PageText, line: Line, following: Line) -> bool:
    near = following.box.y0 - line.box.y1 < line.box.y1 - line.box.y0
    return near and line.box.x1 > _FULL_LINE * page.width and ":" not in following.text


def _lone_serial(pages: Sequence[PageText]) -> Field | None:
    """Find a certificate's serial number, which stands alone at the foot of a page."""
    for page in pages:
        for line in reversed(page.lines):
            match = _SERIAL.fullmatch(line.text.strip(_TRAILING))
            if match:
                place = stretch(line, 0, len(line.text))
                value = f"{match[1]} {match[2]}"
                return Field(
                    value=value, confidence=place.confidence, page=page.index, box=place.box
                )
    return None


def _name(text: str, start: int) -> Value | None:
    span = person_name(text[start:])
    if span is None:
        return None
    begin, end = start + span[0], start + span[1]
    return begin, end, as_name(normal(text[begin:end]))


def _date(text: str, start: int) -> Value | None:
    found: Iterator[Value] = dates_in_digits(text[start:])
    for begin, end, iso in found:
        return start + begin, start + end, iso
    for begin, end, iso, _ in dates_in_words("ngày " + text[start:]):
        shift = start - len("ngày ")
        return max(start, begin + shift), end + shift, iso
    return None


def _sex(text: str, start: int) -> Value | None:
    match = _SEX.match(bare(text), start)
    return (match.start(1), match.end(1), {"NAM": "Nam", "NU": "Nữ"}[match[1]]) if match else None


def _personal(text: str, start: int) -> Value | None:
    for match in _DIGITS.finditer(text, start):
        number = personal_id(match[0])
        if number is not None:
            return match.start(), match.end(), number.number
    return None


def _address(text: str, start: int) -> Value | None:
    value = text[start:].strip(_TRAILING)
    begin = text.index(value, start)
    return (begin, begin + len(value), normal(value)) if len(value) > 3 else None  # noqa: PLR2004 - "xã"


def _phone(text: str, start: int) -> Value | None:
    match = _PHONE.search(text, start)
    return (*match.span(), re.sub(r"[ .]", "", match[0])) if match else None


def _serial(text: str, start: int) -> Value | None:
    match = _SERIAL.search(text, start)
    return (*match.span(), f"{match[1]} {match[2]}") if match else None


def _count(text: str, start: int) -> Value | None:
    match = re.compile(r"[\s.]*(\d{1,5})\b").match(text, start)
    return (*match.span(1), match[1]) if match else None


def _area(text: str, start: int) -> Value | None:
    """Read an area; the recogniser never sees the raised 2 of m², so a unit m is one."""
    match = _AREA.search(text, start)
    return (*match.span(), f"{match[1].rstrip('.')} m²") if match and match[2] else None


_READERS: Final[dict[str, Callable[[str, int], Value | None]]] = {
    "ho_ten": _name,
    "ngay_sinh": _date,
    "gioi_tinh": _sex,
    "so_cccd": _personal,
    "dia_chi": _address,
    "dien_thoai": _phone,
    "so_phat_hanh": _serial,
    "thua_dat": _count,
    "to_ban_do": _count,
    "dien_tich": _area,
}
