"""Numbers the printed rows of a page and puts runs of letters in reading order.

Rows go from top to bottom and each from left to right, with two exceptions: text that wraps within
a cell of a ruled table is read to its end, and two columns that stand side by side, as in the head
and at the foot of an official letter, are read one after the other.
"""

from typing import Final

import numpy as np

from ingest.recognition.columns import two_columns
from ingest.recognition.components import Flags, Floats, Ints
from ingest.recognition.ruling import Ink, Ruling
from ingest.recognition.runs import Runs

_SAME_ROW: Final = 0.4  # of the letter height
_TO_JUDGE: Final = 3  # runs that lean, before the page is said to lean
_NEAR: Final = 0.5  # letter heights by which rules of one row of cells may differ


def page_lean(runs: Runs) -> float:
    """Return how many pixels the page's lines fall in one to the right; 0 when few lines tell."""
    leans = runs.lean[runs.lean != 0]
    return float(np.median(leans)) if len(leans) >= _TO_JUDGE else 0.0


def rows_of(runs: Runs, lean: float) -> Ints:
    """Return the row of each run, from 0 at the top, on a page that leans so."""
    level = runs.baseline - lean * (runs.left + runs.right) / 2
    rows = np.zeros(len(runs), np.int64)
    row, start = -1, -np.inf
    for run in np.argsort(level, kind="stable").tolist():
        if level[run] - start > _SAME_ROW * runs.size[run]:
            row += 1
            start = float(level[run])
        rows[run] = row
    return rows


def reading_order(runs: Runs, rows: Ints, ruling: Ruling) -> Ints:
    """Return the runs' numbers in reading order."""
    block, column = rows.copy(), runs.left.copy()
    in_table = np.zeros(len(runs), bool)
    if ruling.lying is not None and ruling.standing is not None:
        above, below, left = _cells(runs, ruling.lying, ruling.standing)
        in_table = (above >= 0) & (below >= 0) & (left >= 0)
        _by_cells(runs, rows, (above, below, left), in_table, block, column)
    for first, last, edge in two_columns(runs, rows, in_table):
        inside = (rows >= first) & (rows <= last)
        block[inside] = first
        column[inside] = (runs.left[inside] + runs.right[inside]) / 2 > edge
    return np.asarray(np.lexsort((runs.left, rows, column, block)), np.int64)


def _by_cells(
    runs: Runs,
    rows: Ints,
    cells: tuple[Floats, Floats, Floats],
    in_table: Flags,
    block: Ints,
    column: Floats,
) -> None:
    """Set block and column of runs in cells: cells between the same two rules, left to right."""
    above, below, left = cells
    bands: list[tuple[float, float, int]] = []
    for run in np.lexsort((rows, above)).tolist():
        if not in_table[run]:
            continue
        near = _NEAR * runs.size[run]
        for top, bottom, first in bands:
            if abs(top - above[run]) <= near and abs(bottom - below[run]) <= near:
                block[run] = first
                break
        else:
            bands.append((float(above[run]), float(below[run]), int(rows[run])))
        column[run] = left[run]


def _cells(runs: Runs, lying: Ink, standing: Ink) -> tuple[Floats, Floats, Floats]:
    """Return each run's next rules above, below and to the left, in pixels; -1 without one."""
    found = np.full((3, len(runs)), -1.0)
    for run in range(len(runs)):
        x = min(lying.shape[1] - 1, int((runs.left[run] + runs.right[run]) / 2))
        y = int(runs.baseline[run] - runs.size[run] / 2)
        rules = np.flatnonzero(lying[:, x])
        at = int(np.searchsorted(rules, y))
        if at > 0:
            found[0, run] = rules[at - 1]
        if at < len(rules):
            found[1, run] = rules[at]
        beside = np.flatnonzero(standing[y, : int(runs.left[run]) + 2])
        if len(beside):
            found[2, run] = beside[-1]
    return found[0], found[1], found[2]
