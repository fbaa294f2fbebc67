"""Finds by how much lines of print are tilted: the angle at which the profile of rows is sharpest.

W. Postl, "Detection of linear oblique structures and skew scan in digitized documents" (ICPR
1986): the sum of squared differences between neighbouring rows, over a sheared page.
"""

import math
from dataclasses import dataclass
from typing import Final

import cv2
import numpy as np
from numpy.typing import NDArray

from ingest.scans.images import Grey

MOST_TILT: Final = 9.0
"""Degrees either way. A sheet that lies more askew than that is a photograph."""

_MOST_POINTS: Final = 10_000
_COARSE_STEP: Final = 0.45
_FINE_STEPS: Final = (0.1, 0.02)
_FINE_REACH: Final = 4  # steps either way
_CANDIDATES: Final = np.arange(-MOST_TILT, MOST_TILT + 0.01, _COARSE_STEP)

Points = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Tilt:
    """The sharpest angle in degrees, counter-clockwise positive, and how sharp it is."""

    sharpness: float
    angle: float


def ink_points(ink: Grey, *, every: int = 1) -> Points:
    """Return (x, y) of ink pixels in each `every`th column, thinned to 10,000 at random."""
    sampled = np.ascontiguousarray(ink[:, ::every])
    if not sampled.any():
        return np.zeros((0, 2), np.float32)
    points = np.asarray(cv2.findNonZero(sampled)).reshape(-1, 2)
    if len(points) > _MOST_POINTS:
        # The same page is read the same way each time.
        points = points[np.random.default_rng(0).integers(0, len(points), _MOST_POINTS)]
    return points.astype(np.float32) * np.array([every, 1], np.float32)


def coarse_tilt(points: Points, width: int, height: int) -> Tilt:
    """Return the sharpest of the angles that stand 0.45 degrees apart."""
    return _sharpest(points, width, height, _CANDIDATES)


def fine_tilt(points: Points, width: int, height: int, near: float) -> Tilt:
    """Return the sharpest angle near `near`, to 0.02 degrees."""
    best = Tilt(-1.0, near)
    for step in _FINE_STEPS:
        reach = _FINE_REACH * step
        angles = np.arange(best.angle - reach, best.angle + reach + step / 2, step)
        best = _sharpest(points, width, height, np.clip(angles, -MOST_TILT, MOST_TILT))
    return best


def _sharpest(points: Points, width: int, height: int, angles: NDArray[np.float64]) -> Tilt:
    across = points[:, 0] - np.float32(width / 2)
    # Room on both sides for the rows that the largest tilt pushes out of the page.
    room = int(width / 2 * math.tan(math.radians(MOST_TILT + 1))) + 2
    down = points[:, 1] + np.float32(room)
    best = Tilt(-1.0, 0.0)
    for angle in angles:
        rows = (down + across * np.float32(math.tan(math.radians(angle)))).astype(np.int32)
        profile = np.bincount(rows, minlength=height + 2 * room).astype(np.float32)
        edges = profile[2:] - profile[:-2]
        sharpness = float(edges @ edges)
        if sharpness > best.sharpness:
            best = Tilt(sharpness, float(angle))
    return best
