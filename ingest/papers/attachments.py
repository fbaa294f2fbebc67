"""Tells an attachment from a paper of its own, and whose attachment it is.

"(Kèm theo Quyết định số 15/QĐ-UBND ...)" under a title names the paper that it hangs on. In one
file an attachment follows its paper (NĐ 30/2020/NĐ-CP, Điều 7); where it names another than the
one before it, it is a paper of its own, since nobody can say where its own one is.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from operator import ne
from typing import Final

from ingest.papers.layout_zones import height_share
from ingest.papers.letters import bare
from ingest.papers.types import UNKNOWN
from ingest.text import PageText

_UPPER: Final = 0.4  # of the height
_ATTACHED: Final = re.compile(r"\bKEM THEO\b|\bDINH KEM\b")
_APPENDIX: Final = re.compile(r"\W*PHU LUC\b")
_KINDS: Final = {
    "QUYET DINH": "QD",
    "NGHI QUYET": "NQ",
    "CONG VAN": "CV",
    "TO TRINH": "TTR",
    "THONG BAO": "TB",
    "BAO CAO": "BC",
    "KE HOACH": "KH",
    "BIEN BAN": "BB",
    "HOP DONG": "HD",
    "DON": "DON",
    "TO KHAI": "DON",
}
# What a printed form was issued with; no paper of the stack hangs on these.
_INSTRUMENT: Final = re.compile(r"\W*(THONG TU|NGHI DINH|LUAT)\b")
_BEARERS: Final = re.compile(r"(QD|NQ|CTH|CV|TB|TTR|BC|KH|PA|BB|GP|HD|VBTT|UNKNOWN)")
_KIND: Final = re.compile(rf"\b({'|'.join(_KINDS)})\b")
_NUMBER: Final = re.compile(r"\bS[O0]\s*[:.]?\s*(\d{1,5})\s*/")
_HEAD_NUMBER: Final = re.compile(r"^\W*S\w{1,2}\s*[:;.,]?\s*(\d{1,5})\s*/")
_ONE_MISREAD: Final = 3  # digits: in so long a number one may be misread, in a longer one lost


class Belonging(StrEnum):
    """What a page says about hanging on the paper before it."""

    NONE = "none"
    THIS = "this"  # it names that paper, or names none
    APPENDIX = "appendix"  # an appendix, which names nothing
    OTHER = "other"  # it names another


@dataclass(frozen=True, slots=True)
class Attached:
    """An attachment's own words: the kind and the number of what it hangs on, where it says so."""

    kind: str | None
    number: str | None


def attached(page: PageText) -> Attached | None:
    """Return what the page's upper part says of the paper that it is attached to."""
    upper = [bare(line.text) for line in page.lines if height_share(page, line) < _UPPER]
    for index, text in enumerate(upper):
        # In running text the words stand in a sentence; here they begin the line or its bracket.
        match = _ATTACHED.search(text)
        if match and not any(map(str.isalnum, text[: match.start()].replace("BAN HANH", ""))):
            said = " ".join(upper[index : index + 2])[match.end() :]
            if _INSTRUMENT.match(said):
                return None
            kind, number = _KIND.search(said), _NUMBER.search(said)
            return Attached(_KINDS[kind[1]] if kind else None, number[1] if number else None)
    return None


def belonging(page: PageText, paper_type: str, paper: Sequence[PageText]) -> Belonging:
    """Say whether `page` hangs on the paper of that type that the pages before it are."""
    said = attached(page)
    if said is None:
        top = (line for line in page.lines if height_share(page, line) < _UPPER)
        appendix = any(_APPENDIX.match(bare(line.text)) and line.text.isupper() for line in top)
        bears = _BEARERS.match(paper_type) is not None
        return Belonging.APPENDIX if appendix and bears else Belonging.NONE
    if said.kind is not None and paper_type != UNKNOWN and not paper_type.startswith(said.kind):
        return Belonging.OTHER
    own = _own_number(paper[0]) if paper else None
    if own is None or said.number is None or _same(own, said.number):
        return Belonging.THIS
    return Belonging.OTHER


def _own_number(page: PageText) -> str | None:
    for line in page.lines:
        match = _HEAD_NUMBER.match(bare(line.text))
        if match and height_share(page, line) < _UPPER:
            return match[1]
    return None


def _same(one: str, other: str) -> bool:
    if one.lstrip("0") == other.lstrip("0"):
        return True
    if len(one) == len(other):
        return len(one) >= _ONE_MISREAD and sum(map(ne, one, other)) == 1
    short, long = sorted((one, other), key=len)
    lost = any(long[:at] + long[at + 1 :] == short for at in range(len(long)))
    return len(long) > _ONE_MISREAD and lost
