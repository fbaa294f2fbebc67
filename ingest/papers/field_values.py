"""Reads what stands after a label, by the kind of value. Digits are taken, never guessed."""

import re
from collections.abc import Callable
from typing import Final, NamedTuple

from ingest.papers.identifiers import dossier_code, normal, personal_id, tax_code
from ingest.papers.letters import bare
from ingest.papers.person_names import as_name, person_name
from ingest.papers.printed_dates import dates_in_digits, dates_in_words

TRAILING: Final = " .,:;_-*|…"


class Value(NamedTuple):
    """Where in the text a value begins and ends, its normal form, and what is known about it."""

    start: int
    end: int
    text: str
    repaired: bool = False
    checked: bool = False
    doubtful: bool = False


_DIGITS: Final = re.compile(r"\d(?:[\d .]*\d)?")
_PHONE: Final = re.compile(r"(?<![\d/])(?:\+84|84|0)(?:[ .]?\d){9,10}(?!\d)")
# The plan of TT 22/2014/TT-BTTTT as amended: 02x for places, 03, 05, 07, 08, 09 for mobiles.
_IN_PLAN: Final = re.compile(r"02\d{9}|0[35789]\d{8}")
_SERIAL: Final = re.compile(r"\b([A-ZĐ]{1,2})\s?(\d{6,8})\b")
_AREA: Final = re.compile(r"(\d[\d.]*(?:,\d+)?)\s?(m[2²?°*'\"”’]{0,2}|ha\b)?")
_SEX: Final = re.compile(r"\W*(NAM|NU)\b")
_DIGIT_LOST: Final = re.compile(r"\d\s?[/.-]\s?0")  # 1/04: whoever writes 04 writes 01, too
_COUNT: Final = re.compile(r"[\s.:]*(\d{1,5})(?![\d/])")
_YEAR: Final = re.compile(r"[\s.:]*((?:19|20)\d{2})(?!\d)")
_EMAIL: Final = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
_AMOUNT: Final = re.compile(r"(\d{1,3}(?:[.,]\d{3})+|\d{3,12})(?![\d.,]*\d)")
_CODE: Final = re.compile(r"[0-9A-Z.\-]{10,}")
_NO_END: Final = re.compile(r"\W*KHONG (?:CO )?(?:THOI|XAC DINH THOI) HAN")
_WORDS: Final = re.compile(r"[^\W\d_][^:;,()|]*")
_SHORTEST: Final = 4
_MOST_OF_A_PEOPLE: Final = 20  # letters of "Chu-ru", "Ê Đê", "Xtiêng": never a sentence


def name(text: str) -> Value | None:
    """Read a person's name."""
    span = person_name(text)
    return Value(*span, as_name(normal(text[span[0] : span[1]]))) if span else None


def day(text: str) -> Value | None:
    """Read a date in digits or in words, as ISO 8601."""
    for start, end, iso in dates_in_digits(text):
        lost = _DIGIT_LOST.match(text[start:end]) is not None
        return Value(start, end, iso, doubtful=lost)
    lead = "ngày "
    for start, end, iso, repaired in dates_in_words(lead + text):
        return Value(max(0, start - len(lead)), end - len(lead), iso, repaired)
    return None


def last_day(text: str) -> Value | None:
    """Read until when a card holds: a date, or that it has no end."""
    match = _NO_END.match(bare(text))
    if match:
        return Value(0, match.end(), "Không thời hạn")
    return day(text)


def sex(text: str) -> Value | None:
    """Read Nam or Nữ."""
    match = _SEX.match(bare(text))
    return Value(*match.span(1), {"NAM": "Nam", "NU": "Nữ"}[match[1]]) if match else None


def personal(text: str) -> Value | None:
    """Read a personal number of twelve digits, or an older card's nine."""
    for match in _DIGITS.finditer(text):
        number = personal_id(match[0])
        if number is not None:
            return Value(*match.span(), number.number)
    return None


