"""Finds the outline of a sheet of paper in a photograph: four corners, or nothing.

No threshold tells paper from a desk under a lamp: a shadow on paper is darker than a lit desk. But
a shadow's edge is soft and a sheet's is sharp, so the picture is flooded from its middle and from
its border, and the two waters meet at the sharpest edge between (watershed). Where that is no
quadrilateral the photograph is left as it is.
"""

from dataclasses import dataclass
from typing import Final

import cv2
import numpy as np
from numpy.typing import NDArray

from ingest.scans.pictures import Pixels

_LONG_SIDE: Final = 480  # pixels; corners are a pixel right, a part in five hundred
_LEAST_AREA: Final = 0.2
_MOST_AREA: Final = 0.97  # more is a scan, or a photograph of nothing but paper
_LEAST_FILLED: Final = 0.95  # of the quadrilateral by the region, and the other way round
_LEAST_ANGLE_COSINE: Final = 0.5  # corners between 60 and 120 degrees
_LONGEST_TO_SHORTEST: Final = 2.2  # strips of paper are none of ours
_LEAST_BRIGHTER: Final = 12.0  # paper within its edge, against what lies beyond: half of them
_SURELY_SHEET: Final = 0.2  # of both sides, about the middle
_STROKE: Final = 9  # pixels; print is thinner
_DESK, _SHEET = 1, 2

Corners = NDArray[np.float64]
"""Four points (x, y): top left, top right, bottom right, bottom left, as the picture lies."""


@dataclass(frozen=True, slots=True)
class Outline:
    """`corners` in pixels of the picture given; `filled`, up to 1, is how sure they are."""

    corners: Corners
    filled: float


