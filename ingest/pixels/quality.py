"""Measures a page image, so that a clerk is told to scan again while the citizen is still there."""

from typing import Final

import cv2
import numpy as np

from ingest.scans.images import Grey
from ingest.text import Quality

_WORK_DPI: Final = 150
_INK: Final = 128


def measure(grey: Grey, dpi: int) -> Quality:
    """Return blur, contrast and ink of an upright page, at 150 dpi or its own if lower."""
    scale = min(1.0, _WORK_DPI / dpi)
    small = np.asarray(
        cv2.resize(grey, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA), np.uint8
    )
    blur = float(cv2.Laplacian(small, cv2.CV_64F).var())
    dark, light = np.percentile(small, (0.5, 90))
    return Quality(
        blur=round(blur, 1),
        contrast=round(float(light - dark) / 255, 3),
        ink=round(float(np.count_nonzero(small < _INK)) / small.size, 4),
    )
