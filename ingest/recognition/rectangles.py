"""Many rectangles at once, at half resolution: drawn as one picture, or asked for their ink."""

from dataclasses import dataclass
from typing import Final, Self

import cv2
import numpy as np
from numpy.typing import NDArray

from ingest.recognition.components import Floats, Ints
from ingest.recognition.ruling import Ink

SHRINK: Final = 2
"""Pixels of the page to one of the pictures here."""

_HALF: Final = 0.5


@dataclass(frozen=True, slots=True)
class Sums:
    """A summed-area table: how much of a picture lies in any rectangle, at half resolution."""

    table: NDArray[np.int32]

    @classmethod
    def of(cls, picture: Ink) -> Self:
        """Sum up a picture of 0 and 1 that is already at half resolution."""
        return cls(np.asarray(cv2.integral(picture, sdepth=cv2.CV_32S), np.int32))

    def within(self, left: Floats, top: Floats, right: Floats, bottom: Floats) -> Ints:
        """Return the sums over rectangles given in pixels of the whole page."""
        rows, columns = self.table.shape
        x0, x1 = (np.clip(v / SHRINK, 0, columns - 1).astype(np.int64) for v in (left, right))
        y0, y1 = (np.clip(v / SHRINK, 0, rows - 1).astype(np.int64) for v in (top, bottom))
        x1, y1 = np.maximum(x0, x1), np.maximum(y0, y1)
        table = self.table
        return np.asarray(table[y1, x1] - table[y0, x1] - table[y1, x0] + table[y0, x0], np.int64)


def filled(left: Ints, top: Ints, right: Ints, bottom: Ints, shape: tuple[int, int]) -> Ink:
    """Return a half-size picture with 1 inside any of the rectangles."""
    rows, columns = shape[0] // SHRINK + 2, shape[1] // SHRINK + 2
    x0, x1 = ((v // SHRINK).clip(0, columns - 1) for v in (left, right + SHRINK))
    y0, y1 = ((v // SHRINK).clip(0, rows - 1) for v in (top, bottom + SHRINK - 1))
    corners = np.concatenate(
        [y0 * columns + x0, y1 * columns + x1, y0 * columns + x1, y1 * columns + x0]
    )
    ones = np.ones(len(left))
    signs = np.concatenate([ones, ones, -ones, -ones])
    edges = np.bincount(corners, signs, rows * columns).reshape(rows, columns)
    # Summed down and to the right, the corners fill their rectangles.
    depth = cv2.integral(edges.astype(np.float32), sdepth=cv2.CV_32F)[1:, 1:]
    return np.asarray(depth > _HALF, np.uint8)
