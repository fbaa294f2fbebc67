"""Links letters that stand on one line into runs.

Linking is generous, for justified lines have wide gaps; `gaps.py` cuts what does not belong
together. A stamp or a flourish may tie two lines together: then the letters that stand off the
run's baseline are linked once more, on their own.
"""

from typing import Final

import cv2
import numpy as np

from ingest.recognition.components import Components, Flags, Floats, Ints
from ingest.recognition.gaps import cut
from ingest.recognition.rectangles import SHRINK, Sums, filled
from ingest.recognition.ruling import Ink

_REACH: Final = 3.2  # letter heights of the place
_OFF_LINE: Final = 0.5  # letter heights
_ENOUGH: Final = 4  # letters make a line of their own
_TIMES: Final = 3


def link(
    letters: Components, sizes: Floats, rules: Ink | None, body: Sums, shape: tuple[int, int]
) -> Ints:
    """Return the run of each letter, as numbers from 0.

    `rules` is the picture of standing rules, `body` all ink that is print or may be; `shape` the
    page's.
    """
    runs = cut(letters, sizes, _chained(letters, sizes, shape), rules, body)
    for _ in range(_TIMES):
        off = _off_line(letters, sizes, runs)
        if np.count_nonzero(off) < _ENOUGH:
            break
        strays, stray_sizes = letters.chosen(off), sizes[off]
        anew = cut(strays, stray_sizes, _chained(strays, stray_sizes, shape), rules, body)
        many = (np.bincount(anew) >= _ENOUGH)[anew]
        if not many.any():
            break
        moved = runs[off]
        moved[many] = anew[many] + int(runs.max()) + 1
        runs[off] = moved
        runs = np.unique(runs, return_inverse=True)[1].astype(np.int64)
    return runs


def _off_line(letters: Components, sizes: Floats, runs: Ints) -> Flags:
    """Return which letters stand clearly above or below the middle baseline of their run."""
    order = np.lexsort((letters.bottom, runs))
    count = np.bincount(runs)
    starts = np.cumsum(count) - count
    baseline = letters.bottom[order][starts + count // 2]
    # The foot of p, g and y hangs below the line: they are off by a fifth of their height.
    return np.asarray(
        np.abs(letters.bottom - baseline[runs]) > _OFF_LINE * np.maximum(sizes, letters.height)
    )


def _chained(letters: Components, sizes: Floats, shape: tuple[int, int]) -> Ints:
    height = letters.height
    # The band below the middle: neither marks above nor, for most letters, tails below.
    above = letters.top + (0.4 * height).astype(np.int64)
    below = np.maximum(above + SHRINK, letters.top + (0.8 * height).astype(np.int64))
    reach = letters.right + (_REACH * np.minimum(np.maximum(height, sizes), 1.3 * sizes)).astype(
        np.int64
    )
    band = filled(letters.left, above, reach, below, shape)
    _, labels = cv2.connectedComponents(band, connectivity=8, ltype=cv2.CV_32S)
    y = ((above + below) // (2 * SHRINK)).clip(0, band.shape[0] - 1)
    x = ((letters.left + letters.right) // (2 * SHRINK)).clip(0, band.shape[1] - 1)
    return np.asarray(labels[y, x], np.int64)
