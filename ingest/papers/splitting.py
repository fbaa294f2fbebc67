"""Splits a stack of pages into papers: a new title begins a paper, other pages continue it.

Cover sheets, separator sheets and blank pages belong to no paper; the first two end one. What the
cover sheet promised is compared with what was found, never used to guess: a page whose kind is not
clear stays UNKNOWN, and a person decides.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

from ingest.papers.citizen_card import citizen_card
from ingest.papers.cover import SEPARATOR, CoverSheet, decode
from ingest.papers.titles import Title, find_title
from ingest.papers.types import UNKNOWN, PaperType
from ingest.text import PageText, ProposedDocument, ReadingWarning

_CARD: Final = "CCCD"
_CARD_SURE: Final = 0.95
_UNTITLED: Final = Title(type=UNKNOWN, text="", confidence=0.0)


@dataclass(slots=True)
class _Growing:
    """A paper while its pages are being gathered."""

    title: Title
    pages: list[int] = field(default_factory=list)

    def done(self) -> ProposedDocument:
        return ProposedDocument(
            pages=tuple(self.pages),
            type=self.title.type,
            title=self.title.text,
            confidence=self.title.confidence,
        )


def cover_of(page: PageText) -> CoverSheet | None:
    """Return the cover sheet that a page is, if it is one."""
    return next((cover for code in page.codes if (cover := decode(code)) is not None), None)


def split(
    pages: Sequence[PageText],
    types: Sequence[PaperType],
    cover: CoverSheet | None,
    *,
    whole: frozenset[int] = frozenset(),
) -> tuple[tuple[ProposedDocument, ...], tuple[ReadingWarning, ...]]:
    """Return the papers in page order, and what differs from the cover sheet's list.

    A file whose position is in `whole` is one paper and is not split. `pages` are indexed by
    position; fields are not looked for here.
    """
    papers: list[_Growing] = []
    open_paper = False
    previous: PageText | None = None
    for index, page in enumerate(pages):
        if cover_of(page) is not None or SEPARATOR in page.codes:
            open_paper = False
        elif not page.blank:
            begins = _begins(page, previous, pages, types, whole)
            if begins is None and not open_paper:
                begins = _UNTITLED
            if begins is not None:
                papers.append(_Growing(begins))
            papers[-1].pages.append(index)
            open_paper = True
            previous = page
    found = tuple(paper.done() for paper in papers)
    return found, (*_unclear(found), *(_differences(cover, found) if cover else ()))


def _begins(
    page: PageText,
    previous: PageText | None,
    pages: Sequence[PageText],
    types: Sequence[PaperType],
    whole: frozenset[int],
) -> Title | None:
    same_file = previous is not None and previous.source == page.source
    if page.source in whole and same_file:
        return None
    title = find_title(page, types)
    if (title is None or title.type == UNKNOWN) and any(map(citizen_card, page.codes)):
        card = next((one for one in types if one.code == _CARD), None)
        if card is not None:
            title = Title(type=card.code, text=card.titles[0], confidence=_CARD_SURE)
    if title is None and previous is not None and not same_file:
        # Photographs of one paper come as one file a page; a file of many pages is a paper itself.
        long_files = {one.source for one in pages if one.source_page > 0} | whole
        if {previous.source, page.source} & long_files:
            return _UNTITLED
    return title


def _unclear(found: Sequence[ProposedDocument]) -> tuple[ReadingWarning, ...]:
    return tuple(
        ReadingWarning(
            code="type_unknown",
            message=f"The paper that begins on page {paper.pages[0] + 1} is of no kind we know.",
            page=paper.pages[0],
        )
        for paper in found
        if paper.type == UNKNOWN
    )


def _differences(
    cover: CoverSheet, found: Sequence[ProposedDocument]
) -> tuple[ReadingWarning, ...]:
    warnings: list[ReadingWarning] = []
    left = list(found)
    for part in cover.expected:
        same = next((paper for paper in left if paper.type == part.type), None)
        if same is None:
            message = f"The cover sheet names a paper of kind {part.type}; none was found."
            warnings.append(ReadingWarning(code="part_missing", message=message))
        else:
            left.remove(same)
    warnings.extend(
        ReadingWarning(
            code="part_unexpected",
            message=f"The cover sheet does not name the paper on page {paper.pages[0] + 1}.",
            page=paper.pages[0],
        )
        for paper in (left if cover.parts else ())
    )
    return tuple(warnings)
