"""Tells which way level lines of print are up.

Vietnamese itself tells: tone marks stand above the letters, so that more ink lies above the core
of a line than below it. Without tone marks there are still more ascenders than descenders. Lines
of digits and capitals alone tell next to nothing, and the balance says so.
"""

from dataclasses import dataclass
from itertools import pairwise
from typing import Final

import cv2
import numpy as np
from numpy.typing import NDArray

from ingest.scans.images import Grey

_COLUMNS: Final = 10  # judged apart: the lines of tables and of two-column heads differ in height
_CORE_SHARE: Final = 0.35
_LEAST_CORE: Final = 0.04  # inches: small letters of 6 points
_MOST_CORE: Final = 0.22
_REACH: Final = 0.7  # of a core's height: where marks and ascenders stand
_LEAST_ROW: Final = 4
_CORE_WEIGHT: Final = 0.3
_DOUBT: Final = 300.0  # pixels at 150 dpi: about the marks of ten words


@dataclass(frozen=True, slots=True)
class UpDown:
    """`balance` above zero is upright, -1 to 1.

    It is the ink above the cores less that below them, to all that and a share of the cores' own:
    where lines are all core (digits, capitals) their ragged edges do not weigh as marks.
    `x_height` is the median height of the cores in inches, 0 where no line was found.
    """

    balance: float
    x_height: float


def judge(ink: Grey, dpi: float) -> UpDown:
    """Judge level ink (1, else 0)."""
    above = below = core = 0.0
    cores: list[int] = []
    for column in np.array_split(ink, _COLUMNS, axis=1):
        if not column.size:
            continue
        profile = _profile(column)
        for top, end in _cores(profile, dpi):
            reach = max(3, int((end - top) * _REACH))
            above += float(profile[max(0, top - reach) : top].sum())
            below += float(profile[end : end + reach].sum())
            core += float(profile[top:end].sum())
            cores.append(end - top)
    doubt = _CORE_WEIGHT * core + _DOUBT * (dpi / 150) ** 2
    return UpDown(
        balance=(above - below) / (above + below + doubt),
        x_height=float(np.median(cores)) / dpi if cores else 0.0,
    )


def _profile(column: Grey) -> NDArray[np.int64]:
    rows = cv2.reduce(column, 1, cv2.REDUCE_SUM, dtype=cv2.CV_32S)
    return np.asarray(rows, np.int64).ravel()


def _cores(profile: NDArray[np.int64], dpi: float) -> list[tuple[int, int]]:
    """Return [top, end) of the dense rows of each line: the bodies of its small letters."""
    if profile.max() < _LEAST_ROW:
        return []
    threshold = max(3.0, _CORE_SHARE * float(np.percentile(profile[profile > 0], 90)))
    dense = np.concatenate([[0], (profile > threshold).astype(np.int8), [0]])
    changes = np.nonzero(np.diff(dense))[0]
    runs = [(int(top), int(end)) for top, end in pairwise(changes)][::2]
    return [run for run in runs if _LEAST_CORE * dpi <= run[1] - run[0] <= _MOST_CORE * dpi]
