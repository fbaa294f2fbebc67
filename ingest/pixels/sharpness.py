"""Measures how sharp the letters of a page are, as the width of their edges.

The steepest slope of an edge, over the step that it climbs, is 1 / (s * sqrt(2 pi)) for a sharp
edge blurred by a Gaussian of standard deviation s (the derivative of its integral at 0). Unlike
the variance of the Laplacian, s does not depend on how much is printed, nor on how dark.
"""

import math
from typing import Final

import cv2
import numpy as np

from ingest.pixels.levels import Levels
from ingest.scans.images import Grey

_WINDOW: Final = 9  # pixels at 150 dpi: wider than the edge of any letter that can be read
_LEAST_STEP: Final = 40  # grey levels; below it paper, noise and bleed-through
_LEAST_SLOPE: Final = 4
_LEAST_EDGES: Final = 400
_STEEPEST: Final = 75  # percentile: corners and thin strokes climb less than straight edges


def edge_width(small: Grey) -> float | None:
    """Return the standard deviation of the blur in pixels; None where too little is printed.

    `small` has 150 dpi or less.
    """
    quarter = small.shape[1] // 4
    # A page is as sharp at its sides as in its middle, where most of the print is.
    within = _edge_width(np.ascontiguousarray(small[:, quarter : small.shape[1] - quarter]))
    return _edge_width(small) if within is None else within


def _edge_width(small: Grey) -> float | None:
    kernel = np.ones((_WINDOW, _WINDOW), np.uint8)
    step = cv2.subtract(cv2.dilate(small, kernel), cv2.erode(small, kernel))
    slope = np.zeros_like(small)
    # Half the difference of both neighbours is the slope at a pixel.
    slope[:, 1:-1] = cv2.absdiff(small[:, 2:], small[:, :-2])
    slope[1:-1] = cv2.max(slope[1:-1], cv2.absdiff(small[2:], small[:-2]))
    steep = Levels.of(np.ascontiguousarray(step[::4, ::4])).percentile(98)
    limit = max(_LEAST_STEP, 0.5 * steep)
    # An edge is where no neighbour is steeper.
    around = cv2.dilate(slope, np.ones((5, 5), np.uint8))
    edge = (slope == around) & (step >= limit) & (slope >= _LEAST_SLOPE)
    places = np.flatnonzero(edge)
    if len(places) < _LEAST_EDGES:
        return None
    slopes, steps = slope.ravel()[places] / np.float32(2), step.ravel()[places]
    steepest = float(np.percentile(slopes / steps, _STEEPEST))
    return round(1 / (max(steepest, 1e-3) * math.sqrt(2 * math.pi)), 2)


def laplacian_variance(small: Grey) -> float:
    """Return the variance of the second derivative; it depends on how much is printed."""
    second = cv2.Laplacian(small, cv2.CV_16S)
    mean = cv2.sumElems(second)[0] / second.size
    return float(cv2.norm(second, cv2.NORM_L2) ** 2 / second.size - mean**2)