def find_outline(picture: Pixels) -> Outline | None:
    """Return where the sheet lies in the picture, grey or (blue, green, red)."""
    scale = min(1.0, _LONG_SIDE / max(picture.shape[:2]))
    small = cv2.resize(picture, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    if small.ndim == 2:  # noqa: PLR2004 - a grey picture
        small = cv2.cvtColor(small, cv2.COLOR_GRAY2BGR)
    # Print goes, and with it the edges that are not the sheet's.
    bare = cv2.morphologyEx(small, cv2.MORPH_CLOSE, np.ones((_STROKE, _STROKE), np.uint8))
    bare = cv2.medianBlur(bare, 5)
    found = _quadrilateral(_flooded(bare))
    if found is None or not _brighter_within(bare, found.corners):
        return None
    # A pixel's corner is its upper left one, its place is its middle.
    return Outline((found.corners + 0.5) / scale - 0.5, found.filled)


def _flooded(bare: cv2.typing.MatLike) -> Pixels:
    """Return 1 where the water that rose in the middle came first."""
    height, width = bare.shape[:2]
    marks = np.zeros((height, width), np.int32)
    marks[:2], marks[-2:], marks[:, :2], marks[:, -2:] = _DESK, _DESK, _DESK, _DESK
    down, across = round(height * _SURELY_SHEET / 2), round(width * _SURELY_SHEET / 2)
    middle = marks[height // 2 - down : height // 2 + down]
    middle[:, width // 2 - across : width // 2 + across] = _SHEET
    flooded = np.asarray(cv2.watershed(bare, marks), np.int32)
    return np.asarray(flooded == _SHEET, np.uint8)


def _quadrilateral(mask: Pixels) -> Outline | None:
    outlines, _ = cv2.findContours(mask, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_NONE)
    if not outlines:
        return None
    largest = max(outlines, key=cv2.contourArea)
    area = cv2.contourArea(largest)
    if not _LEAST_AREA <= area / mask.size <= _MOST_AREA:
        return None
    corners = _four_corners(cv2.convexHull(largest))
    if corners is None or not _like_paper(corners):
        return None
    corners = _by_sides(corners, np.asarray(largest[:, 0], np.float64))
    if not _like_paper(corners):
        return None
    spread = cv2.contourArea(corners.astype(np.float32))
    filled = min(area, spread) / max(area, spread, 1.0)
    return Outline(corners, filled) if filled >= _LEAST_FILLED else None


def _by_sides(corners: Corners, edge: Corners) -> Corners:
    """Return where lines through the points of each side meet: corners may be worn or dog-eared."""
    lines: list[tuple[Corners, Corners]] = []
    for start, end in zip(corners, np.roll(corners, -1, axis=0), strict=True):
        way = (end - start) / np.linalg.norm(end - start)
        along = (edge - start) @ way / np.linalg.norm(end - start)
        away = np.abs((edge - start) @ np.array([-way[1], way[0]]))
        side = edge[(along > 0.1) & (along < 0.9) & (away < 6)]  # noqa: PLR2004 - pixels
        if len(side) < 8:  # noqa: PLR2004 - too few to fit
            return corners
        fit = cv2.fitLine(side.astype(np.float32), cv2.DIST_HUBER, 0, 0.01, 0.01).ravel()
        lines.append((fit[2:].astype(np.float64), fit[:2].astype(np.float64)))
    met = [
        _meeting(before, after)
        for before, after in zip(lines[-1:] + lines[:-1], lines, strict=True)
    ]
    return np.array(met)


def _meeting(one: tuple[Corners, Corners], other: tuple[Corners, Corners]) -> Corners:
    steps = np.stack([one[1], -other[1]], axis=1)
    if abs(np.linalg.det(steps)) < 0.1:  # noqa: PLR2004 - nearly parallel
        return one[0]
    return np.asarray(one[0] + np.linalg.solve(steps, other[0] - one[0])[0] * one[1], np.float64)


def _brighter_within(bare: cv2.typing.MatLike, corners: Corners) -> bool:
    """Say whether the sheet is brighter than the strip about it, as paper is."""
    within = np.zeros(bare.shape[:2], np.uint8)
    cv2.fillConvexPoly(within, corners.round().astype(np.int32), 1)
    inner = cv2.erode(within, np.ones((5, 5), np.uint8))
    strip = np.ones((13, 13), np.uint8)
    inner_strip = (inner == 1) & (cv2.erode(inner, strip) == 0)
    outer_strip = (cv2.dilate(within, strip) == 1) & (cv2.dilate(within, strip[:5, :5]) == 0)
    brightness = bare.max(2)
    if not inner_strip.any() or not outer_strip.any():
        return False
    inside, outside = np.median(brightness[inner_strip]), np.median(brightness[outer_strip])
    return bool(inside - outside >= _LEAST_BRIGHTER)


def _four_corners(hull: cv2.typing.MatLike) -> Corners | None:
    around = cv2.arcLength(hull, closed=True)
    for share in (0.01, 0.015, 0.02, 0.03, 0.04, 0.06):
        points = cv2.approxPolyDP(hull, share * around, closed=True)[:, 0].astype(np.float64)
        if len(points) == 4:  # noqa: PLR2004 - corners of a sheet
            return _ordered(points)
    return None


def _ordered(points: Corners) -> Corners:
    """Return the corners clockwise from the top left one."""
    middle = points.mean(0)
    angles = np.arctan2(points[:, 1] - middle[1], points[:, 0] - middle[0])
    clockwise = points[np.argsort(angles)]
    first = int(np.argmin(clockwise.sum(1)))
    return np.roll(clockwise, -first, axis=0)


def _like_paper(corners: Corners) -> bool:
    sides = np.roll(corners, -1, axis=0) - corners
    lengths = np.linalg.norm(sides, axis=1)
    if lengths.max() > _LONGEST_TO_SHORTEST * lengths.min():
        return False
    ways = sides / lengths[:, None]
    return bool(np.abs((ways * np.roll(ways, -1, axis=0)).sum(1)).max() <= _LEAST_ANGLE_COSINE)
