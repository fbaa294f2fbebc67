"""Settles which way is up by reading, where the look of the lines leaves it in doubt.

Digits and capitals look alike either way up; read upside down they make no sense, and the engine
is less sure of them. A band of the page is read both ways, not the whole page.
"""

from dataclasses import replace
from typing import Final

import cv2
import numpy as np

from ingest.pixels.cleaning import cleaned_page
from ingest.pixels.orientation import Orientation
from ingest.pixels.working import PAPER, WorkingPicture
from ingest.recognition.ocr import OcrEngine
from ingest.scans.images import Grey

_BAND: Final = 1.2  # inches: four or five lines
_INK: Final = 150
_UNSURE: Final = 0.5  # below this a letter speaks rather against its line than for it


def settled(lies: Orientation, picture: WorkingPicture, engine: OcrEngine) -> Orientation:
    """Return how the page lies, turned over where it reads better upside down."""
    if not lies.doubtful:
        return lies
    band = _densest_band(cleaned_page(picture, lies).grey, picture.dpi)
    dpi = round(picture.dpi)
    turned = np.asarray(cv2.rotate(band, cv2.ROTATE_180), np.uint8)
    if _sense(turned, dpi, engine) <= _sense(band, dpi, engine):
        return lies
    return replace(lies, rotation=(lies.rotation + 180) % 360)


def _sense(band: Grey, dpi: int, engine: OcrEngine) -> float:
    """Return how much was read, each letter weighed by how sure it is."""
    return sum(
        (word.confidence - _UNSURE) * len(word.text)
        for line in engine.read(band, dpi)
        for word in line.words
    )


def _densest_band(grey: Grey, dpi: float) -> Grey:
    """Return the rows that hold most ink, with paper around them."""
    height = min(grey.shape[0], round(_BAND * dpi))
    rows = np.cumsum(np.concatenate([[0], (grey < _INK).sum(1)]))
    top = int(np.argmax(rows[height:] - rows[:-height]))
    band = np.ascontiguousarray(grey[top : top + height])
    return np.asarray(
        cv2.copyMakeBorder(band, 20, 20, 20, 20, cv2.BORDER_CONSTANT, value=(PAPER,)), np.uint8
    )
