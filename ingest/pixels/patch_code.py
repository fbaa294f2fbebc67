"""Reads patch code T, the bars that document scanners know as "a new document begins".

Four bars and three spaces, each narrow but for two wide bars, in the order narrow, wide, narrow,
wide; narrow 0.08 and wide 0.20 inches, 0.80 in all, at least 2 inches long (Kodak A-61599, "Patch
Code Information"). Printed at each edge of a sheet, it is seen along both axes and from both ends;
from the other end it is patch 3, which also parts documents.
"""

from collections.abc import Iterator
from typing import Final

import cv2
import numpy as np

from ingest.pixels.working import shrunk
from ingest.scans.images import Grey
from ingest.text import Box

_DPI: Final = 100
_STEP: Final = 10  # pixels between the lines that are looked at
_FEWEST: Final = 7  # lines in a row: 0.6 inches, for bars that are cut off or stamped over
_SPARSE: Final = 4  # every n-th pixel tells ink from paper
_RUNS: Final = 7
_PATTERNS: Final = ("NNWNNNW", "WNNNWNN")
_NARROW: Final = (4, 13)  # pixels: sheets are printed smaller, to fit, or larger
_WIDE_TO_NARROW: Final = (1.7, 3.4)  # 2.5, and ink that ran or wore off
_EVEN: Final = 1.7  # the broadest of the narrow runs against the thinnest
_SKEWED: Final = 6  # pixels that the pattern may move between two lines
_DARK: Final = 0.55  # of the way from ink to paper


def find_patch(grey: Grey, dpi: int) -> Box | None:
    """Return where patch code T stands in the pixels of `grey`; None where there is none."""
    small, scale = shrunk(grey, dpi, _DPI)
    if dpi < _DPI:
        scale = _DPI / dpi
        enlarged = cv2.resize(grey, None, fx=scale, fy=scale, interpolation=cv2.INTER_LINEAR)
        small = np.asarray(enlarged, np.uint8)
    low, high = np.percentile(small[::_SPARSE, ::_SPARSE], (1, 90))
    dark = small < low + _DARK * (high - low)
    for turned, pixels in ((False, dark), (True, dark.T)):
        found = _along_rows(pixels)
        if found is not None:
            x0, y0, x1, y1 = (side / scale for side in found)
            return Box(y0, x0, y1, x1) if turned else Box(x0, y0, x1, y1)
    return None


def _along_rows(dark: np.ndarray) -> tuple[int, int, int, int] | None:
    """Return x0, y0, x1, y1 of a pattern that goes on over enough rows."""
    lanes: list[tuple[int, int, int, int, str]] = []  # rows seen, x0, x1, first row, pattern
    rows = _with_bars(dark[::_STEP])
    if len(rows) < _FEWEST:
        return None
    last = -1
    for number in rows.tolist():
        row, lanes = number * _STEP, lanes if number == last + 1 else []
        last = number
        going: list[tuple[int, int, int, int, str]] = []
        for x0, x1, pattern in _patterns(dark[row]):
            before = next(
                (lane for lane in lanes if abs(lane[1] - x0) <= _SKEWED and lane[4] == pattern),
                (0, x0, x1, row, pattern),
            )
            lane = (before[0] + 1, x0, x1, before[3], pattern)
            if lane[0] >= _FEWEST:
                return min(x0, before[1]), lane[3], x1, row
            going.append(lane)
        lanes = going
    return None


def _with_bars(lines: np.ndarray) -> np.ndarray:
    """Return which lines have as many bars as the code: letters' strokes are thinner."""
    if lines.shape[1] < _RUNS * _NARROW[0]:
        return np.zeros(0, np.int64)
    inner = np.logical_and.reduce(
        [lines[:, at : lines.shape[1] - _NARROW[0] + 1 + at] for at in range(_NARROW[0])]
    )
    bars = np.count_nonzero(inner[:, 1:] & ~inner[:, :-1], axis=1) + inner[:, 0]
    return np.flatnonzero(bars > _RUNS // 2)


def _patterns(line: np.ndarray) -> Iterator[tuple[int, int, str]]:
    edges = np.flatnonzero(line[1:] != line[:-1])
    if len(edges) <= _RUNS:
        return
    runs = edges[1:] - edges[:-1]
    thin, broad = _NARROW
    windows = np.lib.stride_tricks.sliding_window_view(runs, _RUNS)
    near = (windows.min(axis=1) >= thin) & (windows.max(axis=1) <= broad * _WIDE_TO_NARROW[1])
    for at in np.flatnonzero(near & line[edges[: len(windows)] + 1]):
        pattern = _pattern(windows[at])
        if pattern is not None:
            yield int(edges[at]), int(edges[at + _RUNS]), pattern


def _pattern(runs: np.ndarray) -> str | None:
    for pattern in _PATTERNS:
        wide = np.array([kind == "W" for kind in pattern])
        narrow = runs[~wide]
        low, high = narrow.mean() * np.array(_WIDE_TO_NARROW)
        even = narrow.max() <= min(_NARROW[1], max(_EVEN * narrow.min(), narrow.min() + 2))
        if even and np.all((low <= runs[wide]) & (runs[wide] <= high)):
            return pattern
    return None
