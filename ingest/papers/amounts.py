"""Numbers written in Vietnamese words, to hold figures against what is written out beside them."""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from ingest.papers.letters import bare
from ingest.papers.printed_rows import rows
from ingest.text import PageText

_DIGITS: Final[Mapping[str, int]] = {
    "KHONG": 0, "MOT": 1, "HAI": 2, "BA": 3, "BON": 4, "TU": 4, "NAM": 5, "LAM": 5, "NHAM": 5,
    "SAU": 6, "BAY": 7, "TAM": 8, "CHIN": 9,
}  # fmt: skip
_GROUPS: Final[Mapping[str, int]] = {
    "NGHIN": 10**3,
    "NGAN": 10**3,
    "TRIEU": 10**6,
    "TY": 10**9,
    "TI": 10**9,
}
_WRITTEN_OUT: Final = re.compile(r"\bBANG CHU\s*[:;.]?\s*([A-Z ,]{4,})")
_FILLERS: Final = frozenset({"LINH", "LE", "CHAN", "DONG", "VIET", "VA", "CHU", "BANG"})


def number_in_words(text: str) -> int | None:
    """Return a whole number written in words ("một trăm hai mươi lăm triệu đồng chẵn").

    None where a word is no number word: a doubtful reading says nothing.
    """
    total = group = 0
    last: int | None = None
    seen = False
    for word in bare(text).replace(",", " ").replace(".", " ").split():
        if word in _DIGITS:
            if last is not None:
                group += last
            last, seen = _DIGITS[word], True
        elif word == "TRAM":
            group, last = group + 100 * (last if last is not None else 1), None
        elif word in {"MUOI", "CHUC"}:
            group, last = group + 10 * (last or 1), None
            seen = True
        elif word in _GROUPS:
            total += (group + (last or 0)) * _GROUPS[word]
            group, last = 0, None
        elif word not in _FILLERS:
            return None
    return total + group + (last or 0) if seen else None


def amounts_written_out(pages: Sequence[PageText]) -> Iterator[int]:
    """Yield the numbers that the pages write out after "bằng chữ", over at most two rows."""
    for page in pages:
        texts = [bare(line.text) for line in rows(page)]
        for here, below in zip(texts, [*texts[1:], ""], strict=False):
            for match in _WRITTEN_OUT.finditer(f"{here} {below}"):
                number = number_in_words(match[1]) if match.start() < len(here) else None
                if number is not None:
                    yield number
