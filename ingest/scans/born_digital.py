"""Takes the text of a born-digital PDF page as it is, in lines with boxes; nothing is recognised.

Boxes are pixels at the page's announced resolution, of the page as a viewer shows it.
"""

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import pikepdf
import pypdfium2
from pypdfium2 import raw

from ingest.errors import UnreadableScanError
from ingest.scans.hidden_text import ODD
from ingest.scans.scan_file import PageInfo
from ingest.scans.scan_pdf import open_pdf
from ingest.text import Box, Line, Word

_DRAWING: Final = frozenset({"Do", "INLINE IMAGE"})
_POINTS: Final = 72
_MOST_CHARACTERS: Final = 200_000
_SAME_LINE: Final = 0.5  # of the lower word's height must overlap


@dataclass(frozen=True, slots=True)
class _Letter:
    char: str
    box: Box


def read_born_digital(path: Path, info: PageInfo) -> tuple[Line, ...]:
    """Return the printed lines of a born-digital page, each word with confidence 1."""
    with open_pdf(path) as pdf:
        page = pdf[info.number]
        try:
            lines = _lines(_words(_letters(page, info)))
            draws = raw.FPDFPage_CountObjects(page) > 0
        except pypdfium2.PdfiumError as error:
            raise UnreadableScanError(f"page {info.number + 1} is damaged: {error}") from error
        finally:
            page.close()
    if not lines and not draws and _asks_for_images(path, info.number):
        raise UnreadableScanError(f"page {info.number + 1} has an image that is not drawn")
    return lines


def _asks_for_images(path: Path, number: int) -> bool:
    """Say whether a page on which nothing is drawn was no blank one when it was written."""
    try:
        with pikepdf.open(path) as pdf:
            asked = pikepdf.parse_content_stream(pdf.pages[number])
            return any(str(one.operator) in _DRAWING for one in asked)
    except (*ODD, pikepdf.PasswordError):  # pdfium opens some files that this one does not
        return True


def _letters(page: pypdfium2.PdfPage, info: PageInfo) -> Iterator[_Letter | None]:
    """Yield letters with boxes in shown pixels, None where words part."""
    text_page = page.get_textpage()
    try:
        scale = info.dpi / _POINTS
        left, bottom, right, top = page.get_cropbox()
        for index in range(min(text_page.count_chars(), _MOST_CHARACTERS)):
            char = text_page.get_text_range(index, 1, errors="ignore")
            if not char.strip() or not char.isprintable():
                yield None
                continue
            x0, y0, x1, y1 = text_page.get_charbox(index, loose=True)
            match info.shown_turn:
                case 90:
                    box = Box(y0 - bottom, x0 - left, y1 - bottom, x1 - left)
                case 180:
                    box = Box(right - x1, y0 - bottom, right - x0, y1 - bottom)
                case 270:
                    box = Box(top - y1, right - x1, top - y0, right - x0)
                case _:
                    box = Box(x0 - left, top - y1, x1 - left, top - y0)
            yield _Letter(char, Box(box.x0 * scale, box.y0 * scale, box.x1 * scale, box.y1 * scale))
    finally:
        text_page.close()


def _words(letters: Iterator[_Letter | None]) -> list[Word]:
    words: list[Word] = []
    run: list[_Letter] = []
    for letter in letters:
        if letter is not None:
            run.append(letter)
        elif run:
            words.append(_word(run))
            run = []
    if run:
        words.append(_word(run))
    return words


def _word(run: list[_Letter]) -> Word:
    box = run[0].box
    for letter in run[1:]:
        box = box.union(letter.box)
    rounded = Box(round(box.x0, 1), round(box.y0, 1), round(box.x1, 1), round(box.y1, 1))
    text = unicodedata.normalize("NFC", "".join(letter.char for letter in run))
    return Word(text, rounded, 1.0)


def _lines(words: list[Word]) -> tuple[Line, ...]:
    """Join words that follow each other on one height, in the order of the file."""
    lines: list[list[Word]] = []
    for word in words:
        if lines and _follows(lines[-1][-1].box, word.box):
            lines[-1].append(word)
        else:
            lines.append([word])
    return tuple(Line(tuple(line)) for line in lines)


def _follows(before: Box, after: Box) -> bool:
    overlap = min(before.y1, after.y1) - max(before.y0, after.y0)
    lower = min(before.y1 - before.y0, after.y1 - after.y0)
    return overlap >= _SAME_LINE * lower and after.x0 >= before.x0