def phrase(text: str) -> Value | None:
    """Read a text that ends with its line."""
    value = text.strip(TRAILING)
    start = text.find(value)
    return Value(start, start + len(value), normal(value)) if len(value) >= _SHORTEST else None


def word(text: str) -> Value | None:
    """Read a few words without punctuation: a people, a country."""
    match = _WORDS.search(text)
    if not match or match.start() > _SHORTEST:
        return None
    value = match[0].strip(TRAILING)
    short = 0 < len(value) <= _MOST_OF_A_PEOPLE
    return Value(match.start(), match.start() + len(value), normal(value)) if short else None


def phone(text: str) -> Value | None:
    """Read a telephone number with its leading zero: ten digits, or eleven of a fixed line."""
    match = _PHONE.search(text)
    if not match:
        return None
    number = re.sub(r"[ .]", "", match[0])
    number = "0" + number.removeprefix("+").removeprefix("84") if number[0] != "0" else number
    return Value(*match.span(), number, checked=_IN_PLAN.fullmatch(number) is not None)


def serial(text: str) -> Value | None:
    """Read the serial number of a land certificate: one or two letters and six digits or more."""
    match = _SERIAL.search(text)
    return Value(*match.span(), f"{match[1]} {match[2]}") if match else None


def count(text: str) -> Value | None:
    """Read the number of a plot or of a map sheet."""
    match = _COUNT.match(text)
    return Value(*match.span(1), match[1]) if match else None


def year(text: str) -> Value | None:
    """Read a year."""
    match = _YEAR.match(text)
    return Value(*match.span(1), match[1]) if match else None


def area(text: str) -> Value | None:
    """Read an area; recognisers seldom see the raised 2 of m², so a unit m is one."""
    match = _AREA.search(text)
    if not match or not match[2]:
        return None
    unit = "ha" if match[2] == "ha" else "m²"
    return Value(*match.span(), f"{match[1].rstrip('.')} {unit}", repaired=match[2] != unit)


def email(text: str) -> Value | None:
    """Read a mail address."""
    match = _EMAIL.search(text)
    return Value(*match.span(), match[0].lower()) if match else None


def amount(text: str) -> Value | None:
    """Read an amount of money in dong, as digits only."""
    match = _AMOUNT.search(text)
    return Value(*match.span(), re.sub(r"\D", "", match[0])) if match else None


def tax(text: str) -> Value | None:
    """Read a tax code; its check digit holds, or it is none."""
    for match in re.finditer(r"\d{10}(?:-\d{3})?(?!\d)", text):
        code = tax_code(match[0])
        if code is not None:
            return Value(*match.span(), str(code), checked=True)
    return None


def dossier(text: str) -> Value | None:
    """Read a dossier's code of a format in use."""
    match = _CODE.search(text)
    code = dossier_code(match[0].strip(".-")) if match else None
    return Value(*match.span(), code.code, checked=True) if match and code else None


READERS: Final[dict[str, Callable[[str], Value | None]]] = {
    "ho_ten": name,
    "ngay_sinh": day,
    "nam_sinh": year,
    "gioi_tinh": sex,
    "dan_toc": word,
    "quoc_tich": word,
    "so_cccd": personal,
    "ngay_cap": day,
    "noi_cap": phrase,
    "co_gia_tri_den": last_day,
    "que_quan": phrase,
    "noi_sinh": phrase,
    "dia_chi": phrase,
    "dia_chi_thua_dat": phrase,
    "dien_thoai": phone,
    "email": email,
    "ma_so_thue": tax,
    "ma_ho_so": dossier,
    "ngay_hen_tra": day,
    "so_tien": amount,
    "so_phat_hanh": serial,
    "so_vao_so": phrase,
    "thua_dat": count,
    "to_ban_do": count,
    "dien_tich": area,
    "hinh_thuc_su_dung": phrase,
    "muc_dich_su_dung": phrase,
    "thoi_han": phrase,
    "nguon_goc_su_dung": phrase,
    "noi_dung": phrase,
}
