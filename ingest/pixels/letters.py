"""Finds the ink of letters on a page: what is as dark as print and no larger than a letter.

Rules, pictures, stamps' rings and the scanner's dark edges are larger; dust is smaller.
"""

from dataclasses import dataclass
from typing import Final

import cv2
import numpy as np
from numpy.typing import NDArray

from ingest.pixels.working import PAPER, WorkingPicture
from ingest.scans.images import Grey

_COARSE_DPI: Final = 75  # the least at which the lines of 8-point print stand apart
_INK_BELOW_PAPER: Final = 45
_MARGIN_SHARE: Final = 0.03  # scanner borders and punch holes live there
_LARGEST_LETTER: Final = 0.25  # inches
_LARGEST_TITLE: Final = 0.7  # inches: capitals of 50 points, on pages with few other letters
_FEW_LETTERS: Final = 60
_LEAST_HOLE: Final = 0.16  # inches; a punched hole measures 0.22
_HOLE_FILLED: Final = 0.7  # of its box; a disc fills 0.79, the boldest letters 0.6
_LEAST_LETTER: Final = 0.04  # inches: the height of a small letter of 6 points


Stats = NDArray[np.int32]


@dataclass(frozen=True, slots=True, kw_only=True)
class LetterInk:
    """Ink of letters: 1, else 0.

    `fine` is at `dpi`; each pixel of `coarse` holds `factor` by `factor` fine ones. `letters`
    counts the blobs of a letter's size.
    """

    fine: Grey
    coarse: Grey
    factor: int
    dpi: float
    letters: int


def find_letter_ink(picture: WorkingPicture) -> LetterInk:
    """Return the ink of letter-sized blobs.

    Blobs are told apart on the coarse picture, which is cheap; the fine ink is what lies under
    those that stay.
    """
    factor = max(1, round(picture.dpi / _COARSE_DPI))
    height, width = picture.grey.shape
    rows, columns = max(1, height // factor), max(1, width // factor)
    factor = factor if height >= factor <= width else 1
    grey = picture.grey[: rows * factor, : columns * factor]
    small = cv2.resize(grey, (columns, rows), interpolation=cv2.INTER_AREA)
    coarse, letters = _letter_blobs(_ink(np.asarray(small, np.uint8)), picture.dpi / factor)
    if factor == 1:
        return LetterInk(fine=coarse, coarse=coarse, factor=1, dpi=picture.dpi, letters=letters)
    near = cv2.dilate(coarse, np.ones((3, 3), np.uint8))
    under = cv2.resize(near, (columns * factor, rows * factor), interpolation=cv2.INTER_NEAREST)
    fine = np.asarray(cv2.bitwise_and(_ink(grey), under), np.uint8)
    return LetterInk(fine=fine, coarse=coarse, factor=factor, dpi=picture.dpi, letters=letters)


def _ink(grey: Grey) -> Grey:
    level = PAPER - _INK_BELOW_PAPER
    return np.asarray(cv2.threshold(grey, level, 1, cv2.THRESH_BINARY_INV)[1], np.uint8)


def _letter_blobs(ink: Grey, dpi: float) -> tuple[Grey, int]:
    margin = int(min(ink.shape) * _MARGIN_SHARE) or 1
    ink[:margin] = 0
    ink[-margin:] = 0
    ink[:, :margin] = 0
    ink[:, -margin:] = 0
    _, labels, found, _ = cv2.connectedComponentsWithStatsWithAlgorithm(
        ink, 8, cv2.CV_32S, cv2.CCL_BBDT
    )
    stats = np.asarray(found, np.int32)
    keep, letters = _chosen(stats, _LARGEST_LETTER, dpi)
    if letters < _FEW_LETTERS:
        keep, letters = _chosen(stats, _LARGEST_TITLE, dpi)
    return np.take(keep.astype(np.uint8), np.asarray(labels)), letters


def _chosen(stats: Stats, largest: float, dpi: float) -> tuple[NDArray[np.bool_], int]:
    """Return which blobs may be letters or parts of them, and how many are no mere parts."""
    height, width = stats[:, cv2.CC_STAT_HEIGHT], stats[:, cv2.CC_STAT_WIDTH]
    area = stats[:, cv2.CC_STAT_AREA]
    keep = (np.maximum(height, width) <= largest * dpi) & (area > 1)
    keep &= (np.minimum(height, width) < _LEAST_HOLE * dpi) | (area < _HOLE_FILLED * height * width)
    keep[0] = False
    return keep, int(np.count_nonzero(keep & (height >= _LEAST_LETTER * dpi)))
