"""Finds the title of a paper, and with it what kind of paper a page begins.

A title stands in the upper part of a page, in capitals, in the middle, alone on its lines. The same
words further down, or after "theo" or "kèm theo", are a mention. Recognisers drop diacritics and
swap letters, so titles are compared by likeness; two kinds that fit equally well are no answer.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from ingest.papers.layout_zones import (
    column_edge,
    has_motto,
    height_share,
    lines_within,
    middle_share,
)
from ingest.papers.letters import bare, capital_share, similarity
from ingest.papers.types import UNKNOWN, PaperType
from ingest.text import Line, PageText

_TOP: Final = 0.45  # of the height; land certificates and cards carry their titles this low
_CAPITALS: Final = 0.8
_OFF_MIDDLE: Final = 0.14
_LIKE: Final = 0.87
_WORD_LIKE: Final = 0.5
_SHORT: Final = 7  # letters: shorter titles must be read exactly
_MOST_LINES: Final = 3
_LINE_GAP: Final = 1.6  # of a line's height
_MENTION: Final = re.compile(r"\b(THEO|CAN CU|DO|SO)\W*$")
_NO_TITLE: Final = re.compile(r"\W*(DON VI\b|DON GIA\b|DIEU \d|PHAN\b|CHUONG\b|[IVX]+\.)")
_NOT_PART: Final = re.compile(r"\W*(CHU TICH|GIAM DOC|UY BAN NHAN DAN|CONG HOA|KINH GUI|[IVX]+\.)")
_SUBJECT: Final = re.compile(r"V\s?/\s?V\b")
_ADDRESSEE: Final = re.compile(r"\W*KINH GUI")
_LETTER: Final = "CV"  # official letters bear no title (NĐ 30/2020, Phụ lục I)
_LETTER_TITLE: Final = "CÔNG VĂN"


@dataclass(frozen=True, slots=True, kw_only=True)
class Title:
    """The beginning of a paper: its kind, its title as printed, how surely, the title's lines."""

    type: str
    text: str
    confidence: float
    lines: tuple[Line, ...] = ()


def find_title(page: PageText, types: Sequence[PaperType]) -> Title | None:
    """Return the title that `page` begins with; None for a page that continues another.

    A page with the national name on top but no title that we know begins a paper of kind UNKNOWN.
    """
    lines = page.lines
    for index, line in enumerate(lines):
        if height_share(page, line) > _TOP:
            break
        if not _may_be_title(page, line) or (index and _mentions(lines[index - 1])):
            continue
        title = _match(page, lines[index:], types)
        if title is not None:
            return title
    if _is_letter(page) and any(one.code == _LETTER for one in types):
        return Title(type=_LETTER, text=_LETTER_TITLE, confidence=page.confidence)
    return Title(type=UNKNOWN, text="", confidence=0.0) if has_motto(page) else None


def title_block(page: PageText, lines: Sequence[Line]) -> tuple[Line, ...]:
    """Return the lines, from the first on, that together look like one title."""
    block = [lines[0]]
    for line in lines[1:_MOST_LINES]:
        gap = line.box.y0 - block[-1].box.y1
        tall = block[-1].box.y1 - block[-1].box.y0
        if (
            gap > _LINE_GAP * tall
            or not _may_be_title(page, line)
            or _NOT_PART.match(bare(line.text))
        ):
            break
        block.append(line)
    return tuple(block)


def _match(page: PageText, lines: Sequence[Line], types: Sequence[PaperType]) -> Title | None:
    block = title_block(page, lines)
    printed = " ".join(line.text for line in block)
    fits = sorted(_fits(printed, types), reverse=True)
    if not fits:
        return None
    length, likeness, code = fits[0]
    if any(other != code and (size, like) == (length, likeness) for size, like, other in fits):
        code = UNKNOWN
    words = [word.confidence for line in block for word in line.words]
    sure = likeness * sum(words) / len(words)
    return Title(type=code, text=printed.strip(" .:*-_"), confidence=round(sure, 4), lines=block)


def _fits(printed: str, types: Sequence[PaperType]) -> Iterator[tuple[int, float, str]]:
    """Yield (letters matched, likeness, type) for every known title that `printed` begins with."""
    words = re.findall(r"[A-Z0-9]+", bare(printed))
    for kind in types:
        for title in kind.titles:
            wanted = re.findall(r"[A-Z0-9]+", bare(title))
            likeness = _beginning(words, wanted)
            if likeness >= _LIKE:
                yield sum(map(len, wanted)), likeness, kind.code


def _beginning(words: Sequence[str], wanted: Sequence[str]) -> float:
    """Return how well `words` begin with `wanted`, whatever became of the spaces between them."""
    joined, letters = "".join(wanted), "".join(words)
    if len(joined) < _SHORT:
        return float(list(words[: len(wanted)]) == list(wanted))
    pairs = zip(words, wanted, strict=False)
    if len(words) >= len(wanted) and any(similarity(a, b) < _WORD_LIKE for a, b in pairs):
        spaced = similarity(letters[: len(joined)], joined) == 1.0
        return float(spaced)
    size = len(joined)
    return max(similarity(letters[:end], joined) for end in (size - 1, size, size + 1))


def _may_be_title(page: PageText, line: Line) -> bool:
    text = bare(line.text)
    return (
        capital_share(line.text) >= _CAPITALS
        and abs(middle_share(page, line) - 0.5) <= _OFF_MIDDLE
        and not _NO_TITLE.match(text)
    )


def _mentions(above: Line) -> bool:
    return capital_share(above.text) < _CAPITALS and _MENTION.search(bare(above.text)) is not None


def _is_letter(page: PageText) -> bool:
    """Say whether an official letter begins here: the head's two columns, V/v or an addressee."""
    edge = column_edge(page)
    if edge is None:
        return False
    head = [line for line in page.lines if height_share(page, line) < _TOP]
    subject = any(_SUBJECT.search(bare(line.text)) for line in lines_within(page, 0, edge))
    return subject or any(_ADDRESSEE.match(bare(line.text)) for line in head)
