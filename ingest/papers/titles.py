"""Finds the title of a paper, and with it what kind of paper a page begins.

A title stands in the upper part of a page, in capitals, in the middle, alone on its lines. The same
words further down, or after "theo" or "kèm theo", are a mention; with a colon they are the word
that puts a decision into force.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from ingest.papers.known_titles import KnownTitles
from ingest.papers.layout_zones import (
    column_edge,
    has_motto,
    height_share,
    lines_within,
    middle_share,
)
from ingest.papers.letters import bare, capital_share
from ingest.papers.types import UNKNOWN, PaperType
from ingest.text import Line, PageText

_TOP: Final = 0.45  # of the height; land certificates and cards carry their titles this low
_UPPER_THIRD: Final = 0.36
_CAPITALS: Final = 0.8
_OFF_MIDDLE: Final = 0.14
_MOST_LINES: Final = 3
_LINE_GAP: Final = 1.6  # of a line's height
_FEWEST_LETTERS: Final = 6
_SPECK: Final = 3  # letters: accents and specks between two lines are sometimes read as a line
_MENTION: Final = re.compile(r"\b(THEO|CAN CU|DO|SO|TAI|CUA|VA|CAP|VE)\W*$")
_NO_TITLE: Final = re.compile(
    r"\W*(DON VI\b|DON GIA\b|DIEU \d|PHAN\b|CHUONG\b|MUC\b|BUOC\b|[IVX]+\s*[.:/)]|[A-H\d]{1,2}[.)])"
)
_NOT_PART: Final = re.compile(
    r"\W*((PHO )?CHU TICH|GIAM DOC|UY BAN NHAN DAN|HOI DONG|BO TRUONG|CONG HOA|DOC LAP|KINH GUI"
    r"|[IVX]+\.|[TK][MTL]\.|SO\s*:|MAU SO)"
)
_OF_A_HEAD: Final = re.compile(
    rf"^{_NOT_PART.pattern}|^\W*(UBND|SO|BO|VAN PHONG|TRUNG TAM|CHI CUC)\b"
    r"|VIET NAM\W*$|HANH PHUC\W*$"
)
_NUMBERED: Final = re.compile(r"\bSO\s*[:.]?\s*\d")
_ARTICLE_ONE: Final = re.compile(r"\W*(DIEU|D\wEU) 1\b")
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
    known = KnownTitles(types)
    found = known_title(page, known) or letter_title(page, known)
    if found is not None:
        return found
    if not has_motto(page):
        return None
    return strange_title(page) or Title(type=UNKNOWN, text="", confidence=0.0)


def known_title(page: PageText, known: KnownTitles) -> Title | None:
    """Return the first title on the page's upper part that a known kind bears."""
    headed = has_motto(page)
    for block, below in _blocks(page, _TOP):
        fit = known.fit(" ".join(line.text for line in block))
        if fit is not None and (headed or not _no_beginning(block, below)):
            return _title(fit.code, fit.likeness, block)
    return None


def letter_title(page: PageText, known: KnownTitles) -> Title | None:
    """Return the title of an official letter, which bears none: it is known by its head."""
    if _LETTER not in known.codes or not _is_letter(page):
        return None
    return Title(type=_LETTER, text=_LETTER_TITLE, confidence=page.confidence)


def strange_title(page: PageText) -> Title | None:
    """Return what looks like a title, of whatever kind: capitals in the middle, in a block."""
    for block, below in _blocks(page, _UPPER_THIRD):
        letters = sum(map(str.isalpha, "".join(one.text for one in block)))
        other = _OF_A_HEAD.search(bare(block[0].text))
        if not other and letters >= _FEWEST_LETTERS and not _no_beginning(block, below):
            return _title(UNKNOWN, 0.0, block)
    return None


def _blocks(page: PageText, top: float) -> Iterator[tuple[tuple[Line, ...], Sequence[Line]]]:
    """Yield what may be a title, from each line of the page's top on, and the lines below it."""
    for index, line in enumerate(page.lines):
        if height_share(page, line) > top or not _may_be_title(page, line):
            continue
        if not (index and _mentions(page.lines[index - 1])):
            block = title_block(page, page.lines[index:])
            yield block, page.lines[page.lines.index(block[-1], index) + 1 :]


def title_block(page: PageText, lines: Sequence[Line]) -> tuple[Line, ...]:
    """Return the lines, from the first on, that together look like one title."""
    block = [lines[0]]
    printed = [line for line in lines[1:] if sum(map(str.isalnum, line.text)) > _SPECK]
    for line in printed[: _MOST_LINES - 1]:
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


def _title(code: str, likeness: float, block: Sequence[Line]) -> Title:
    words = [word.confidence for line in block for word in line.words]
    sure = likeness * sum(words) / len(words)
    printed = " ".join(line.text for line in block).strip(" .:*-_")
    return Title(type=code, text=printed, confidence=round(sure, 4), lines=tuple(block))


def _may_be_title(page: PageText, line: Line) -> bool:
    text = bare(line.text)
    return (
        capital_share(line.text) >= _CAPITALS
        and abs(middle_share(page, line) - 0.5) <= _OFF_MIDDLE
        and not _NO_TITLE.match(text)
    )


def _no_beginning(block: Sequence[Line], below: Sequence[Line]) -> bool:
    """Say whether a block on a page without national name is a word of the text, or names another.

    "QUYẾT ĐỊNH:" stands over Điều 1; "QUYẾT ĐỊNH SỐ 15/QĐ-UBND" is spoken of.
    """
    first = block[0].text.rstrip()
    operative = first.endswith(":") or any(_ARTICLE_ONE.match(bare(o.text)) for o in below[:1])
    return operative or any(_NUMBERED.search(bare(line.text)) for line in block)


def _mentions(above: Line) -> bool:
    return capital_share(above.text) < _CAPITALS and _MENTION.search(bare(above.text)) is not None


def _is_letter(page: PageText) -> bool:
    """Say whether an official letter begins here: the head's two columns, V/v or an addressee."""
    edge = column_edge(page)
    if edge is None:
        return False
    head = _upper(page)
    subject = any(_SUBJECT.search(bare(line.text)) for line in lines_within(page, 0, edge))
    return subject or any(_ADDRESSEE.match(bare(line.text)) for line in head)


def _upper(page: PageText) -> Iterator[Line]:
    return (line for line in page.lines if height_share(page, line) < _TOP)
