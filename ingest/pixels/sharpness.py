"""Measures how sharp the letters of a page are, as the width of their edges.

The steepest slope of an edge, over the step that it climbs, is 1 / (s * sqrt(2 pi)) for a sharp
edge blurred by a Gaussian of standard deviation s (the derivative of its integral at 0). Unlike
the variance of the Laplacian, s does not depend on how much is printed, nor on how dark.
"""

import math
from typing import Final

import cv2
import numpy as np

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
    kernel = np.ones((_WINDOW, _WINDOW), np.uint8)
    step = cv2.subtract(cv2.dilate(small, kernel), cv2.erode(small, kernel))
    across = cv2.Sobel(small, cv2.CV_16S, 1, 0, ksize=1)
    down = cv2.Sobel(small, cv2.CV_16S, 0, 1, ksize=1)
    # Half the difference of both neighbours is the slope at a pixel.
    slope = cv2.max(cv2.convertScaleAbs(across), cv2.convertScaleAbs(down))
    limit = max(_LEAST_STEP, 0.5 * float(np.percentile(step[::4, ::4], 98)))
    # An edge is where no neighbour is steeper.
    steepest_here = slope >= cv2.dilate(slope, np.ones((5, 5), np.uint8))
    edge = (step >= limit) & steepest_here & (slope >= _LEAST_SLOPE)
    steps, slopes = step[edge].astype(np.float64), slope[edge].astype(np.float64) / 2
    if len(steps) < _LEAST_EDGES:
        return None
    steepest = float(np.percentile(slopes / steps, _STEEPEST))
    return round(1 / (max(steepest, 1e-3) * math.sqrt(2 * math.pi)), 2)
