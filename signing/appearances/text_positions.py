"""Where letters stand on a born-digital page, as pdfium reads it. Positions only, no drawing."""

import ctypes
import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import pypdfium2
from pypdfium2 import raw

from signing.appearances.placement import Box, SeenPage
from signing.errors import UnsuitableDocumentError

_MAX_LETTERS = 200_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """One letter in the page's own space; `origin` is its pen's start, `size` in points."""

    text: str
    box: Box
    origin: tuple[float, float]
    size: float

    @property
    def baseline(self) -> float:
        """The height that letters of one line share, where the page is not turned."""
        return self.origin[1]


def letters_of(pdf: bytes | Path, page: int, password: str | None = None) -> tuple[Letter, ...]:
    """Return the letters of a page (from 0, or from the end) in reading order, without spaces.

    Raises `UnsuitableDocumentError` when pdfium cannot read the page.
    """
    try:
        document = pypdfium2.PdfDocument(pdf, password=password)
        try:
            found = tuple(_letters(document, page))
        finally:
            document.close()
    except (pypdfium2.PdfiumError, IndexError) as error:
        raise UnsuitableDocumentError(
            "the page's text cannot be read", code="damaged_document"
        ) from error
    return found


def as_seen(letters: Sequence[Letter], page: SeenPage) -> tuple[Letter, ...]:
    """Return the letters where a reader sees them on a turned or shifted page."""
    found = []
    for letter in letters:
        x, y = letter.origin
        left, bottom, _, _ = page.seen((x, y, x, y))
        found.append(replace(letter, box=page.seen(letter.box), origin=(left, bottom)))
    return tuple(found)


def _letters(document: pypdfium2.PdfDocument, page: int) -> Iterator[Letter]:
    opened = document[page if page >= 0 else len(document) + page]
    text = opened.get_textpage()
    try:
        for index in range(min(text.count_chars(), _MAX_LETTERS)):
            letter = chr(raw.FPDFText_GetUnicode(text.raw, index) or 32)
            if letter.isspace() or not letter.isprintable():
                continue
            x, y = ctypes.c_double(), ctypes.c_double()
            raw.FPDFText_GetCharOrigin(text.raw, index, x, y)
            matrix = raw.FS_MATRIX()
            raw.FPDFText_GetMatrix(text.raw, index, matrix)
            scale = math.hypot(matrix.c, matrix.d) or 1.0
            yield Letter(
                text=letter,
                box=tuple(text.get_charbox(index, loose=True)),
                origin=(x.value, y.value),
                size=raw.FPDFText_GetFontSize(text.raw, index) * scale,
            )
    finally:
        text.close()
        opened.close()
