"""Finds tesseract's Vietnamese data on this machine."""

from collections.abc import Sequence
from pathlib import Path
from typing import Final

from ingest.errors import EngineMissingError

LANGUAGE: Final = "vie"
USUAL_FOLDERS: Final = (
    Path("/usr/share/tesseract-ocr/5/tessdata"),  # Debian 12, Ubuntu 24.04
    Path("/usr/share/tesseract-ocr/4.00/tessdata"),
    Path("/usr/share/tessdata"),
    Path("/usr/local/share/tessdata"),
)


def find_tessdata(folders: Sequence[Path] = USUAL_FOLDERS) -> Path:
    """Return the first folder that holds the Vietnamese data, else raise EngineMissingError."""
    for folder in folders:
        if (folder / f"{LANGUAGE}.traineddata").is_file():
            return folder
    raise EngineMissingError(
        "tesseract's Vietnamese data is not installed: install the package tesseract-ocr-vie"
    )
