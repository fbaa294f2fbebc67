"""What came out of a reader, held against what was printed: letters, words, fields, blank pages."""

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import pypdfium2

from benchmarks.pages.making import MadePage
from benchmarks.words import word_error
from sohoa.samples.truth import TextErrors, text_errors

# Values that no paper prints in this form, or that are looked for under another name.
_NOT_PRINTED: Final = frozenset({"loai", "ngay_ban_hanh", "trich_yeu", "dia_chi"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Truth:
    """Shares, 0 to 1: letters wrong whatever their order, words lost, printed values found.

    `invented` counts letters read on blank pages.
    """

    letters: float
    running: float
    words: float
    values: float
    invented: int


def judge(pages: Sequence[MadePage], read: Sequence[str]) -> Truth:
    """Compare the text of each page with what was printed on it."""
    nothing = TextErrors(0, 0)
    letters, running, invented, found, wanted = nothing, nothing, 0, 0, 0
    for page, text in zip(pages, read, strict=True):
        if page.blank:
            invented += len("".join(text.split()))
            continue
        errors = text_errors(page.lines, text)
        letters += errors
        if page.kind == "running text":
            running += errors
        hits = [_squeezed(value) in _squeezed(text) for value in _printed(page)]
        found, wanted = found + sum(hits), wanted + len(hits)
    return Truth(
        letters=letters.rate,
        running=running.rate,
        words=word_error((line for page in pages for line in page.lines), read),
        values=found / max(1, wanted),
        invented=invented,
    )


def text_of_pdf(pdf: Path) -> Sequence[str]:
    """Return the text of each page, as pdfium finds it."""
    with pypdfium2.PdfDocument(pdf) as document:
        return [page.get_textpage().get_text_range() for page in document]


def _printed(page: MadePage) -> Sequence[str]:
    return [value for name, value in page.fields.items() if value and name not in _NOT_PRINTED]


def _squeezed(text: str) -> str:
    return "".join(unicodedata.normalize("NFC", text).split())
