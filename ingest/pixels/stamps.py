"""Fades stamps that lie over print, where they are lighter than the print.

A red stamp scanned in grey is a lattice of grey strokes over black letters. Its strokes join the
letters into one piece of ink and hide tone marks; but a letter is black at its core, a stamp is
not. Stamps as dark as the print (two-level scans) stay.
"""

from typing import Final

import cv2
import numpy as np
from numpy.typing import NDArray

from ingest.pixels.working import shrunk
from ingest.scans.images import Grey

_PAPER: Final = 240
_INK: Final = 185  # at the small scale, where thin strokes are pale
_SEARCH_DPI: Final = 75
# Inches. A seal is 36 mm wide, small stamps 12; larger frames are tables and cards.
_LEAST: Final = 0.45
_MOST: Final = 2.6
_MOST_FILL: Final = 0.6
_STROKE: Final = 170  # at full scale
_CORE: Final = 1 / 30  # of the dpi: within this a stroke shows how dark it gets
_APART: Final = 42  # grey levels between stamp and print
_LEAST_SHARE: Final = 0.06  # of the strokes, for either
_MOST_STAMPS: Final = 12
_DOUBT: Final = 0.3
_EDGE: Final = 0.6


def without_stamps(grey: Grey, dpi: int) -> Grey:
    """Return an evenly lit page with stamps paler than print faded to paper; same shape.

    The very same array where no stamp was found.
    """
    result = grey
    for x, y, width, height in _stamp_like(grey, dpi):
        here = np.s_[y : y + height, x : x + width]
        faded = _faded(np.ascontiguousarray(grey[here]), dpi)
        if faded is None:
            continue
        if result is grey:
            result = grey.copy()
        # Stamps' rectangles may overlap: what one faded stays faded.
        result[here] = np.maximum(result[here], faded)
    return result


def _stamp_like(grey: Grey, dpi: int) -> list[tuple[int, int, int, int]]:
    """Return rectangles around loose large pieces of ink, in pixels: x, y, width, height."""
    small, scale = shrunk(grey, dpi, _SEARCH_DPI)
    ink = cv2.threshold(small, _INK, 1, cv2.THRESH_BINARY_INV)[1]
    # Strokes of a worn stamp have holes.
    ink = cv2.morphologyEx(ink, cv2.MORPH_CLOSE, np.ones((2, 2), np.uint8))
    stats = cv2.connectedComponentsWithStatsWithAlgorithm(ink, 8, cv2.CV_32S, cv2.CCL_BBDT)[2][1:]
    unit = scale * dpi
    sides = stats[:, [cv2.CC_STAT_WIDTH, cv2.CC_STAT_HEIGHT]]
    fitting = (sides.min(1) >= _LEAST * unit) & (sides.max(1) <= _MOST * unit)
    fitting &= stats[:, cv2.CC_STAT_AREA] < _MOST_FILL * sides.prod(1)
    found = stats[fitting][:_MOST_STAMPS, :4] / scale
    rows, columns = grey.shape
    return [
        (
            max(0, int(x) - 3),
            max(0, int(y) - 3),
            min(columns, int(width) + 7),
            min(rows, int(height) + 7),
        )
        for x, y, width, height in found.tolist()
    ]


def _faded(part: Grey, dpi: int) -> Grey | None:
    """Return the part of the page without its paler strokes; None where all are equally dark."""
    reach = 2 * max(1, round(_CORE * dpi / 2)) + 1
    core = np.asarray(cv2.erode(part, np.ones((reach, reach), np.uint8)), np.uint8)
    strokes = part < _STROKE
    cores = core[strokes]
    if len(cores) == 0:
        return None
    level = _between(cores)
    pale = cores > level
    share = float(pale.mean())
    if not _LEAST_SHARE <= share <= 1 - _LEAST_SHARE:
        return None
    dark = float(cores[~pale].mean())
    stamp = float(cores[pale].mean())
    if stamp - dark < _APART:
        return None
    # Thin strokes of letters are nearly as pale as the stamp.
    level = round(stamp - _DOUBT * (stamp - dark))
    # Near print the greys between its black and the stamp's grey are the letters' edges.
    shades = np.arange(256, dtype=np.float64)
    edge = level + _EDGE * (_PAPER - level)
    stretched = dark + (shades - dark) * (_PAPER - dark) / max(1.0, edge - dark)
    table = np.where(shades <= dark, shades, np.clip(stretched, 0, _PAPER)).astype(np.uint8)
    near_print = np.asarray(cv2.LUT(part, table), np.uint8)
    return np.where(core > level, np.maximum(part, _PAPER), near_print).astype(np.uint8)


def _between(values: NDArray[np.uint8]) -> int:
    """Return the level that best parts the values into two heaps (Otsu, 1979)."""
    level, _ = cv2.threshold(values.reshape(1, -1), 0, 255, cv2.THRESH_BINARY + cv2.THRESH_OTSU)
    return int(level)
