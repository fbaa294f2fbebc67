"""Gives tone marks, dots and dashes back to the letters that they belong to.

Marks of Vietnamese stand up to two high over a capital, or below it, and are smaller than any
letter. Between two tight lines a mark goes to the nearer one.
"""

from dataclasses import replace
from typing import Final

import numpy as np

from ingest.recognition.components import Components, Flags, Ints
from ingest.recognition.runs import Runs

# In letter heights, from the baseline (up is negative) and from a run's ends.
_HIGHEST: Final = -1.6
_LOWEST: Final = 0.45
_BEFORE: Final = 0.3
_AFTER: Final = 0.9
_DASH_BEFORE: Final = 1.3
_DASH_BAND: Final = (-0.75, -0.12)
_MOST_WIDTH: Final = 2.0
_MOST_HEIGHT: Final = 1.2
_FEW: Final = 3
_AT_ONCE: Final = 4000  # pieces: a dirty page has fifty thousand of them


def without_lone_marks(runs: Runs) -> Runs:
    """Drop runs of up to three pieces that are the tone marks of a longer run."""
    few = np.nonzero(runs.count <= _FEW)[0]
    middle = (runs.left + runs.right) / 2
    width = runs.right - runs.left
    over = (
        (runs.left[None, :] < middle[few, None])
        & (runs.right[None, :] > middle[few, None])
        & (width[None, :] > 1.5 * width[few, None])
        & (runs.size[None, :] > 1.15 * runs.size[few, None])
    )
    height = ((runs.top + runs.bottom) / 2)[few, None] - runs.baseline[None, :]
    over &= (height > -1.8 * runs.size[None, :]) & (height < 0.4 * runs.size[None, :])
    over &= runs.bottom[few, None] < (runs.baseline - 0.1 * runs.size)[None, :]
    over[np.arange(len(few)), few] = False
    dropped = over.any(1)
    if not dropped.any():
        return runs
    far = np.where(over, np.abs(height), np.inf)
    owner = far.argmin(1)
    top = runs.top.copy()
    np.minimum.at(top, owner[dropped], runs.top[few[dropped]])
    kept = np.ones(len(runs), bool)
    kept[few[dropped]] = False
    return replace(runs, top=top).chosen(kept)


def with_marks(runs: Runs, small: Components) -> tuple[Runs, Flags]:
    """Grow the runs by their marks; return them and which of `small` were taken."""
    taken = np.zeros(len(small), bool)
    if not len(small) or not len(runs):
        return runs, taken
    owner = np.zeros(len(small), np.int64)
    for start in range(0, len(small), _AT_ONCE):
        part = np.arange(start, min(len(small), start + _AT_ONCE))
        owner[part], taken[part] = _owners(runs, small.chosen(part))
    mine = owner[taken]
    small = small.chosen(taken)
    edges = [runs.left.copy(), runs.top.copy(), runs.right.copy(), runs.bottom.copy()]
    np.minimum.at(edges[0], mine, small.left)
    np.minimum.at(edges[1], mine, small.top)
    np.maximum.at(edges[2], mine, small.right)
    np.maximum.at(edges[3], mine, small.bottom)
    grown = replace(runs, left=edges[0], top=edges[1], right=edges[2], bottom=edges[3])
    return grown, taken


def _owners(runs: Runs, small: Components) -> tuple[Ints, Flags]:
    """Return the run that is nearest to each piece, and whether it is near enough."""
    x = ((small.left + small.right) / 2).astype(np.float32)[:, None]
    y = ((small.top + small.bottom) / 2).astype(np.float32)[:, None]
    size = runs.size.astype(np.float32)[None, :]
    up = (y - runs.baseline.astype(np.float32)[None, :]) / size
    left = (x - runs.left.astype(np.float32)[None, :]) / size
    right = (x - runs.right.astype(np.float32)[None, :]) / size
    near = (up > _HIGHEST) & (up < _LOWEST) & (right < _AFTER)
    near &= (left > -_BEFORE) | (
        (left > -_DASH_BEFORE) & (up > _DASH_BAND[0]) & (up < _DASH_BAND[1])
    )
    near &= (small.width[:, None] <= _MOST_WIDTH * size) & (
        small.height[:, None] <= _MOST_HEIGHT * size
    )
    # From the middle of the letters outwards.
    off = np.where(near, np.abs(up + 0.5), np.float32(np.inf))
    return np.asarray(off.argmin(1), np.int64), np.asarray(near.any(1))
