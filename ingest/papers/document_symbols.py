"""A document's number and symbol as printed, with the letters that recognisers swap put right.

Abbreviations of kinds are those of NĐ 30/2020/NĐ-CP, Phụ lục III. Digits are only read: an O or l
in a digit's place is the one digit that it looks like, and the value says that it was repaired.
"""

import re
from typing import Final, NamedTuple

from ingest.papers.identifiers import DocumentNumber, digits_repaired, document_number, normal
from ingest.papers.letters import bare

_PRINTED: Final = re.compile(
    r"([0-9OIl|]{1,5})\s*((?:/\s*(?:19|20)\d{2})?\s*/\s*[^\W\d_](?:[\w\-.&–—“”\"'~]|\s?-\s?)*)"
)
_MARKS: Final = re.compile(r"[–—“”\"'~]|\s")
_DECISION: Final = re.compile(r"[QO0][DOØ0]Đ?")  # bare: Đ reads as D, Õ and Ố as O
# Abbreviations whose Đ recognisers read as D.
_STROKED: Final = {
    "ND": "NĐ", "HD": "HĐ", "HDND": "HĐND", "DKDD": "ĐKĐĐ", "VPDKDD": "VPĐKĐĐ", "BCD": "BCĐ",
    "HDBT": "HĐBT", "CD": "CĐ",
}  # fmt: skip
_KINDS: Final = frozenset(
    [
        "NQ", "QĐ", "CT", "QC", "QYĐ", "TC", "TB", "HD", "CTR", "KH", "PA", "ĐA", "DA", "BC", "BB",
        "TTR", "HĐ", "CĐ", "BGN", "BTT", "GUQ", "GM", "GGT", "GNP", "PG", "PC", "PB", "GXN", "GP",
        "GCN", "GPXD", "TT", "NĐ", "VBHN", "TTLT", "GPMT", "PYC", "TLKS", "TLKT", "TLKH",
    ]
)  # fmt: skip
_OFFICES: Final = frozenset(
    [
        "UBND", "HĐND", "VP", "VPUBND", "VPCP", "CP", "TTG", "CTUBND", "STNMT", "SNNMT", "STC",
        "SXD", "SYT", "SGDĐT", "SNV", "STP", "SCT", "SKHCN", "SVHTTDL", "SLĐTBXH", "SGTVT", "SKHĐT",
        "SNN", "TTPVHCC", "CCT", "TNMT", "KSTT", "NC", "VX", "TH", "KT", "NN", "TCKH", "BNV", "BTC",
        "BTP", "BTNMT", "BYT", "BXD", "BCA", "BKHCN", "BGDĐT", "CAT", "TA", "VKS", "VPĐKĐĐ",
    ]
)  # fmt: skip


class Symbol(NamedTuple):
    """Where in a line number and symbol stand, in normal form; whether known, whether repaired."""

    start: int
    end: int
    value: str
    known: bool
    repaired: bool


def document_symbol(text: str, start: int) -> Symbol | None:
    """Return the first number and symbol from offset `start` on; None where there is none."""
    match = _PRINTED.search(text, start)
    if match is None:
        return None
    rest = _MARKS.sub("-", match[2].strip()).replace("--", "-").rstrip("-.")
    number = document_number(digits_repaired(match[1]) + re.sub(r"-?/-?", "/", rest))
    if number is None:
        return None
    mended = _mended(number)
    parts = mended.symbol.split("-")
    known = parts[0] in _KINDS | _OFFICES and parts[-1] in _OFFICES
    as_read = re.sub(r"\s", "", normal(match[0]))
    value = str(mended)
    return Symbol(match.start(), match.end(), value, known, value != as_read)


def _mended(number: DocumentNumber) -> DocumentNumber:
    first, *others = number.symbol.split("-")
    if _DECISION.fullmatch(bare(first)) and first not in _KINDS:
        first = "QĐ"
    parts = [_STROKED.get(part, part) for part in (first, *others)]
    return DocumentNumber(number=number.number, year=number.year, symbol="-".join(parts))
