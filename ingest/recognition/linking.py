"""Links letters that stand on one line into runs, and cuts runs where a column or a cell ends.

Linking is generous, for justified lines have wide gaps; cutting then looks at what a gap is: one
that a standing rule crosses, one far wider than the other gaps of its line, or one that lies over
a gap of the line above or below. Only pixels and neighbours count, no page layout is presumed.
"""

from dataclasses import dataclass
from typing import Final, Self

import cv2
import numpy as np
from numpy.typing import NDArray

from ingest.recognition.components import Components, Flags, Floats, Ints
from ingest.recognition.ruling import Ink

# In letter heights of the place.
_REACH: Final = 3.2
_WORD_GAP: Final = 0.22
_USUAL_GAP: Final = 0.45
_CELL_GAP: Final = 0.5
_COLUMN_GAP: Final = 1.0
_WIDE_GAP: Final = 2.0
_UNUSUAL: Final = 2.2  # times the usual gap of the line
_ODD: Final = 1.6
_COLUMN_LETTERS: Final = 4
_SHRINK: Final = 2


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
        x0, x1 = (np.clip(v / _SHRINK, 0, columns - 1).astype(np.int64) for v in (left, right))
        y0, y1 = (np.clip(v / _SHRINK, 0, rows - 1).astype(np.int64) for v in (top, bottom))
        x1, y1 = np.maximum(x0, x1), np.maximum(y0, y1)
        table = self.table
        return np.asarray(table[y1, x1] - table[y0, x1] - table[y1, x0] + table[y0, x0], np.int64)


def link(letters: Components, sizes: Floats, rules: Ink | None, shape: tuple[int, int]) -> Ints:
    """Return the run of each letter, as numbers from 0.

    `rules` is the picture of standing rules; `shape` the page's.
    """
    runs = _chained(letters, sizes, shape)
    return _cut(letters, sizes, runs, rules, shape)


