"""Measures runs of letters: their baseline, their letter height, the rectangle of their ink."""

from dataclasses import dataclass
from typing import Final, Self

import numpy as np

from ingest.recognition.components import Components, Flags, Floats, Ints

_TO_LEAN: Final = 16  # letters
_TAIL: Final = 0.15  # of a letter's own height
_TALL_SHARE: Final = 0.8
_ON_LINE: Final = 0.45  # of the letter height
_TOO_FEW: Final = 2  # letters, to say which of them stands off the line


@dataclass(frozen=True, slots=True, kw_only=True)
class Runs:
    """Runs of letters: one entry of each array a run; pixels.

    `baseline` is the y on which the letters stand; `size` the height that four of five letters do
    not exceed, about that of a capital; `count` the number of pieces; `fill` the share of ink in
    their rectangles; `lean` how many pixels the baseline falls in one to the right.
    """

    left: Floats
    top: Floats
    right: Floats
    bottom: Floats
    baseline: Floats
    size: Floats
    count: Ints
    fill: Floats
    lean: Floats

    def __len__(self) -> int:
        return len(self.left)

    def chosen(self, which: Flags | Ints) -> Self:
        """Return the runs that a mask or an index names."""
        return type(self)(
            left=self.left[which],
            top=self.top[which],
            right=self.right[which],
            bottom=self.bottom[which],
            baseline=self.baseline[which],
            size=self.size[which],
            count=self.count[which],
            fill=self.fill[which],
            lean=self.lean[which],
        )


def joined(first: Runs, second: Runs) -> Runs:
    """Return the first runs and then the second."""
    return Runs(
        left=np.r_[first.left, second.left],
        top=np.r_[first.top, second.top],
        right=np.r_[first.right, second.right],
        bottom=np.r_[first.bottom, second.bottom],
        baseline=np.r_[first.baseline, second.baseline],
        size=np.r_[first.size, second.size],
        count=np.r_[first.count, second.count],
        fill=np.r_[first.fill, second.fill],
        lean=np.r_[first.lean, second.lean],
    )


def measure(letters: Components, runs: Ints) -> Runs:
    """Return what the runs, numbered 0 to n, measure; each has a letter."""
    order = np.argsort(runs, kind="stable")
    run = runs[order]
    letters = letters.chosen(order)
    starts = np.nonzero(np.r_[True, run[1:] != run[:-1]])[0]
    count = np.diff(np.r_[starts, len(run)])
    number = np.repeat(np.arange(len(starts)), count)
    baseline = _ranked(letters.bottom, number, starts, count // 2)
    size = _ranked(letters.height, number, starts, ((count - 1) * _TALL_SHARE).round().astype(int))
    off = np.abs(letters.bottom - baseline[number]) > _ON_LINE * size[number]
    off &= count[number] > _TOO_FEW
    top = np.where(off, np.iinfo(np.int64).max, letters.top)
    bottom = np.where(off, 0, letters.bottom)
    top, bottom = np.minimum.reduceat(top, starts), np.maximum.reduceat(bottom, starts)
    return Runs(
        left=np.minimum.reduceat(letters.left, starts).astype(np.float64),
        top=np.minimum(top, baseline - size),
        right=np.maximum.reduceat(letters.right, starts).astype(np.float64),
        bottom=np.maximum(bottom, baseline),
        baseline=baseline,
        size=size,
        count=count,
        fill=np.add.reduceat(letters.area, starts)
        / np.add.reduceat(letters.width * letters.height, starts),
        lean=_lean(
            letters, number, np.abs(letters.bottom - baseline[number]) < size[number], count
        ),
    )


def _lean(letters: Components, number: Ints, near: Flags, count: Ints) -> Floats:
    """Return the slope of the line through the feet of each run's letters; 0 for short runs."""
    x = (letters.left + letters.right) / 2
    weight = near.astype(np.float64)
    slope = np.zeros(len(count))
    for last in (False, True):
        total = np.maximum(1.0, np.bincount(number, weight, len(count)))
        across = x - (np.bincount(number, weight * x, len(count)) / total)[number]
        down = letters.bottom - (np.bincount(number, weight * letters.bottom) / total)[number]
        along = np.bincount(number, weight * across * down, len(count))
        slope = along / np.maximum(1.0, np.bincount(number, weight * across * across))
        if not last:
            # Tails hang below the line, and more of them on one side than on the other.
            off = np.abs(down - slope[number] * across) > _TAIL * letters.height
            weight = weight * ~off
    return np.asarray(np.where(count >= _TO_LEAN, slope, 0.0))


def _ranked(values: Ints, number: Ints, starts: Ints, rank: Ints) -> Floats:
    """Return of each run the value that has `rank` smaller ones."""
    order = np.lexsort((values, number))
    return np.asarray(values[order][starts + rank], np.float64)
