"""Compares the papers that were found with those that the cover sheet names."""

from collections.abc import Iterator, Sequence

from ingest.papers.cover import CoverSheet
from ingest.text import ProposedDocument, ReadingWarning


def differences(cover: CoverSheet, found: Sequence[ProposedDocument]) -> tuple[ReadingWarning, ...]:
    """Return what is missing, what is not named, and how many were expected if not so many."""
    if not cover.parts:
        return ()
    return (*_count(cover, found), *_parts(cover, found))


def _count(cover: CoverSheet, found: Sequence[ProposedDocument]) -> Iterator[ReadingWarning]:
    expected = len(cover.parts)
    if expected != len(found):
        yield ReadingWarning(
            code="parts_counted", message=f"{expected} papers were expected, {len(found)} found."
        )


def _parts(cover: CoverSheet, found: Sequence[ProposedDocument]) -> Iterator[ReadingWarning]:
    left = list(found)
    for part in cover.expected:
        same = next((paper for paper in left if paper.type == part.type), None)
        if same is None:
            message = f"The cover sheet names a paper of kind {part.type}; none was found."
            yield ReadingWarning(code="part_missing", message=message)
        else:
            left.remove(same)
    for paper in left:
        message = f"The cover sheet does not name the paper on page {paper.pages[0] + 1}."
        yield ReadingWarning(code="part_unexpected", message=message, page=paper.pages[0])