def _chained(letters: Components, sizes: Floats, shape: tuple[int, int]) -> Ints:
    height = letters.height
    # The band below the middle: neither marks above nor, for most letters, tails below.
    above = letters.top + (0.4 * height).astype(np.int64)
    below = np.maximum(above + _SHRINK, letters.top + (0.8 * height).astype(np.int64))
    reach = letters.right + (_REACH * np.minimum(np.maximum(height, sizes), 1.3 * sizes)).astype(
        np.int64
    )
    band = _filled(letters.left, above, reach, below, shape)
    _, labels = cv2.connectedComponents(band, connectivity=8, ltype=cv2.CV_32S)
    y = ((above + below) // (2 * _SHRINK)).clip(0, band.shape[0] - 1)
    x = ((letters.left + letters.right) // (2 * _SHRINK)).clip(0, band.shape[1] - 1)
    return np.asarray(labels[y, x], np.int64)


def _filled(left: Ints, top: Ints, right: Ints, bottom: Ints, shape: tuple[int, int]) -> Ink:
    """Return a half-size picture with 1 inside any of the rectangles."""
    rows, columns = shape[0] // _SHRINK + 2, shape[1] // _SHRINK + 2
    edges = np.zeros((rows, columns), np.int32)
    x0, x1 = ((v // _SHRINK).clip(0, columns - 1) for v in (left, right + _SHRINK))
    y0, y1 = ((v // _SHRINK).clip(0, rows - 1) for v in (top, bottom + _SHRINK - 1))
    corners = np.concatenate(
        [y0 * columns + x0, y1 * columns + x1, y0 * columns + x1, y1 * columns + x0]
    )
    ones = np.ones(len(left))
    signs = np.concatenate([ones, ones, -ones, -ones])
    edges = np.bincount(corners, signs, rows * columns).reshape(rows, columns).astype(np.int16)
    np.cumsum(edges, axis=0, out=edges)
    np.cumsum(edges, axis=1, out=edges)
    return np.asarray(edges > 0, np.uint8)


def _cut(
    letters: Components, sizes: Floats, runs: Ints, rules: Ink | None, shape: tuple[int, int]
) -> Ints:
    order = np.lexsort((letters.left, runs))
    run, size = runs[order], sizes[order]
    left, right = letters.left[order], letters.right[order]
    reached = _furthest(right, run)
    first = np.ones(len(run), bool)
    first[1:] = run[1:] != run[:-1]
    gap = np.zeros(len(run))
    gap[1:] = left[1:] - reached[:-1]
    gap[first] = 0
    usual = _usual_gaps(gap, run, size)
    gap_left, gap_right = left - gap, left.astype(np.float64)
    baseline = np.minimum(letters.bottom[order], np.roll(letters.bottom[order], 1)).astype(
        np.float64
    )
    wide = (gap >= _WIDE_GAP * size) & (gap >= _UNUSUAL * usual)
    middle = (gap_left + gap_right) / 2
    if rules is not None:
        standing = Sums.of(np.ascontiguousarray(rules[::_SHRINK, ::_SHRINK]))
        crossed = standing.within(gap_left - 4, baseline - 0.9 * size, gap_right + 4, baseline)
        wide |= (gap >= _CELL_GAP * size) & (crossed >= 0.3 * size / _SHRINK)
    maybe = np.nonzero((gap >= _COLUMN_GAP * size) & (gap >= _ODD * usual) & ~wide)[0]
    if len(maybe):
        body = Sums.of(_filled(letters.left, letters.top, letters.right, letters.bottom, shape))
        here = maybe[_between_words(maybe, first | wide)]
        wide[here] |= _corridor(body, middle[here], gap[here], baseline[here], size[here])
    parts = np.cumsum(first | wide) - 1
    result = np.empty(len(runs), np.int64)
    result[order] = parts
    return result


def _between_words(gaps: Ints, ends: Flags) -> Flags:
    """Return which gaps have print enough on both sides: the number of a list is no column."""
    borders = np.r_[np.nonzero(ends)[0], len(ends)]
    after = np.searchsorted(borders, gaps, side="right")
    return np.asarray(
        (borders[after] - gaps >= _COLUMN_LETTERS) & (gaps - borders[after - 1] >= _COLUMN_LETTERS)
    )


def _corridor(body: Sums, middle: Floats, gap: Floats, baseline: Floats, size: Floats) -> Flags:
    """Return which gaps go on, white, through the line above or below, print on both sides."""
    found = np.zeros(len(gap), bool)
    half = np.maximum(2.0, 0.25 * gap)
    for top, bottom in (
        (baseline - 3.4 * size, baseline),
        (baseline - size, baseline + 2.6 * size),
    ):
        inner_top = np.where(top < baseline - 2 * size, top, baseline + 0.6 * size)
        inner_bottom = np.where(top < baseline - 2 * size, baseline - 1.5 * size, bottom)
        white = body.within(middle - half, top, middle + half, bottom) == 0
        reach = gap + 2 * size
        before = body.within(middle - reach, inner_top, middle, inner_bottom) > 0
        after = body.within(middle, inner_top, middle + reach, inner_bottom) > 0
        found |= white & before & after
    return found


def _furthest(right: Ints, run: Ints) -> Ints:
    """Return how far each run has come at each letter; runs stand one after the other."""
    span = int(right.max()) + 1 if len(right) else 1
    return np.asarray(np.maximum.accumulate(right + run * span) - run * span, np.int64)


def _usual_gaps(gap: Floats, run: Ints, size: Floats) -> Floats:
    """Return each letter's run's middle gap between words, two everyday gaps counted in."""
    counted = np.nonzero(gap >= _WORD_GAP * size)[0]
    starts = np.nonzero(np.r_[True, run[1:] != run[:-1]])[0]
    every = np.r_[run[counted], run[starts], run[starts]]
    widths = np.r_[gap[counted], _USUAL_GAP * size[starts], _USUAL_GAP * size[starts]]
    order = np.lexsort((widths, every))
    every, widths = every[order], widths[order]
    begin = np.nonzero(np.r_[True, every[1:] != every[:-1]])[0]
    count = np.diff(np.r_[begin, len(every)])
    return np.asarray(np.repeat(widths[begin + count // 2], np.diff(np.r_[starts, len(run)])))
