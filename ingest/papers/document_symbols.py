"""A document's number and symbol as printed, with the letters that recognisers swap put right.

Abbreviations of kinds are those of NĐ 30/2020/NĐ-CP, Phụ lục III. Digits are only read: an O or l
in a digit's place is the one digit that it looks like, and the value says that it was repaired.
"""

import re
from collections import Counter
from typing import Final, NamedTuple

from ingest.papers.identifiers import digits_repaired, document_number, normal
from ingest.papers.letters import bare

_PRINTED: Final = re.compile(
    r"(?<![^\s:;.,])([0-9OIl|]{1,5})\s*((?:/\s*(?:19|20)\d{2})?\s*/\s*[^\W\d_](?:[\w\-.&–—“”\"'~]|\s?-\s?)*)"
)
_MARKS: Final = re.compile(r"[–—“”\"'~]|\s")
_DECISION: Final = re.compile(
    r"[QO0][DOØ0]{1,2}"
)  # bare: Đ reads as D, Õ and Ố as O; Đ at times as two
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


_KNOWN: Final = _KINDS | _OFFICES
_PLAIN: Final = Counter(bare(part) for part in _KNOWN)
# Known by its bare letters; HD may be HĐ (a contract) or HD (guidance) and stays as it was read.
_MEANT: Final = {bare(part): part for part in _KNOWN if _PLAIN[bare(part)] == 1}


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
    *year, symbol = match[2].strip().lstrip("/ ").split("/")
    parts = _MARKS.sub("-", symbol.strip()).upper().strip("-.").split("-")
    parts = [part for part in (normal(part) for part in parts) if part]
    mended = [_mended(part, first=at == 0) for at, part in enumerate(parts)]
    leading = "/".join((digits_repaired(match[1]), *(one.strip() for one in year)))
    number = document_number(f"{leading}/{'-'.join(mended)}")
    if number is None:
        return None
    known = mended[0] in _KNOWN and len(mended) > 1
    as_read = re.sub(r"\s", "", normal(match[0]))
    value = str(number)
    return Symbol(match.start(), match.end(), value, known, value != as_read)


def _mended(part: str, *, first: bool) -> str:
    """Return an abbreviation with its true letters where only one known is meant."""
    if part in _KNOWN:
        return part
    if first and _DECISION.fullmatch(bare(part)):
        return "QĐ"
    return _MEANT.get(bare(part), part)
