"""Which engine reads in a sandbox child: the fastest that this machine has.

Each library is loaded only if its turn comes: together they take longer than a page.
"""

import logging
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from ingest.errors import EngineMissingError
from ingest.recognition.line_reader import LineReader
from ingest.recognition.ocr import OcrEngine
from ingest.recognition.tessdata import LANGUAGE, find_tessdata
from ingest.recognition.trained_data import read_trained_data

_log = logging.getLogger(__name__)

_Loaded = TypeVar("_Loaded")


def open_engine(model: Path | None, *, thorough: bool = False) -> OcrEngine:
    """Return the network's engine on `model`, else tesseract in this process, else the program.

    `model` is what `ingest.recognition.model_folder` prepared from the data on this machine; None
    where it could not. `thorough`: doubtful lines are looked at more often, by tesseract, too.
    Raises EngineMissingError when no engine can be loaded.
    """
    tessdata = find_tessdata()
    if model is not None:
        engine = _tried("the network", lambda: _network(model, tessdata, thorough=thorough))
        if engine is not None:
            return engine
    return _tried("tesserocr", lambda: _in_process(tessdata)) or _program(tessdata)


def _tried(name: str, load: Callable[[], _Loaded]) -> _Loaded | None:
    try:
        return load()
    except (EngineMissingError, ImportError) as error:
        _log.warning("%s cannot be used, reading will be slower or less sure: %s", name, error)
        return None


def _network(model: Path, tessdata: Path, *, thorough: bool) -> OcrEngine:
    from ingest.recognition.line_recogniser import THOROUGH  # noqa: PLC0415
    from ingest.recognition.ocr_network import NetworkEngine  # noqa: PLC0415

    trained = read_trained_data(tessdata / f"{LANGUAGE}.traineddata")
    if not thorough:
        return NetworkEngine.load(model, trained)
    return NetworkEngine.load(model, trained, care=THOROUGH, second=_second_reader(tessdata))


def _second_reader(tessdata: Path) -> LineReader | None:
    """Return tesseract in this process, else the program; None where neither can be had."""
    return _tried("tesserocr", lambda: _lines_in_process(tessdata)) or _tried(
        "the program tesseract", lambda: _lines_by_program(tessdata)
    )


def _lines_in_process(tessdata: Path) -> LineReader:
    from ingest.recognition.ocr_tesserocr import TesserocrLineReader  # noqa: PLC0415

    return TesserocrLineReader(tessdata)


def _lines_by_program(tessdata: Path) -> LineReader:
    from ingest.recognition.ocr_pytesseract import PytesseractLineReader  # noqa: PLC0415

    return PytesseractLineReader(tessdata)


def _in_process(tessdata: Path) -> OcrEngine:
    from ingest.recognition.ocr_tesserocr import TesserocrEngine  # noqa: PLC0415

    return TesserocrEngine(tessdata)


def _program(tessdata: Path) -> OcrEngine:
    from ingest.recognition.ocr_pytesseract import PytesseractEngine  # noqa: PLC0415

    return PytesseractEngine(tessdata)
