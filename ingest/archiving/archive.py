"""Writes the archive file: the scanner's pictures untouched, under them the text, PDF/A-2u.

The scanner's image bytes go over as they are; a page is made upright by its /Rotate entry alone,
so nothing is lost and nothing is compressed twice. Born-digital pages are kept as they are, fonts
and all; the file then makes no claim to PDF/A, and a warning says so. The same input gives the
same bytes. A signed PDF has no business here: its bytes are never rewritten.
"""

import contextlib
import struct
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final

from pikepdf import ObjectStreamMode, PasswordError, Pdf, PdfError, StreamDecodeLevel

from ingest.archiving.archive_file import ArchiveMetadata, ArchiveResult, PdfaLevel
from ingest.archiving.archive_pages import PageWriter
from ingest.archiving.archive_sources import ArchiveSources
from ingest.archiving.describing import describe
from ingest.archiving.picture_spool import picture_spool
from ingest.archiving.read_back import lost_text
from ingest.errors import EncryptedScanError, UnreadableScanError
from ingest.text import PageText, ReadingWarning

# What pikepdf and struct raise for objects that are not what their place in the file demands.
_DAMAGE: Final = (
    PdfError,
    TypeError,
    ValueError,
    LookupError,
    AttributeError,
    ArithmeticError,
    RuntimeError,  # a cast that fails
    struct.error,
)


def assemble(
    sources: Sequence[Path],
    pages: Sequence[PageText],
    out: Path,
    meta: ArchiveMetadata,
    *,
    level: PdfaLevel = PdfaLevel.A2U,
) -> ArchiveResult:
    """Write `pages`, in their order, to the file `out`; `page.source` indexes into `sources`.

    The file claims `level`, unless a page had to be kept as it was made.

    Raises UnreadableScanError or EncryptedScanError for a source that cannot be opened, ValueError
    for no pages at all or a naive time. Where it raises, `out` is not there.
    """
    if not pages or meta.created.utcoffset() is None:
        raise ValueError("an archive file has pages, and a time with its zone")
    part = out.with_name(out.name + ".part")
    with contextlib.ExitStack() as opened:
        spool = opened.enter_context(picture_spool(out.with_name(out.name + ".pictures")))
        opened.enter_context(damage_told())
        archived = ArchiveSources(sources, opened, spool)
        plans = [archived.plan(page) for page in pages]
        pdf = opened.enter_context(spool.pdf())
        writer = PageWriter(pdf)
        foreign = tuple(
            page for page, plan in zip(pages, plans, strict=True) if not writer.add(page, plan)
        )
        writer.finish()
        describe(pdf, meta, claim=None if foreign else level)
        try:
            save(pdf, part, level)
            part.replace(out)
        finally:
            part.unlink(missing_ok=True)
    return ArchiveResult(
        pages=len(pages),
        bytes=out.stat().st_size,
        pdfa=not foreign,
        warnings=(*(_not_pdfa(page) for page in foreign[:1]), *lost_text(out, pages)),
    )


def save(pdf: Pdf, out: Path, level: PdfaLevel) -> None:
    """Write `pdf` to `out` the way archive files are written: the same bytes each time."""
    pdf.save(
        out,
        min_version="1.4" if level is PdfaLevel.A1B else "1.7",
        deterministic_id=True,
        stream_decode_level=StreamDecodeLevel.none,
        # A plain cross-reference table: incremental updates (signatures) stay simple.
        object_stream_mode=ObjectStreamMode.disable,
    )


@contextlib.contextmanager
def damage_told() -> Iterator[None]:
    """Raise what a PDF library says of a damaged source as an error of this room."""
    try:
        yield
    except PasswordError as error:
        raise EncryptedScanError("the PDF file asks for a password") from error
    except _DAMAGE as error:
        raise UnreadableScanError(f"the scan is damaged: {error}") from error


def _not_pdfa(page: PageText) -> ReadingWarning:
    return ReadingWarning(
        code="not_pdfa",
        message=f"Page {page.index + 1} is kept as it was made; the file is not PDF/A.",
        page=page.index,
    )
