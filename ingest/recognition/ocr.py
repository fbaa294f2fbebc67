"""The port through which pages are read, and how engines' tables of words become lines.

Engines are adapters: `ocr_network.py` (our own run of tesseract's network), `ocr_tesserocr.py`
(tesseract in this process), `ocr_pytesseract.py` (a child process).
"""

import unicodedata
from itertools import groupby
from typing import Final, Protocol

from ingest.scans.images import Grey
from ingest.text import Box, Line, Word

# One column of text of varying size: two-column heads and forms read row by row. Measured best.
COLUMN_MODE: Final = 4
LINE_MODE: Final = 7
_TSV_COLUMNS: Final = 12
_WORD_LEVEL: Final = "5"
# The network and many keyboards confuse the Icelandic eth with the Vietnamese d with stroke.
_LOOK_ALIKES: Final = str.maketrans({"Ð": "Đ", "ð": "đ", "\u00ad": "-"})


class OcrEngine(Protocol):
    """Reads printed Vietnamese.

    `read` takes an upright, level grey page and its resolution, and returns its lines from top to
    bottom, boxes in pixels of that very image, text in NFC, confidences 0 to 1. The same pixels
    give the same lines. It raises EngineMissingError when the engine or its data is not there and
    UnreadableScanError when it gives up on these pixels.
    """

    def read(self, image: Grey, dpi: int) -> tuple[Line, ...]:
        """Return the printed lines of one page."""
        ...


def as_vietnamese(text: str) -> str:
    """Return what an engine read in NFC, without letters that Vietnamese does not have."""
    return unicodedata.normalize("NFC", text).translate(_LOOK_ALIKES)


def lines_from_tsv(table: str) -> tuple[Line, ...]:
    """Turn tesseract's table of words (its `tsv` output, any header skipped) into lines."""
    rows = (row.split("\t") for row in table.split("\n"))
    words = [row for row in rows if len(row) >= _TSV_COLUMNS and row[0] == _WORD_LEVEL]
    lines: list[Line] = []
    # page, block, paragraph and line numbers name a printed line.
    for _, members in groupby(words, key=lambda row: tuple(row[1:5])):
        line = tuple(word for row in members if (word := _word(row)) is not None)
        if line:
            lines.append(Line(line))
    return tuple(lines)


def one_line(lines: tuple[Line, ...]) -> Line | None:
    """Return the words of all lines as one; None where there is none."""
    words = tuple(word for line in lines for word in line.words)
    return Line(words) if words else None


def _word(row: list[str]) -> Word | None:
    text = as_vietnamese(row[11].strip())
    if not text:
        return None
    left, top, width, height = (float(cell) for cell in row[6:10])
    confidence = min(1.0, max(0.0, float(row[10]) / 100))
    return Word(text, Box(left, top, left + width, top + height), round(confidence, 3))
