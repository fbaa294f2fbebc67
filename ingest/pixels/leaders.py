"""Takes away the rows of dots that forms print where one writes."""

from itertools import pairwise
from typing import Final

import cv2
import numpy as np
from numpy.typing import NDArray

from ingest.pixels.working import PAPER
from ingest.scans.images import Grey

_INK: Final = 150
_LEAST_DOTS: Final = 8
_DESIGN_DPI: Final = 150  # at which the sizes below are pixels


def without_leaders(grey: Grey, dpi: float) -> Grey:
    """White out rows of eight or more equal small dots."""
    unit = dpi / _DESIGN_DPI
    ink = cv2.threshold(grey, _INK - 1, 1, cv2.THRESH_BINARY_INV)[1]
    _, labels, stats, centres = cv2.connectedComponentsWithStatsWithAlgorithm(
        ink, 8, cv2.CV_32S, cv2.CCL_BBDT
    )
    small = (
        (stats[:, cv2.CC_STAT_HEIGHT] <= 5 * unit)
        & (stats[:, cv2.CC_STAT_WIDTH] <= 6 * unit)
        & (stats[:, cv2.CC_STAT_AREA] <= 26 * unit * unit)
    )
    small[0] = False
    dots = np.nonzero(small)[0]
    if len(dots) < _LEAST_DOTS:
        return grey
    runs = _runs_of_dots(dots, np.asarray(centres, np.float64), unit)
    if not runs:
        return grey
    cleaned = grey.copy()
    for run in runs:
        boxes = stats[run]
        top, left = boxes[:, cv2.CC_STAT_TOP], boxes[:, cv2.CC_STAT_LEFT]
        bottom = int((top + boxes[:, cv2.CC_STAT_HEIGHT]).max()) + 1
        right = int((left + boxes[:, cv2.CC_STAT_WIDTH]).max()) + 1
        band = np.s_[max(0, int(top.min()) - 1) : bottom, max(0, int(left.min()) - 1) : right]
        chosen = np.zeros(len(stats), np.uint8)
        chosen[run] = 1
        soft_edges_too = cv2.dilate(chosen[labels[band]], np.ones((3, 3), np.uint8))
        cleaned[band][np.asarray(soft_edges_too) > 0] = PAPER
    return cleaned


def _runs_of_dots(
    dots: NDArray[np.int64], centres: NDArray[np.float64], unit: float
) -> list[list[int]]:
    """Return the labels of dots that stand in level, evenly close rows."""
    rows: dict[int, list[int]] = {}
    for dot in dots:
        rows.setdefault(int(centres[dot, 1] / (3 * unit)), []).append(int(dot))
    runs: list[list[int]] = []
    for row, members in rows.items():
        ordered = sorted(members + rows.get(row + 1, []), key=lambda dot: centres[dot, 0])
        run = ordered[:1]
        for before, dot in pairwise(ordered):
            step = centres[dot] - centres[before]
            if step[0] > 14 * unit or abs(step[1]) > 2.2 * unit:
                runs.append(run)
                run = []
            run.append(dot)
        runs.append(run)
    return [run for run in runs if len(run) >= _LEAST_DOTS]
