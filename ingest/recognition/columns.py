"""Finds where a page stands in two columns: heads and feet of official letters, gazettes."""

from collections.abc import Iterator
from typing import Final

import numpy as np

from ingest.recognition.components import Flags, Ints
from ingest.recognition.runs import Runs

_MIDDLE: Final = (0.22, 0.78)  # of the print's width: where the gutter may stand
_GUTTER: Final = 0.8  # letter heights, at least
_ROW_STEP: Final = 4.5  # letter heights between rows of one block
_LONE_STEP: Final = 2.3  # before a row with print on one side only
_BOTH: Final = 2  # rows with print on both sides
_SIDES: Final = 2
_APART: Final = 1.2  # letter heights
_LETTERS: Final = 4  # fewer are the scraps of a stamp, or a number
_MOST_PARTED: Final = 0.34  # of those rows: more is a table without rules
_ALIGNED: Final = 0.6  # letter heights
_FULL: Final = 4  # rows before aligned columns are taken for running text, not for a list


def two_columns(runs: Runs, rows: Ints, in_table: Flags) -> Iterator[tuple[int, int, float]]:
    """Yield blocks of rows that stand in two columns: first row, last row, x between them."""
    if not len(runs):
        return
    left, right = float(runs.left.min()), float(runs.right.max())
    low, high = (left + share * (right - left) for share in _MIDDLE)
    members = [np.flatnonzero(rows == row) for row in range(int(rows.max()) + 1)]
    block: list[int] = []
    gutter = (low, high)
    for row, here in enumerate(members):
        whole = not in_table[here].any() and _stretches(runs, here) <= _SIDES
        split = _gutter(runs, here, gutter) if whole else None
        if split is not None and block:
            step = runs.baseline[here].min() - runs.baseline[members[block[-1]]].max()
            most = _ROW_STEP if len(here) > 1 else _LONE_STEP
            if step > most * runs.size[here].max():
                yield from _checked(runs, members, block, gutter)
                block, split = [], _gutter(runs, here, (low, high))
        if split is None:
            yield from _checked(runs, members, block, gutter)
            block, gutter = [], (low, high)
            again = _gutter(runs, here, gutter) if whole else None
            # Only a row with print on both sides opens a block.
            if again is None or len(here) == 1:
                continue
            split = again
        elif not block and len(here) == 1:
            continue
        block.append(row)
        gutter = split
    yield from _checked(runs, members, block, gutter)


def _stretches(runs: Runs, here: Ints) -> int:
    """Return how many stretches of print a row has; pieces of one line are one."""
    here = here[runs.count[here] >= _LETTERS] if len(here) > _SIDES else here
    order = here[np.argsort(runs.left[here])]
    gaps = runs.left[order][1:] - np.maximum.accumulate(runs.right[order])[:-1]
    return 1 + int(np.count_nonzero(gaps > _APART * runs.size[order][1:]))


def _gutter(runs: Runs, here: Ints, within: tuple[float, float]) -> tuple[float, float] | None:
    """Return the widest gap, inside `within`, that no run of the row touches."""
    order = here[np.argsort(runs.left[here])]
    starts = np.r_[-np.inf, np.maximum.accumulate(runs.right[order])]
    ends = np.r_[runs.left[order], np.inf]
    starts, ends = np.maximum(starts, within[0]), np.minimum(ends, within[1])
    widest = int((ends - starts).argmax())
    if ends[widest] - starts[widest] < _GUTTER * float(runs.size[here].max()):
        return None
    return float(starts[widest]), float(ends[widest])


def _checked(
    runs: Runs, members: list[Ints], block: list[int], gutter: tuple[float, float]
) -> Iterator[tuple[int, int, float]]:
    """Yield the block if it is two columns and not a list of names and values."""
    edge = (gutter[0] + gutter[1]) / 2
    both: list[tuple[Ints, Ints]] = []
    for row in block:
        here = members[row][runs.count[members[row]] >= _LETTERS]
        before = here[runs.right[here] <= edge]
        after = here[runs.left[here] >= edge]
        if len(before) and len(after):
            both.append((before, after))
    parted = sum(len(a) > 1 or len(b) > 1 for a, b in both)
    if len(both) < _BOTH or parted > _MOST_PARTED * len(both):
        return
    lefts = np.array([[runs.left[a[0]], runs.left[b[0]]] for a, b in both])
    size = float(np.median([runs.size[a[0]] for a, _ in both]))
    ragged = np.ptp(lefts, axis=0) > _ALIGNED * size
    if not ragged.any():
        ends = np.sort([runs.right[a[0]] for a, _ in both])
        full = ends[len(ends) // 2 :]
        # Running text reaches its right edge line after line; values of a list do not.
        if len(both) < _FULL or np.ptp(full) > _ALIGNED * size:
            return
    yield block[0], block[-1], edge
