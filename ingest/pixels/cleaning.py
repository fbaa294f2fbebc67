"""Prepares an upright page image for recognition, and remembers how to get back.

The archive keeps the scanner's bytes; all that is done here is for the reader's eyes only: smaller
(the network wants x-heights of 150 to 180 dpi, more costs time and truth), evenly lit, level, and
without the dot leaders of forms.
"""

from dataclasses import dataclass
from itertools import pairwise
from typing import Final

import cv2
import numpy as np
from numpy.typing import NDArray

from ingest.scans.images import Grey
from ingest.text import Box

_PAPER: Final = 240
_LEAST_TILT: Final = 0.1
_LIGHT_DPI: Final = 30
_INK: Final = 150
_LEADER_DOTS: Final = 8


@dataclass(frozen=True, slots=True)
class Cleaned:
    """A page image ready to be read: its pixels, its dpi, and the way back to the upright page."""

    grey: Grey
    dpi: int
    scale: float
    back: NDArray[np.float64] | None

    def to_original(self, box: Box, width: int, height: int) -> Box:
        """Map a box on the cleaned image to the upright page of `width` by `height` pixels."""
        corners = np.array(
            [[box.x0, box.y0], [box.x1, box.y0], [box.x0, box.y1], [box.x1, box.y1]], np.float64
        )
        if self.back is not None:
            centre = corners.mean(0)
            moved = self.back[:, :2] @ centre + self.back[:, 2]
            # A tilt of a few degrees moves a word; it does not make it taller.
            corners = corners - centre + moved
        corners = corners / self.scale
        x0, y0 = corners.min(0)
        x1, y1 = corners.max(0)
        return Box(
            round(float(np.clip(x0, 0, width)), 1),
            round(float(np.clip(y0, 0, height)), 1),
            round(float(np.clip(x1, 0, width)), 1),
            round(float(np.clip(y1, 0, height)), 1),
        )


def clean(grey: Grey, dpi: int, skew: float, target_dpi: int) -> Cleaned:
    """Return the page at `target_dpi` (never enlarged), evenly lit, level, without dot leaders."""
    scale = min(1.0, target_dpi / dpi)
    if scale < 1:
        grey = np.asarray(
            cv2.resize(grey, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA), np.uint8
        )
        dpi = target_dpi
    grey = _evenly_lit(grey, dpi)
    back = None
    if abs(skew) > _LEAST_TILT:
        grey, back = _level(grey, skew)
    return Cleaned(_without_leaders(grey, dpi), dpi, scale, back)


def _evenly_lit(grey: Grey, dpi: int) -> Grey:
    """Divide by the light: a blurred picture of the paper between the letters."""
    scale = min(1.0, _LIGHT_DPI / dpi)
    small = cv2.resize(grey, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    light = cv2.GaussianBlur(cv2.dilate(small, np.ones((5, 5), np.uint8)), (0, 0), 4)
    full = cv2.resize(light, (grey.shape[1], grey.shape[0]), interpolation=cv2.INTER_LINEAR)
    return np.asarray(cv2.divide(grey, np.maximum(full, 1), scale=_PAPER), np.uint8)


def _level(grey: Grey, skew: float) -> tuple[Grey, NDArray[np.float64]]:
    height, width = grey.shape
    matrix = cv2.getRotationMatrix2D((width / 2, height / 2), skew, 1)
    level = cv2.warpAffine(
        grey, matrix, (width, height), flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE
    )
    return np.asarray(level, np.uint8), np.asarray(cv2.invertAffineTransform(matrix), np.float64)


def _without_leaders(grey: Grey, dpi: int) -> Grey:
    """White out rows of eight or more equal small dots, which forms print where one writes."""
    unit = dpi / 150
    ink = (grey < _INK).astype(np.uint8)
    _, labels, stats, centres = cv2.connectedComponentsWithStats(ink, connectivity=8)
    small = (
        (stats[:, cv2.CC_STAT_HEIGHT] <= 5 * unit)
        & (stats[:, cv2.CC_STAT_WIDTH] <= 6 * unit)
        & (stats[:, cv2.CC_STAT_AREA] <= 26 * unit * unit)
    )
    small[0] = False
    dots = np.nonzero(small)[0]
    leaders = (
        _runs_of_dots(dots, np.asarray(centres, np.float64), unit)
        if len(dots) >= _LEADER_DOTS
        else set()
    )
    if not leaders:
        return grey
    chosen = np.zeros(len(stats), bool)
    chosen[list(leaders)] = True
    mask = cv2.dilate(chosen[labels].astype(np.uint8), np.ones((3, 3), np.uint8))
    cleaned = grey.copy()
    cleaned[np.asarray(mask) > 0] = _PAPER
    return cleaned


def _runs_of_dots(dots: NDArray[np.int64], centres: NDArray[np.float64], unit: float) -> set[int]:
    """Return the labels of dots that stand in level, evenly close rows."""
    rows: dict[int, list[int]] = {}
    for dot in dots:
        rows.setdefault(int(centres[dot, 1] / (3 * unit)), []).append(int(dot))
    leaders: set[int] = set()
    for row, members in rows.items():
        ordered = sorted(members + rows.get(row + 1, []), key=lambda dot: centres[dot, 0])
        run = ordered[:1]
        for before, dot in pairwise(ordered):
            step = centres[dot] - centres[before]
            if step[0] > 14 * unit or abs(step[1]) > 2.2 * unit:
                if len(run) >= _LEADER_DOTS:
                    leaders.update(run)
                run = []
            run.append(dot)
        if len(run) >= _LEADER_DOTS:
            leaders.update(run)
    return leaders
