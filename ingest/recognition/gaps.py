"""Cuts runs of letters where a column or a cell ends.

What counts is what a gap is: one that a standing rule crosses, one far wider than the other gaps
of its line, or one that goes on, white, through the line above or below. No layout is presumed.
"""

from typing import Final

import numpy as np

from ingest.recognition.components import Components, Flags, Floats, Ints
from ingest.recognition.rectangles import SHRINK, Sums
from ingest.recognition.ruling import Ink

# In letter heights of the place.
_WORD_GAP: Final = 0.22
_USUAL_GAP: Final = 0.45
_CELL_GAP: Final = 0.65
_COLUMN_GAP: Final = 1.0
_WIDE_GAP: Final = 2.0
_UNUSUAL: Final = 2.2  # times the usual gap of the line
_ODD: Final = 1.6
_COLUMN_LETTERS: Final = 4


def cut(letters: Components, sizes: Floats, runs: Ints, rules: Ink | None, body: Sums) -> Ints:
    """Return the runs, numbered anew, cut at ends of columns and cells.

    `rules` is the picture of standing rules, `body` all ink that is print or may be.
    """
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
    # A dash or a comma in the gap makes two gaps of it.
    inked = body.within(gap_left + 2, baseline - size, gap_right - 2, baseline) > 0
    white = np.where(inked, gap / 2, gap)
    wide = (white >= _WIDE_GAP * size) & (white >= _UNUSUAL * usual)
    middle = (gap_left + gap_right) / 2
    if rules is not None:
        standing = Sums.of(np.ascontiguousarray(rules[::SHRINK, ::SHRINK]))
        crossed = standing.within(gap_left - 4, baseline - 0.9 * size, gap_right + 4, baseline)
        wide |= (gap >= _CELL_GAP * size) & (crossed >= 0.3 * size / SHRINK)
    maybe = np.nonzero((gap >= _COLUMN_GAP * size) & (gap >= _ODD * usual) & ~wide)[0]
    if len(maybe):
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
