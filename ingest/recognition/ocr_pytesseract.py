"""Reads pages with the `tesseract` program, where the in-process library cannot be installed.

Slower by its start-up and by the picture written for each page; otherwise the same network.
"""

from pathlib import Path

import pytesseract
from PIL import Image

from ingest.errors import EngineMissingError, UnreadableScanError
from ingest.recognition.ocr import COLUMN_MODE, lines_from_tsv
from ingest.recognition.tessdata import LANGUAGE
from ingest.scans.images import Grey
from ingest.text import Line

_PAGE_SECONDS = 120


class PytesseractEngine:
    """An OcrEngine that starts the `tesseract` program once a page.

    Whoever starts the surrounding process sets OMP_THREAD_LIMIT=1: with more threads tesseract is
    several times slower, not faster.
    """

    def __init__(self, tessdata: Path) -> None:
        self._config = f'--tessdata-dir "{tessdata}" --psm {COLUMN_MODE} -c tessedit_do_invert=0'

    def read(self, image: Grey, dpi: int) -> tuple[Line, ...]:
        """Return the printed lines of one page (OcrEngine)."""
        try:
            table = pytesseract.image_to_data(
                Image.fromarray(image),
                lang=LANGUAGE,
                config=f"{self._config} --dpi {dpi}",
                timeout=_PAGE_SECONDS,
            )
        except pytesseract.TesseractNotFoundError as error:
            raise EngineMissingError("the program tesseract is not installed") from error
        except pytesseract.TesseractError as error:
            if "Failed loading language" in str(error) or "traineddata" in str(error):
                raise EngineMissingError(f"tesseract cannot load {LANGUAGE}") from error
            raise UnreadableScanError(f"tesseract gave up on a page: {error}") from error
        except RuntimeError as error:  # pytesseract's word for a time-out
            raise UnreadableScanError("tesseract took too long over a page") from error
        return lines_from_tsv(str(table))
