"""What a person should know about a stack after it was read.

Reading itself compares pages with the cover sheet; here they are compared with the dossier that
the stack was handed in for, which the reading room knows nothing of.
"""

from collections.abc import Collection, Iterator, Sequence

from ingest.papers.separators import cover_of
from ingest.text import Reading, ReadingWarning


def all_warnings(
    reading: Reading,
    dossier_code: str,
    written: Sequence[ReadingWarning],
    *,
    unread: Collection[int] = (),
) -> tuple[ReadingWarning, ...]:
    """Return what to tell of a scan, each thing once.

    `written` came up at its archive files; `unread` are pages that nobody could read. A warning's
    `page` indexes into the scan's pages.
    """
    found = (
        *_of_the_dossier(reading, dossier_code),
        *with_unread(reading.warnings, unread),
        *written,
    )
    return tuple(dict.fromkeys(found))


def with_unread(
    warnings: Sequence[ReadingWarning], unread: Collection[int]
) -> tuple[ReadingWarning, ...]:
    """Return what reading warned of, and of each page that nobody could read just that."""
    of_reading = (one for one in warnings if not _needless(one, unread))
    return (*map(_not_read, sorted(unread)), *of_reading)


def _of_the_dossier(reading: Reading, dossier_code: str) -> Iterator[ReadingWarning]:
    for page in reading.pages:
        cover = cover_of(page)
        if cover is not None and cover.dossier != dossier_code:
            yield ReadingWarning(
                code="cover_of_other_dossier",
                message=f"The cover sheet on page {page.index + 1} is another dossier's.",
                page=page.index,
            )
    if not reading.documents:
        yield ReadingWarning(code="nothing_found", message="The scan holds no paper.")


def _not_read(page: int) -> ReadingWarning:
    return ReadingWarning(
        code="page_unreadable",
        message=f"Page {page + 1} could not be read; the pages around it were.",
        page=page,
    )


def _needless(warning: ReadingWarning, unread: Collection[int]) -> bool:
    """Whether it says of a page that nobody could read that it was hard to read."""
    return warning.code == "page_hard_to_read" and warning.page in unread
