"""Puts a scan's read pages together into what a person is shown: papers, fields, warnings.

Pure: no file is opened here and nothing is decided for good; all of it is a proposal.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final

from ingest.papers.cover import ExpectedPart
from ingest.papers.fields import extract
from ingest.papers.gazetteer import gazetteer
from ingest.papers.repeated_pages import mark_repeated
from ingest.papers.separators import cover_of, separator_of
from ingest.papers.splitting import split
from ingest.papers.types import UNKNOWN, PaperType
from ingest.picture_warnings import picture_warnings
from ingest.scans.scan_file import MediaType
from ingest.text import (
    LeftOutAs,
    LeftOutPage,
    PageText,
    Reading,
    ReadingWarning,
    SourceFile,
)

# PDF/A has no filter for these; the archive file carries a high-quality JPEG of them.
_NOT_FOR_PDF: Final = frozenset({MediaType.WEBP, MediaType.HEIC})
_HARD_TO_READ: Final = 0.6  # a page read less surely than this wants eyes


@dataclass(frozen=True, slots=True, kw_only=True)
class ExpectedStack:
    """What the cover sheet promised: the dossier's code, and the parts in their order."""

    dossier: str
    parts: tuple[ExpectedPart, ...]


def load_places() -> None:
    """Load what the first paper with an address would wait for: the gazetteer, a fifth of a second.

    For callers that wait for pages anyway.
    """
    gazetteer()


def propose(
    sources: Sequence[SourceFile],
    pages: Sequence[PageText],
    types: Sequence[PaperType],
    *,
    whole: frozenset[int] = frozenset(),
) -> Reading:
    """Return the reading of a scan out of its pages, which are numbered anew in their order.

    `whole` holds positions of files that are one paper each (signed PDFs), whatever they contain.
    """
    numbered = mark_repeated([replace(page, index=index) for index, page in enumerate(pages)])
    covers = [(page, cover) for page in numbered if (cover := cover_of(page)) is not None]
    found, warnings = split(numbered, types, covers[0][1] if covers else None, whole=whole)
    kinds = {kind.code: kind for kind in types}
    documents = tuple(
        replace(
            paper,
            fields=extract([numbered[index] for index in paper.pages], kinds.get(paper.type)),
        )
        for paper in found
    )
    others = tuple(
        ReadingWarning(
            code="second_cover", message="The scan holds another cover sheet.", page=page.index
        )
        for page, _ in covers[1:]
    )
    return Reading(
        sources=tuple(sources),
        pages=numbered,
        documents=documents,
        warnings=(
            *_hard_to_read(numbered),
            *picture_warnings(numbered),
            *_reencoded(sources),
            *others,
            *warnings,
        ),
        left_out=tuple(_left_out(numbered)),
    )


def expected_parts(reading: Reading, types: Sequence[PaperType]) -> ExpectedStack | None:
    """Return what the scan's first cover sheet promised; None without a cover sheet.

    A kind that is not among `types` is UNKNOWN here, too.
    """
    known = {kind.code for kind in types}
    for page in reading.pages:
        cover = cover_of(page)
        if cover is not None:
            parts = (
                part if part.type in known else part._replace(type=UNKNOWN)
                for part in cover.expected
            )
            return ExpectedStack(dossier=cover.dossier, parts=tuple(parts))
    return None


def _reencoded(sources: Sequence[SourceFile]) -> tuple[ReadingWarning, ...]:
    return tuple(
        ReadingWarning(
            code="picture_reencoded",
            message=f"The archive file holds {source.name} in another coding; keep the original.",
        )
        for source in sources
        if source.media_type in _NOT_FOR_PDF
    )


def _left_out(pages: Sequence[PageText]) -> Iterator[LeftOutPage]:
    for page in pages:
        if cover_of(page) is not None:
            yield LeftOutPage(page.index, LeftOutAs.COVER)
        elif separator_of(page) is not None:
            yield LeftOutPage(page.index, LeftOutAs.SEPARATOR)
        elif page.blank:
            yield LeftOutPage(page.index, LeftOutAs.BLANK)


def _hard_to_read(pages: Sequence[PageText]) -> tuple[ReadingWarning, ...]:
    return tuple(
        ReadingWarning(
            code="page_hard_to_read",
            message=f"Page {page.index + 1} could hardly be read; look at it, or scan it again.",
            page=page.index,
        )
        for page in pages
        if not page.blank and page.confidence < _HARD_TO_READ and not page.codes
    )
