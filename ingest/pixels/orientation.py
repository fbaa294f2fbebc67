"""Finds how a page lies: blank or not, on its side, upside down, and by how much it is tilted.

Projection sharpness over small angles on both axes gives axis and tilt. Which way is up is told by
Vietnamese itself: tone marks stand above the letters, so that more ink lies above the core of a
line than below it. No second recogniser is asked.
"""

import math
from dataclasses import dataclass
from typing import Final

import cv2
import numpy as np

from ingest.scans.images import Grey

_WORK_DPI: Final = 120
_INK_BELOW_PAPER: Final = 45
_MARGIN_SHARE: Final = 0.03  # scanner borders and punch holes live there
_LETTER_PIXELS: Final = 30  # no letter is larger at the working resolution
_LEAST_LETTER_HEIGHT: Final = 5
_LEAST_INK: Final = 120
_LEAST_LETTERS: Final = 4
_MOST_POINTS: Final = 30_000
_MOST_TILT: Final = 5.0
_STEPS: Final = ((_MOST_TILT, 0.4), (0.4, 0.1), (0.08, 0.02))


@dataclass(frozen=True, slots=True)
class Orientation:
    """How a page lies against upright.

    `rotation` is its clockwise turn (0, 90, 180, 270); `skew` the tilt of its lines in degrees once
    turned upright, clockwise positive; `margin` how clear the choice between up and down was,
    0 to 1.
    """

    rotation: int
    skew: float
    blank: bool
    margin: float


def find_orientation(grey: Grey, dpi: int) -> Orientation:
    """Measure one page image; a blank page lies upright."""
    ink, letters = _letter_ink(grey, dpi)
    if int(ink.sum()) < _LEAST_INK or letters < _LEAST_LETTERS:
        return Orientation(rotation=0, skew=0.0, blank=True, margin=0.0)
    lying = np.ascontiguousarray(np.rot90(ink, -1))
    as_is, as_is_angle = _sharpest_tilt(ink)
    turned, turned_angle = _sharpest_tilt(lying)
    counter_turn, angle = 0, as_is_angle
    if turned > as_is:
        ink, counter_turn, angle = lying, 90, turned_angle
    balance = _ink_above_minus_below(_levelled(ink, angle))
    if balance < 0:
        counter_turn += 180
    return Orientation(
        rotation=(360 - counter_turn) % 360,
        skew=-angle + 0.0,
        blank=False,
        margin=min(1.0, abs(balance)),
    )


def _letter_ink(grey: Grey, dpi: int) -> tuple[Grey, int]:
    """Return ink (1) of letter-sized blobs at the working resolution, and how many are letters."""
    scale = _WORK_DPI / dpi
    small = (
        np.asarray(cv2.resize(grey, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA))
        if scale < 1
        else grey
    )
    paper = cv2.blur(cv2.dilate(small, np.ones((9, 9), np.uint8)), (31, 31)).astype(np.int16)
    ink = (small.astype(np.int16) < paper - _INK_BELOW_PAPER).astype(np.uint8)
    margin = int(min(ink.shape) * _MARGIN_SHARE) or 1
    ink[:margin] = 0
    ink[-margin:] = 0
    ink[:, :margin] = 0
    ink[:, -margin:] = 0
    _, labels, stats, _ = cv2.connectedComponentsWithStats(ink, connectivity=8)
    height, width = stats[:, cv2.CC_STAT_HEIGHT], stats[:, cv2.CC_STAT_WIDTH]
    area = stats[:, cv2.CC_STAT_AREA]
    keep = (height <= _LETTER_PIXELS) & (width <= _LETTER_PIXELS) & (area >= 2)  # noqa: PLR2004 - one pixel is dust
    keep[0] = False
    letters = int(np.count_nonzero(keep & (height >= _LEAST_LETTER_HEIGHT)))
    return keep[labels].astype(np.uint8), letters


def _sharpest_tilt(ink: Grey) -> tuple[float, float]:
    """Return (sharpness, angle): where the profile of rows is sharpest, coarse to fine.

    The angle is counter-clockwise positive.
    """
    ys, xs = np.nonzero(ink)
    if len(xs) > _MOST_POINTS:
        chosen = np.random.default_rng(0).choice(len(xs), _MOST_POINTS, replace=False)
        ys, xs = ys[chosen], xs[chosen]
    across = (xs - ink.shape[1] / 2).astype(np.float32)
    down = ys.astype(np.float32)
    # Room on both sides for the rows that the largest tilt pushes out of the page.
    room = int(ink.shape[1] * math.tan(math.radians(_MOST_TILT + 1))) + 2
    rows = ink.shape[0] + 2 * room

    def sharpness(angle: float) -> float:
        shifted = down + across * math.tan(math.radians(angle)) + room
        profile = np.bincount(shifted.astype(np.int32), minlength=rows).astype(np.float64)
        edges = profile[2:] - profile[:-2]
        return float(edges @ edges)

    best, best_angle = -1.0, 0.0
    for reach, step in _STEPS:
        angles = np.arange(best_angle - reach, best_angle + reach + 1e-9, step)
        for angle in np.clip(angles, -_MOST_TILT, _MOST_TILT):
            if (score := sharpness(float(angle))) > best:
                best, best_angle = score, float(angle)
    return best, best_angle


def _levelled(ink: Grey, angle: float) -> Grey:
    height, width = ink.shape
    matrix = cv2.getRotationMatrix2D((width / 2, height / 2), -angle, 1)
    level = cv2.warpAffine(
        ink * np.uint8(255), matrix, (width, height), borderMode=cv2.BORDER_REPLICATE
    )
    return (np.asarray(level) > 127).astype(np.uint8)  # noqa: PLR2004 - the middle of 0..255


def _ink_above_minus_below(ink: Grey) -> float:
    """Return (above - below) / (above + below) around the cores of lines; positive is upright."""
    difference = total = 0.0
    for column in np.array_split(ink, 6, axis=1):
        profile = column.sum(1).astype(np.float64)
        if profile.max() < 4:  # noqa: PLR2004 - no line of text here
            continue
        threshold = max(3.0, 0.35 * float(np.percentile(profile[profile > 0], 90)))
        core = np.concatenate([[0], (profile > threshold).astype(np.int8), [0]])
        edges = np.diff(core)
        for top, end in zip(np.nonzero(edges == 1)[0], np.nonzero(edges == -1)[0], strict=True):
            height = int(end - top)
            if not 5 <= height <= 26:  # noqa: PLR2004 - x-heights at the working resolution
                continue
            reach = max(3, int(height * 0.7))
            above = float(profile[max(0, top - reach) : top].sum())
            below = float(profile[end : end + reach].sum())
            difference += above - below
            total += above + below
    return difference / total if total else 0.0
