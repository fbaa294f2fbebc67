"""Pieces of connected ink on a page, as columns of numbers, and which of them look like letters.

What a letter's size is depends on where it stands: a title of 24 points and a footnote of 6 share
one page. So the usual size is measured around each piece, from its neighbours.
"""

from dataclasses import dataclass
from typing import Final, Self

import cv2
import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]

# Of the dpi: from the x-height of 6 points to a capital of 26 points with its tone marks.
_LEAST_HEIGHT: Final = 4 / 150
_MOST_HEIGHT: Final = 62 / 150
_CELL: Final = 0.08  # inch: the grid on which sizes are gathered
_AROUND: Final = (11, 3)  # cells: two lines of small print lie 0.1 inch apart
_SMALLEST: Final = 0.52  # of the size around: below are tone marks, dots, commas
_LARGEST: Final = 2.1
_LONGEST: Final = 12.0  # a whole word may hang together
_SOLID: Final = 0.66
_LEAST_WIDTH: Final = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Components:
    """Pieces of ink: one entry of each array a piece; pixels; `right`, `bottom` exclusive."""

    left: Ints
    top: Ints
    right: Ints
    bottom: Ints
    area: Ints

    def __len__(self) -> int:
        return len(self.left)

    @property
    def width(self) -> Ints:
        """Widths in pixels."""
        return self.right - self.left

    @property
    def height(self) -> Ints:
        """Heights in pixels."""
        return self.bottom - self.top

    def chosen(self, which: Flags | Ints) -> Self:
        """Return the pieces that a mask or an index names."""
        return type(self)(
            left=self.left[which],
            top=self.top[which],
            right=self.right[which],
            bottom=self.bottom[which],
            area=self.area[which],
        )


def from_stats(stats: NDArray[np.int32], x: int = 0, y: int = 0) -> Components:
    """Return OpenCV's table of components, the background left out, moved by `x` and `y`."""
    left, top, width, height, area = stats[1:].T.astype(np.int64)
    return Components(
        left=left + x, top=top + y, right=left + width + x, bottom=top + height + y, area=area
    )


def letter_like(pieces: Components, dpi: int) -> Flags:
    """Return which pieces may be letters by their absolute size: 6 to 26 points, not solid."""
    height, width = pieces.height, pieces.width
    plausible = (height >= _LEAST_HEIGHT * dpi) & (height <= _MOST_HEIGHT * dpi)
    plausible &= (width >= _LEAST_WIDTH) & (width <= _LONGEST * height) & (pieces.area >= height)
    solid = (pieces.area > _SOLID * width * height) & (width > 0.7 * height)
    return np.asarray(plausible & ~(solid & (height > 0.1 * dpi)))


def sizes_around(pieces: Components, candidates: Flags, dpi: int, shape: tuple[int, int]) -> Floats:
    """Return for every piece the letter height that is usual where it stands, in pixels.

    0 where no candidate is near.
    """
    size = np.zeros(len(pieces))
    counted = candidates
    for _ in range(2):
        size = _gathered(pieces, counted, dpi, shape)
        # The second time without the tone marks, and without the scraps of pens and stamps.
        counted = candidates & (pieces.height >= 0.45 * size) & (pieces.height <= 2.2 * size)
    return size


def letters_among(pieces: Components, candidates: Flags, sizes: Floats) -> Flags:
    """Return which candidates are letters (or letters that touch), given the sizes around."""
    height = pieces.height
    return np.asarray(
        candidates & (sizes > 0) & (height >= _SMALLEST * sizes) & (height <= _LARGEST * sizes)
    )


def _gathered(pieces: Components, counted: Flags, dpi: int, shape: tuple[int, int]) -> Floats:
    cell = max(1.0, _CELL * dpi)
    rows, columns = int(shape[0] / cell) + 1, int(shape[1] / cell) + 1
    row = ((pieces.top + pieces.bottom) / 2 / cell).astype(np.int64)
    column = ((pieces.left + pieces.right) / 2 / cell).astype(np.int64)
    place = row * columns + column
    height = np.where(counted, pieces.height, 0).astype(np.float64)
    # Weighted by height: tone marks are many and small.
    weights = np.bincount(place, height, rows * columns).reshape(rows, columns)
    totals = np.bincount(place, height * height, rows * columns).reshape(rows, columns)
    near = cv2.boxFilter(weights, -1, _AROUND, normalize=False, borderType=cv2.BORDER_CONSTANT)
    total = cv2.boxFilter(totals, -1, _AROUND, normalize=False, borderType=cv2.BORDER_CONSTANT)
    mean = np.asarray(total) / np.maximum(np.asarray(near), 1e-9)
    return np.asarray(mean.ravel()[place], np.float64)
