"""Tells runs of print from scraps of pens, stamps and frames, and finds dashes that stand alone."""

from typing import Final

import numpy as np

from ingest.recognition.components import Components
from ingest.recognition.runs import Runs, joined

_LEAST_SIZE: Final = 6.5 / 150  # of the dpi: capitals of 5 points
_FEW: Final = 3
_THIN: Final = 0.2  # of their rectangle: pen strokes fill a tenth, the thinnest letters a quarter
_SAME_LINE: Final = 0.5  # of the letter height
_INSIDE: Final = 0.5  # of the smaller one's width
# A dash in an otherwise empty cell, in letter heights.
_DASH_WIDTH: Final = (0.2, 1.3)
_DASH_HEIGHT: Final = 0.3
_DASH_SHAPE: Final = 1.6
_DASH_FILL: Final = 0.55
_DASH_OVER: Final = (0.15, 0.5)


def without_scraps(runs: Runs, dpi: int) -> Runs:
    """Return the runs without what is too small, too thin, or lies on another run."""
    thin = (runs.count <= _FEW) & (runs.fill < _THIN)
    return _apart(runs.chosen((runs.size >= _LEAST_SIZE * dpi) & ~thin))


def _apart(runs: Runs) -> Runs:
    """Drop runs that stand on the line of a longer one and over it."""
    order = np.argsort(-runs.count, kind="stable")
    runs = runs.chosen(order)
    shared = np.minimum(runs.right[:, None], runs.right)
    shared -= np.maximum(runs.left[:, None], runs.left)
    over = shared > _INSIDE * (runs.right - runs.left)[:, None]
    over &= np.abs(runs.baseline[:, None] - runs.baseline) < _SAME_LINE * runs.size
    # Of two, the one with fewer letters goes: only earlier runs count.
    return runs.chosen(np.flatnonzero(~np.tril(over, -1).any(1)))


def with_lone_dashes(runs: Runs, small: Components) -> Runs:
    """Add dashes that stand alone at the height of a line: "none" in a cell of a table.

    `small` are the pieces that no run took.
    """
    lying = small.width >= _DASH_SHAPE * small.height
    solid = small.area >= _DASH_FILL * small.width * small.height
    small = small.chosen(np.flatnonzero(lying & solid))
    if not len(small) or not len(runs):
        return runs
    over = (runs.baseline - ((small.top + small.bottom) / 2)[:, None]) / runs.size
    width, height = small.width[:, None] / runs.size, small.height[:, None] / runs.size
    level = (over > _DASH_OVER[0]) & (over < _DASH_OVER[1]) & (height <= _DASH_HEIGHT)
    level &= (width >= _DASH_WIDTH[0]) & (width <= _DASH_WIDTH[1])
    away = np.maximum(runs.left - small.right[:, None], small.left[:, None] - runs.right)
    nearest = np.where(level, away, np.inf).argmin(1)
    found = level.any(1)
    owner, small = nearest[found], small.chosen(np.flatnonzero(found))
    return joined(
        runs,
        Runs(
            left=small.left.astype(np.float64),
            top=runs.baseline[owner] - runs.size[owner],
            right=small.right.astype(np.float64),
            bottom=runs.baseline[owner],
            baseline=runs.baseline[owner],
            size=runs.size[owner],
            count=np.ones(len(small), np.int64),
            fill=np.ones(len(small)),
            lean=runs.lean[owner],
        ),
    )
