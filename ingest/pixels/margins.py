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
    boxes = _letters(small, unit)
    if len(boxes) <= _NEIGHBOURS:
        return 0
    height, width = small.shape
    left, top, right, bottom = boxes.T
    centres = np.stack([(left + right) / 2, (top + bottom) / 2], axis=1)
    edge = _EDGE_MM * unit
    on_edges = (left <= edge, top <= edge, right >= width - edge, bottom >= height - edge)
    inside = ~np.logical_or.reduce(on_edges)
    return max(_among_letters(centres, one, inside, _NEAR_MM * unit) for one in on_edges)


def _letters(small: Grey, unit: float) -> NDArray[np.int32]:
    """Return (left, top, right, bottom) of everything as large as a letter."""
    reach = int(2 * unit) | 1
    paper = cv2.blur(cv2.dilate(small, np.ones((reach, reach), np.uint8)), (reach, reach))
    ink = (cv2.subtract(paper, small) > _INK_BELOW_PAPER).astype(np.uint8)
    _, _, stats, _ = cv2.connectedComponentsWithStats(ink, connectivity=8)
    x, y, width, height, area = (stats[1:, column] for column in range(5))
    letter = (height >= _LEAST_HEIGHT_MM * unit) & (height <= _LARGEST_MM * unit)
    # A sliver of a letter counts as well, but a straight scratch along the edge does not.
    letter &= (width <= _LARGEST_MM * unit) & (area >= 0.15 * width * height) & (area >= 4)  # noqa: PLR2004 - dust
    return np.stack([x, y, x + width, y + height], axis=1)[letter]


def _among_letters(
    centres: NDArray[np.float64], on_edge: NDArray[np.bool_], inside: NDArray[np.bool_], near: float
) -> int:
    found = centres[on_edge]
    if not len(found):
        return 0
    apart = np.abs(found[:, None, :] - centres[inside][None, :, :])
    return int(np.count_nonzero((apart.max(2) <= near).sum(1) >= _NEIGHBOURS))
