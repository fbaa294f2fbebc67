"""Reads pages and lines with the `tesseract` program, where the library cannot be loaded.

Slower by its start-up and by the pictures written for it; otherwise the same network.
"""

from collections.abc import Sequence
from itertools import groupby
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

import pytesseract
from PIL import Image

from ingest.errors import EngineMissingError, UnreadableScanError
from ingest.recognition.ocr import COLUMN_MODE, LINE_MODE, lines_from_tsv, one_line
from ingest.recognition.tessdata import LANGUAGE
from ingest.scans.images import Grey
from ingest.text import Line

_SECONDS: Final = 120  # for a page, or for as many lines as a page has
_LINES_TOGETHER: Final = 64


class PytesseractEngine:
    """An OcrEngine that starts the `tesseract` program once a page.

    Whoever starts the surrounding process sets OMP_THREAD_LIMIT=1: with more threads tesseract is
    several times slower, not faster.
    """

    def __init__(self, tessdata: Path) -> None:
        self._tessdata = tessdata

    def read(self, image: Grey, dpi: int) -> tuple[Line, ...]:
        """Return the printed lines of one page (OcrEngine)."""
        return lines_from_tsv(_table(Image.fromarray(image), self._tessdata, COLUMN_MODE, dpi))


class PytesseractLineReader:
    """A LineReader that starts the `tesseract` program once for many lines.

    As PytesseractEngine, it wants OMP_THREAD_LIMIT=1. The crops lie in a temporary folder while
    the program reads them.
    """

    def __init__(self, tessdata: Path) -> None:
        """Raise EngineMissingError where the program may not be started: in a confined child."""
        try:
            pytesseract.get_tesseract_version()
        except (OSError, SystemExit) as error:  # SystemExit for a version that it cannot read
            raise EngineMissingError("the program tesseract cannot be started") from error
        self._tessdata = tessdata

    def read_lines(self, crops: Sequence[Grey], dpi: int) -> tuple[Line | None, ...]:
        """Return the words of each crop (LineReader)."""
        starts = range(0, len(crops), _LINES_TOGETHER)
        return tuple(
            line
            for start in starts
            for line in self._together(crops[start : start + _LINES_TOGETHER], dpi)
        )

    def _together(self, crops: Sequence[Grey], dpi: int) -> list[Line | None]:
        with TemporaryDirectory(prefix="lines-") as folder:
            paths = [Path(folder) / f"{number}.png" for number in range(len(crops))]
            for path, crop in zip(paths, crops, strict=True):
                Image.fromarray(crop).save(path)
            listed = Path(folder) / "lines.txt"
            listed.write_text("".join(f"{path}\n" for path in paths))
            table = _table(str(listed), self._tessdata, LINE_MODE, dpi)
        return _by_picture(table, len(crops))


def _by_picture(table: str, count: int) -> list[Line | None]:
    """Return the words of each picture; the table's second column numbers pictures from 1."""
    lines: list[Line | None] = [None] * count
    for picture, rows in groupby(table.split("\n"), key=lambda row: row.split("\t")[1:2]):
        number = int(picture[0]) if picture and picture[0].isdecimal() else 0
        if 0 < number <= count:
            lines[number - 1] = one_line(lines_from_tsv("\n".join(rows)))
    return lines


def _table(picture: Image.Image | str, tessdata: Path, mode: int, dpi: int) -> str:
    config = f'--tessdata-dir "{tessdata}" --psm {mode} --dpi {dpi} -c tessedit_do_invert=0'
    try:
        table = pytesseract.image_to_data(picture, lang=LANGUAGE, config=config, timeout=_SECONDS)
    except (pytesseract.TesseractNotFoundError, PermissionError) as error:
        raise EngineMissingError("the program tesseract cannot be started") from error
    except pytesseract.TesseractError as error:
        if "Failed loading language" in str(error) or "traineddata" in str(error):
            raise EngineMissingError(f"tesseract cannot load {LANGUAGE}") from error
        raise UnreadableScanError(f"tesseract gave up on a page: {error}") from error
    except RuntimeError as error:  # pytesseract's word for a time-out
        raise UnreadableScanError("tesseract took too long") from error
    return str(table)
