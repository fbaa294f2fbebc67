"""Tells whether text runs off the edge of a page's picture.

A letter on the very edge that stands among other letters was cut, or its neighbour was. Printed
paper keeps its letters at least 5 mm from the sheet's edge; scanners lose at most 3 of them.
"""

from typing import Final

import cv2
import numpy as np
from numpy.typing import NDArray

from ingest.scans.images import Grey

_INK_BELOW_PAPER: Final = 50
_EDGE_MM: Final = 1.0
_NEAR_MM: Final = 8.0  # a letter's neighbours, in its line and in the next
_LEAST_HEIGHT_MM: Final = 1.2  # a letter of 7 points; less is dust
_LARGEST_MM: Final = 7.0  # of both sides: more is a frame, a seal, the scanner's black border
_NEIGHBOURS: Final = 4
_MM_PER_INCH: Final = 25.4


def letters_on_the_edge(small: Grey, dpi: int) -> int:
    """Return how many letters stand on the worst of the four edges."""
    unit = dpi / _MM_PER_INCH
    return max(_on_its_left(np.rot90(small, turns), unit) for turns in range(4))


def _on_its_left(page: Grey, unit: float) -> int:
    """Return how many letters stand on the left edge."""
    edge = _EDGE_MM * unit
    # Farther in stands no neighbour of a letter on the edge, and nothing that lightens its paper.
    seen = np.ascontiguousarray(page[:, : int((2 * _LARGEST_MM + _NEAR_MM) * unit)])
    ink = _ink(seen, unit)
    if not ink[:, : int(edge) + 1].any():
        return 0
    boxes = _letters(ink, unit)
    left, top, right, bottom = boxes.T
    on_edge = left <= edge
    inside = ~on_edge & (top > edge) & (bottom < len(page) - edge)
    centres = np.stack([(left + right) / 2, (top + bottom) / 2], axis=1)
    return _among_letters(centres[on_edge], centres[inside], _NEAR_MM * unit)


def _ink(grey: Grey, unit: float) -> Grey:
    """Return 1 where it is clearly darker than the paper around, else 0."""
    reach = int(2 * unit) | 1
    paper = cv2.blur(cv2.dilate(grey, np.ones((reach, reach), np.uint8)), (reach, reach))
    darker = cv2.subtract(paper, grey)
    return np.asarray(cv2.threshold(darker, _INK_BELOW_PAPER, 1, cv2.THRESH_BINARY)[1], np.uint8)


def _letters(ink: Grey, unit: float) -> NDArray[np.int32]:
    """Return (left, top, right, bottom) of everything as large as a letter."""
    _, _, stats, _ = cv2.connectedComponentsWithStatsWithAlgorithm(
        ink, 8, cv2.CV_32S, cv2.CCL_GRANA
    )
    x, y, width, height, area = (stats[1:, column] for column in range(5))
    letter = (height >= _LEAST_HEIGHT_MM * unit) & (height <= _LARGEST_MM * unit)
    # A sliver of a letter counts as well, but a straight scratch along the edge does not.
    letter &= (width <= _LARGEST_MM * unit) & (area >= 0.15 * width * height) & (area >= 4)  # noqa: PLR2004 - dust
    return np.stack([x, y, x + width, y + height], axis=1)[letter]


def _among_letters(found: NDArray[np.float64], neighbours: NDArray[np.float64], near: float) -> int:
    """Return how many of `found` have neighbours enough within `near`, across and down."""
    if not len(found):
        return 0
    apart = np.abs(found[:, None, :] - neighbours[None, :, :])
    return int(np.count_nonzero((apart.max(2) <= near).sum(1) >= _NEIGHBOURS))
