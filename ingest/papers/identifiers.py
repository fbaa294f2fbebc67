"""The numbers that Vietnamese papers carry: parsed, checked, never guessed.

Each parser takes text as a person or a recogniser wrote it and returns the normal form with its
parts, or `None`. Formats change over the years, so a value keeps its raw text, and what no law in
force fixes (lists of provinces, lengths of sequences) is not checked.
"""

import re
import unicodedata
from dataclasses import dataclass
from datetime import date
from typing import Final

_DASHES: Final = dict.fromkeys(map(ord, "\u2010\u2011\u2012\u2013\u2014\u2212"), "-")
# Eth and African D look like the Vietnamese D with stroke and are its commonest misreadings.
_STROKED_D: Final = str.maketrans({"Ð": "Đ", "ð": "đ", "Ɖ": "Đ"})
_DIGIT_SHAPES: Final = str.maketrans({"O": "0", "o": "0", "I": "1", "l": "1", "|": "1"})

_AGENCY: Final = re.compile(r"[A-Y]\d{2}(?:\.[A-Z0-9]+)*")
_OLD_AGENCY: Final = re.compile(r"(?:[0-9A-Z]{2,3}\.)+[A-Y]\d{2}")
_AGENCY_LENGTH: Final = 35  # QĐ 20/2020/QĐ-TTg, Điều 4
_DOSSIER: Final = re.compile(
    r"(?P<agency>[0-9A-Z]+(?:\.[0-9A-Z]+)*)-(?P<day>\d{6}|20\d{6})-(?P<sequence>\d{4,})"
)
_CENTRAL: Final = re.compile(r"[A-Y]\d{2}\.[0-9A-Z]{3}\.[0-9A-Z]{2}")
_CENTRAL_SEQUENCE: Final = 6  # two digits of the system's owner and at least four of the day
_TAX: Final = re.compile(r"(\d{10})(?:[-\s]?(\d{3}))?")
_TAX_WEIGHTS: Final = (31, 29, 23, 19, 17, 13, 7, 5, 3)
_PERSONAL: Final = re.compile(r"\d{12}")
_SYMBOL: Final = re.compile(r"(\d{1,5})(?:/((?:19|20)\d{2}))?/([A-ZĐƯ0-9]+(?:[-&.][A-ZĐƯ0-9]+)*)")


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonalId:
    """A 12-digit personal number. It has no check digit (NĐ 137/2015/NĐ-CP, Điều 13)."""

    number: str
    province: str
    sex: str
    birth_year: int


@dataclass(frozen=True, slots=True, kw_only=True)
class TaxCode:
    """An enterprise's tax code; `branch` has three digits, or is empty."""

    number: str
    branch: str = ""

    def __str__(self) -> str:
        return f"{self.number}-{self.branch}" if self.branch else self.number


@dataclass(frozen=True, slots=True, kw_only=True)
class AgencyCode:
    """An agency's identifier and the version of its format.

    `QĐ20` puts the highest level first; `QCVN102` put it last. One is never turned into the other
    by rule: that needs the office's own table.
    """

    code: str
    format: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DossierCode:
    """A dossier's code in its parts. `format` is A, B or C (TT 01/2018, TT 03/2025, TT 04/2025).

    `received` is None where the digits are no date.
    """

    code: str
    format: str
    agency: str
    received: date | None
    sequence: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentNumber:
    """A document's number and symbol, as in 07/2025/QĐ-UBND; `year` is empty on most."""

    number: str
    year: str
    symbol: str

    def __str__(self) -> str:
        return "/".join(part for part in (self.number, self.year, self.symbol) if part)


def normal(text: str) -> str:
    """Return NFC text with plain hyphens and the true letter Đ, trimmed."""
    composed = unicodedata.normalize("NFC", text)
    return composed.translate(_DASHES).translate(_STROKED_D).strip()


def digits_repaired(text: str) -> str:
    """Turn letters that only look like a 0 or a 1 into the digit; for places that want digits."""
    return text.translate(_DIGIT_SHAPES)


def personal_id(text: str) -> PersonalId | None:
    """Parse a personal number. Spaces and dots between digits are dropped."""
    number = re.sub(r"[\s.]", "", normal(text))
    if not _PERSONAL.fullmatch(number):
        return None
    century = int(number[3])
    return PersonalId(
        number=number,
        province=number[:3],
        sex="Nữ" if century % 2 else "Nam",
        birth_year=1900 + 100 * (century // 2) + int(number[4:6]),
    )


def tax_code(text: str) -> TaxCode | None:
    """Parse a tax code of 10 or 13 digits; the tenth is a check digit."""
    match = _TAX.fullmatch(normal(text))
    if match is None:
        return None
    number, branch = match[1], match[2] or ""
    weighed = sum(w * int(d) for w, d in zip(_TAX_WEIGHTS, number[:9], strict=True))
    if number[2:9] == "0000000" or branch == "000" or 10 - weighed % 11 != int(number[9]):
        return None
    return TaxCode(number=number, branch=branch)


def agency_code(text: str) -> AgencyCode | None:
    """Parse an agency's identifier of either format."""
    code = normal(text).upper()
    if len(code) > _AGENCY_LENGTH:
        return None
    if _AGENCY.fullmatch(code):
        return AgencyCode(code=code, format="QĐ20")
    return AgencyCode(code=code, format="QCVN102") if _OLD_AGENCY.fullmatch(code) else None


def dossier_code(text: str) -> DossierCode | None:
    """Parse a dossier's code of any format known; lengths are never fixed."""
    code = re.sub(r"\s", "", normal(text)).upper()
    match = _DOSSIER.fullmatch(code)
    if match is None:
        return None
    agency, day, sequence = match["agency"], match["day"], match["sequence"]
    if not _AGENCY.fullmatch(agency) and _OLD_AGENCY.fullmatch(agency):
        version = "A"
    elif _CENTRAL.fullmatch(agency) and len(day) == 6 and len(sequence) >= _CENTRAL_SEQUENCE:  # noqa: PLR2004 - yymmdd
        version = "C"
    else:
        version = "B"
    return DossierCode(
        code=code, format=version, agency=agency, received=_day(day), sequence=sequence
    )


def document_number(text: str) -> DocumentNumber | None:
    """Parse `15/QĐ-UBND` or `07/2025/QĐ-UBND`; letters are taken as capitals."""
    match = _SYMBOL.fullmatch(re.sub(r"\s", "", normal(text)).upper())
    if match is None or match[3].isdigit():
        return None
    return DocumentNumber(number=match[1], year=match[2] or "", symbol=match[3])


def _day(digits: str) -> date | None:
    try:
        return date(2000 + int(digits[-6:-4]), int(digits[-4:-2]), int(digits[-2:]))
    except ValueError:
        return None
