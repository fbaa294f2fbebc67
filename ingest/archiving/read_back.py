"""Reads an archive file back with a library that did not write it: its text must be there.

A fault of the writer cannot vouch for itself, so pypdf, which shares no code with it, looks at what
lies on the disk. The only importer of pypdf.
"""

from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from pypdf import PdfReader
from pypdf.errors import PyPdfError

from ingest.text import PageKind, PageText, ReadingWarning

# Share of a page's words that must come back; the rest is how readers join words that overlap.
_ENOUGH: Final = 0.995


def lost_text(path: Path, pages: Sequence[PageText]) -> tuple[ReadingWarning, ...]:
    """Return a warning for each scanned page whose words do not all come back from the file."""
    try:
        written = _texts(path)
    except (PyPdfError, ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        return (_lost(pages[0], f"The file cannot be read back: {type(error).__name__}."),)
    if len(written) != len(pages):
        return (_lost(pages[0], f"{len(written)} pages came back of {len(pages)}."),)
    return tuple(
        _lost(page, f"Words of page {page.index + 1} cannot be found in the file.")
        for page, text in zip(pages, written, strict=True)
        if page.kind is PageKind.SCAN and _kept(page, text) < _ENOUGH
    )


def _texts(path: Path) -> list[str]:
    """Return each page's text; what was parsed for one page is let go before the next."""
    texts = []
    with path.open("rb") as stream:
        reader = PdfReader(stream)
        for page in reader.pages:
            texts.append(page.extract_text())
            reader.resolved_objects.clear()
    return texts


def _kept(page: PageText, text: str) -> float:
    meant, found = Counter(page.text.split()), Counter(text.split())
    return 1 - sum((meant - found).values()) / max(1, sum(meant.values()))


def _lost(page: PageText, message: str) -> ReadingWarning:
    return ReadingWarning(code="text_layer_lossy", message=message, page=page.index)
