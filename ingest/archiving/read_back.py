"""Reads an archive file back with libraries that did not write it: its text must be there.

A fault of the writer cannot vouch for itself. pypdf, which shares no code with it, walks the file's
structure; pdfium gives back the text, in a fifth of the time that pypdf takes for it. The only
importer of pypdf.
"""

from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Final

import pypdfium2
from pypdf import PdfReader
from pypdf.errors import PyPdfError

from ingest.text import PageKind, PageText, ReadingWarning

# Share of a page's words that must come back; the rest is how readers join words that overlap.
_ENOUGH: Final = 0.995

_UNREADABLE: Final = (
    PyPdfError,
    pypdfium2.PdfiumError,
    ValueError,
    KeyError,
    TypeError,
    AttributeError,
    RecursionError,
)


def lost_text(path: Path, pages: Sequence[PageText]) -> tuple[ReadingWarning, ...]:
    """Return a warning for each scanned page whose words do not all come back from the file."""
    try:
        written = _texts(path)
    except _UNREADABLE as error:
        return (_lost(pages[0], f"The file cannot be read back: {type(error).__name__}."),)
    if len(written) != len(pages):
        return (_lost(pages[0], f"{len(written)} pages came back of {len(pages)}."),)
    return tuple(
        _lost(page, f"Words of page {page.index + 1} cannot be found in the file.")
        for page, text in zip(pages, written, strict=True)
        if page.kind is PageKind.SCAN and _kept(page, text) < _ENOUGH
    )


def _texts(path: Path) -> list[str]:
    """Return each page's text. Raises ValueError where the two libraries see different pages."""
    with path.open("rb") as stream:
        count = len(PdfReader(stream).pages)
    with pypdfium2.PdfDocument(path) as document:
        if len(document) != count:
            raise ValueError(f"{count} pages by one reader, {len(document)} by another")
        return [_text(page) for page in document]


def _text(page: pypdfium2.PdfPage) -> str:
    try:
        return str(page.get_textpage().get_text_range())
    finally:
        page.close()


def _kept(page: PageText, text: str) -> float:
    meant, found = Counter(page.text.split()), Counter(text.split())
    return 1 - sum((meant - found).values()) / max(1, sum(meant.values()))


def _lost(page: PageText, message: str) -> ReadingWarning:
    return ReadingWarning(code="text_layer_lossy", message=message, page=page.index)
