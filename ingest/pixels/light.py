"""Measures the light of a page's picture: how bright the paper is, how dark the ink on it."""

from dataclasses import dataclass
from typing import Final

import cv2
import numpy as np

from ingest.pixels.levels import Levels
from ingest.scans.images import Grey

_PAPER_DPI: Final = 25
_LEAST_DEPTH: Final = 12
_LEAST_INK: Final = 0.0015  # share of the page: less is dust on a blank sheet


@dataclass(frozen=True, slots=True)
class Light:
    """`paper` is the brightness of the paper, 0 to 255; `ink` how much darker the ink is.

    `ink` is None where nothing is printed.
    """

    paper: float
    ink: float | None


def measure_light(small: Grey, dpi: int) -> Light:
    """Measure a picture of 150 dpi or less; shadows over a part of the page count little."""
    scale = min(1.0, _PAPER_DPI / dpi)
    # The brightest of every few pixels is paper between letters, whatever is printed.
    reach = max(3, round(dpi / 30)) | 1
    bright = cv2.dilate(small, np.ones((reach, reach), np.uint8))
    far = cv2.resize(bright, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    paper = cv2.resize(far, (small.shape[1], small.shape[0]), interpolation=cv2.INTER_LINEAR)
    depth = cv2.subtract(paper, cv2.blur(small, (2, 2)))
    brightness = float(np.median(far))
    shallow_or = Levels.of(np.asarray(depth, np.uint8)).up_to
    printed = shallow_or[-1] - shallow_or[_LEAST_DEPTH - 1]
    if printed < _LEAST_INK * small.size:
        return Light(brightness, None)
    # Of all that is darker than paper the darkest tenth is the middle of strokes.
    darkest = int(np.searchsorted(shallow_or, shallow_or[-1] - printed * 0.1, side="right"))
    return Light(brightness, float(darkest))
