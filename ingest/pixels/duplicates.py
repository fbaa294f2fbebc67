"""Tells what a page looks like from afar, so that pages scanned twice can be found.

A page's look is a grid of cells of about 3 mm, laid over the printed part of the page, each either
printed or not. Two scans of one page agree in it, whatever the scanner, tilt or light; two filled
copies of one form do not, since their words differ in length. A page laid in the wrong way round
has the same grid read backwards.
"""

import base64
from typing import Final

import cv2
import numpy as np

from ingest.scans.images import Grey

_ACROSS: Final = 64
_DOWN: Final = 88
_TRIMMED: Final = 0.006  # of the ink, on each side: dust
_MM_PER_INCH: Final = 25.4
_INK_BELOW_PAPER: Final = 45
_TALLEST_MM: Final = 7.0  # no letter is taller; seals, frames and dark borders are
_LONGEST_MM: Final = 60.0  # in a blurred scan the letters of a word grow together
_SMALLEST_MM: Final = 0.5  # nor smaller: dust is
_LEAST_CELLS: Final = 60  # printed ones; a nearly empty page is like any other
_PRINTED: Final = 0.1  # of a cell


def look_of(small: Grey, dpi: float, skew: float) -> str:
    """Return the look of an upright page of 50 to 150 dpi; "" where too little is printed.

    `skew` is the clockwise tilt of its lines in degrees.
    """
    ink = _letters(small, dpi / _MM_PER_INCH)
    height, width = ink.shape
    matrix = cv2.getRotationMatrix2D((width / 2, height / 2), skew, 1)
    how = cv2.INTER_NEAREST
    level = np.asarray(cv2.warpAffine(ink, matrix, (width, height), flags=how), np.uint8)
    top, bottom = _span(level, 1)
    left, right = _span(level, 0)
    if bottom - top < _DOWN or right - left < _ACROSS:
        return ""
    cells = cv2.resize(
        level[top:bottom, left:right], (_ACROSS, _DOWN), interpolation=cv2.INTER_AREA
    )
    printed = np.asarray(cells) > _PRINTED * 255
    if printed.sum() < _LEAST_CELLS:
        return ""
    return base64.b64encode(np.packbits(printed).tobytes()).decode("ascii")


def _span(ink: Grey, summed: int) -> tuple[int, int]:
    profile = cv2.reduce(ink, summed, cv2.REDUCE_SUM, dtype=cv2.CV_32S)
    total = np.cumsum(np.asarray(profile, np.int64).ravel())
    if not total[-1]:
        return 0, 0
    inner = np.nonzero((total >= total[-1] * _TRIMMED) & (total <= total[-1] * (1 - _TRIMMED)))[0]
    return (int(inner[0]), int(inner[-1]) + 1) if len(inner) else (0, 0)


def _letters(small: Grey, unit: float) -> Grey:
    """Return what is printed and as large as a letter, 255 where it is."""
    reach = max(3, round(2 * unit)) | 1
    paper = cv2.blur(cv2.dilate(small, np.ones((reach, reach), np.uint8)), (2 * reach + 1,) * 2)
    ink = (cv2.subtract(paper, small) > _INK_BELOW_PAPER).astype(np.uint8)
    margin = max(2, min(ink.shape) // 40)
    ink[:margin], ink[-margin:], ink[:, :margin], ink[:, -margin:] = 0, 0, 0, 0
    _, labels, found, _ = cv2.connectedComponentsWithStatsWithAlgorithm(
        ink, 8, cv2.CV_32S, cv2.CCL_GRANA
    )
    stats = np.asarray(found)
    width, height = stats[:, cv2.CC_STAT_WIDTH], stats[:, cv2.CC_STAT_HEIGHT]
    letter = (height <= _TALLEST_MM * unit) & (width <= _LONGEST_MM * unit)
    letter &= np.maximum(width, height) >= _SMALLEST_MM * unit
    letter[0] = False
    return np.take(letter * np.uint8(255), np.asarray(labels))
