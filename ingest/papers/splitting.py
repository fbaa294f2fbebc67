"""Splits a stack of pages into papers: what a page shows decides whether it begins one.

Cover sheets, separator sheets and blank pages belong to no paper; the first two end one. What the
cover sheet promised is compared with what was found, never used to guess: a page whose kind is not
clear stays UNKNOWN, and a person decides.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Final

from ingest.papers.boundaries import Boundary, OpenPaper, Weights, reasons
from ingest.papers.card_faces import Faces
from ingest.papers.cover import CoverSheet
from ingest.papers.expected_parts import differences
from ingest.papers.known_titles import KnownTitles
from ingest.papers.page_signs import PageSigns, page_signs
from ingest.papers.separators import Separator, cover_of, separator_of
from ingest.papers.titles import Title
from ingest.papers.types import UNKNOWN, PaperType, builtin_marks
from ingest.text import PageText, ProposedDocument, ReadingWarning

_CARD: Final = "CCCD"
_CARD_SURE: Final = 0.95
_TOLD_SURE: Final = 0.95  # a kind that a person's separator sheet names
_FORM_SURE: Final = 0.9
_SYMBOL_SURE: Final = 0.85
_DOUBTED: Final = 0.8  # of what a title is worth that the number gainsays
_CERTAIN: Final = Boundary(1.0, ())
_UNTITLED: Final = Title(type=UNKNOWN, text="", confidence=0.0)


@dataclass(slots=True)
class _Growing:
    """A paper while its pages are being gathered. `sure` is the least sure of its boundaries."""

    title: Title
    reasons: tuple[str, ...]
    sure: float
    disputed: bool = False
    pages: list[int] = field(default_factory=list)
    texts: list[PageText] = field(default_factory=list)
    signs: list[PageSigns] = field(default_factory=list)

    def as_open(self) -> OpenPaper:
        return OpenPaper(self.title.type, self.texts, self.signs)

    def done(self) -> ProposedDocument:
        return ProposedDocument(
            pages=tuple(self.pages),
            type=self.title.type,
            title=self.title.text,
            confidence=round(self.title.confidence * self.sure, 4),
            reasons=self.reasons,
        )


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
    papers = _Splitter(pages, types, whole).papers()
    found = tuple(paper.done() for paper in papers)
    warnings = (*_disputed(papers), *_unclear(found))
    return found, (*warnings, *(differences(cover, found) if cover else ()))


class _Splitter:
    """Goes through a stack once, from the first page to the last."""

    def __init__(
        self, pages: Sequence[PageText], types: Sequence[PaperType], whole: frozenset[int]
    ) -> None:
        self._pages = pages
        self._known = KnownTitles(types)
        self._titles = {kind.code: kind.titles for kind in types}
        self._marks = builtin_marks()
        self._weights = Weights.builtin()
        self._whole = whole
        # Photographs of one paper come as one file a page; a file of many pages is a paper itself.
        self._long_files = {page.source for page in pages if page.source_page > 0} | whole

    def papers(self) -> list[_Growing]:
        papers: list[_Growing] = []
        ended: Separator | None = Separator()
        blanks: list[PageText] = []
        for index, page in enumerate(self._pages):
            separator = Separator() if cover_of(page) else separator_of(page)
            if separator is not None:
                ended, blanks = separator, []
            elif page.blank:
                blanks.append(page)
            else:
                signs = page_signs(page, self._known, self._marks)
                if ended is not None:
                    papers.append(self._new(signs, _CERTAIN, ended))
                else:
                    boundary = self._boundary(page, signs, papers[-1], blanks)
                    if boundary.begins:
                        papers[-1].sure = min(papers[-1].sure, boundary.probability)
                        papers.append(self._new(signs, boundary, Separator()))
                    else:
                        papers[-1].sure = min(papers[-1].sure, 1 - boundary.probability)
                _grow(papers[-1], index, page, signs)
                ended, blanks = None, []
        return papers

    def _boundary(
        self, page: PageText, signs: PageSigns, paper: _Growing, blanks: Sequence[PageText]
    ) -> Boundary:
        before = paper.texts[-1]
        if page.source != before.source and {page.source, before.source} & self._long_files:
            return Boundary(1.0, ("other_file",))
        if page.source == before.source and page.source in self._whole:
            return Boundary(0.0, ("one_signed_file",))
        return self._weights.boundary(reasons(page, signs, paper.as_open(), blanks))

    def _new(self, signs: PageSigns, boundary: Boundary, told: Separator) -> _Growing:
        title = signs.title or self._without_title(signs)
        if signs.symbol_type and not title.type.startswith(signs.symbol_type):
            title = replace(title, confidence=round(title.confidence * _DOUBTED, 4))
        disputed = False
        if told.next_type in self._titles and title.type != told.next_type:
            disputed = title.type != UNKNOWN
            kind, sure = (UNKNOWN, 0.0) if disputed else (told.next_type, _TOLD_SURE)
            title = replace(title, type=kind, confidence=sure)
        why = boundary.reasons if boundary is not _CERTAIN else ("first_or_separated",)
        return _Growing(title, why, boundary.probability, disputed)

    def _without_title(self, signs: PageSigns) -> Title:
        text = signs.strange.text if signs.strange else ""
        if signs.faces & Faces.FRONT and _CARD in self._titles:
            first = next(iter(self._titles[_CARD]), "")
            return Title(type=_CARD, text=first, confidence=_CARD_SURE)
        if signs.symbol_type in self._titles and signs.symbol_type and signs.office_head:
            return Title(type=signs.symbol_type, text=text, confidence=_SYMBOL_SURE)
        if signs.form_type in self._titles and signs.form_type:
            return Title(type=signs.form_type, text=text, confidence=_FORM_SURE)
        return replace(_UNTITLED, text=text)


def _grow(paper: _Growing, index: int, page: PageText, signs: PageSigns) -> None:
    # A card copied back first has its title on the second page.
    if paper.title.type == UNKNOWN and paper.signs and signs.title and signs.faces & Faces.FRONT:
        paper.title = signs.title
    paper.pages.append(index)
    paper.texts.append(page)
    paper.signs.append(signs)


def _disputed(papers: Sequence[_Growing]) -> Iterator[ReadingWarning]:
    for paper in papers:
        if paper.disputed:
            yield ReadingWarning(
                code="type_disputed",
                message=(
                    f"The separator sheet before page {paper.pages[0] + 1} names another kind of "
                    "paper than the page's title."
                ),
                page=paper.pages[0],
            )


def _unclear(found: Sequence[ProposedDocument]) -> Iterator[ReadingWarning]:
    for paper in found:
        if paper.type == UNKNOWN:
            yield ReadingWarning(
                code="type_unknown",
                message=f"The paper from page {paper.pages[0] + 1} on is of no kind we know.",
                page=paper.pages[0],
            )
