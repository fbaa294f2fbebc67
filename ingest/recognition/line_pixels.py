"""Brings a line's pixels to the height and the shades on which tesseract's network was taught."""

from typing import Final

import cv2
import numpy as np
from numpy.typing import NDArray

from ingest.scans.images import Grey

STEP: Final = 3
"""Columns of a line's picture that the network looks at together."""

_DARK_SHARE: Final = 25
_LIGHT_SHARE: Final = 75


def line_picture(pixels: Grey, height: int, squeeze: float) -> NDArray[np.float32]:
    """Return the crop `pixels` as a picture for the network: `height` rows, -1 black to 1 white.

    Its width keeps the letters' shape, times `squeeze`: narrower letters are read as well and
    cost less. The width is a multiple of STEP, and at least one STEP.
    """
    tall, wide = pixels.shape
    scale = height / tall
    width = max(1, round(wide * scale * squeeze / STEP)) * STEP
    way = cv2.INTER_LINEAR if scale > 1 else cv2.INTER_AREA
    sized = np.asarray(cv2.resize(pixels, (width, height), interpolation=way), np.uint8)
    black, white = _shades(sized[height // 2].astype(np.int16))
    half = max(1.0, (white - black) / 2)
    shades = (np.arange(256, dtype=np.float32) - np.float32(black)) / np.float32(half) - 1
    return np.asarray(np.clip(shades, -1, 1)[sized], np.float32)


def _shades(row: NDArray[np.int16]) -> tuple[float, float]:
    """Return the row's black and white: a quarter up its dips, three quarters up its peaks.

    As `NetworkIO::Copy2DImage` of tesseract does it, from the middle row of the line.
    """
    before, here, after = row[:-2], row[1:-1], row[2:]
    dips = here[((here < before) & (here <= after)) | ((here <= before) & (here < after))]
    peaks = here[((here > before) & (here >= after)) | ((here >= before) & (here > after))]
    black = _up(dips, _DARK_SHARE) if len(dips) else 0.0
    white = _up(peaks, _LIGHT_SHARE) if len(peaks) else 255.0
    return black, white


def _up(values: NDArray[np.int16], share: int) -> float:
    ordered = np.sort(values)
    return float(ordered[min(len(ordered) - 1, len(ordered) * share // 100)])
