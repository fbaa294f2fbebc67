"""Reads pages with tesseract inside this process: the network is loaded once, no PNG is written.

Belongs in a child process with limits: a crash of the library takes the process with it.
"""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import tesserocr

from ingest.errors import EngineMissingError, UnreadableScanError
from ingest.recognition.ocr import COLUMN_MODE, LINE_MODE, lines_from_tsv, one_line
from ingest.recognition.tessdata import LANGUAGE
from ingest.scans.images import Grey
from ingest.text import Line


class TesserocrEngine:
    """An OcrEngine on libtesseract. Not for use by several threads at once."""

    def __init__(self, tessdata: Path, mode: int = COLUMN_MODE) -> None:
        """Load the Vietnamese network; raise EngineMissingError where it is not there."""
        # Leptonica prints harmless complaints about boxes outside of the page.
        tesserocr.set_leptonica_log_level(tesserocr.LeptLogLevel.NONE)
        try:
            self._api = tesserocr.PyTessBaseAPI(path=str(tessdata), lang=LANGUAGE, psm=mode)
        except RuntimeError as error:
            raise EngineMissingError(f"tesseract cannot load {LANGUAGE}: {error}") from error
        # Light text on dark ground does not occur on administrative paper.
        self._api.SetVariable("tessedit_do_invert", "0")

    def read(self, image: Grey, dpi: int) -> tuple[Line, ...]:
        """Return the printed lines of one page (OcrEngine)."""
        height, width = image.shape
        try:
            self._api.SetImageBytes(np.ascontiguousarray(image).tobytes(), width, height, 1, width)
            self._api.SetSourceResolution(dpi)
            if not self._api.Recognize():
                raise UnreadableScanError("tesseract gave up on a page")
            return lines_from_tsv(self._api.GetTSVText(0))
        except RuntimeError as error:
            raise UnreadableScanError(f"tesseract gave up on a page: {error}") from error
        finally:
            self._api.Clear()


class TesserocrLineReader:
    """A LineReader on libtesseract. Not for use by several threads at once."""

    def __init__(self, tessdata: Path) -> None:
        """Load the Vietnamese network; raise EngineMissingError where it is not there."""
        self._engine = TesserocrEngine(tessdata, LINE_MODE)

    def read_lines(self, crops: Sequence[Grey], dpi: int) -> tuple[Line | None, ...]:
        """Return the words of each crop (LineReader)."""
        return tuple(one_line(self._engine.read(crop, dpi)) for crop in crops)
