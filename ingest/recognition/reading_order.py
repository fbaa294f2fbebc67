"""Numbers the printed rows of a page and puts runs of letters in reading order."""

from typing import Final

import numpy as np

from ingest.recognition.components import Ints
from ingest.recognition.runs import Runs

_SAME_ROW: Final = 0.4  # of the letter height


def rows_of(runs: Runs) -> Ints:
    """Return the row of each run, from 0 at the top."""
    rows = np.zeros(len(runs), np.int64)
    order = np.argsort(runs.baseline, kind="stable")
    row, start = -1, -np.inf
    for run in order.tolist():
        baseline = float(runs.baseline[run])
        if baseline - start > _SAME_ROW * float(runs.size[run]):
            row += 1
            start = baseline
        rows[run] = row
    return rows


def reading_order(runs: Runs, rows: Ints) -> Ints:
    """Return the runs' numbers in reading order."""
    return np.lexsort((runs.left, rows))
