"""Makes the one small, evenly lit picture of a page that all its measures are taken from."""

from dataclasses import dataclass
from typing import Final

import cv2
import numpy as np

from ingest.scans.images import Grey

WORKING_DPI: Final = 150
PAPER: Final = 240
"""What even light makes of the paper's own grey."""

_LIGHT_DPI: Final = 30
_BARE_PAPER: Final = 5  # pixels of that within which there is paper beside any letter
_NEAR_ENOUGH: Final = 1.05  # a picture that much finer than asked for is not worth a resampling


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkingPicture:
    """A page in even light: rows by columns, paper near `PAPER`.

    `scale` pixels of it are one pixel of the page; `dpi` is its own resolution. `light` is the
    brightness of the bare paper, coarse, over the same rectangle.
    """

    grey: Grey
    light: Grey
    dpi: float
    scale: float


def working_picture(grey: Grey, dpi: float, target_dpi: float = WORKING_DPI) -> WorkingPicture:
    """Return the page at about `target_dpi`, never enlarged, evenly lit."""
    small, scale = shrunk(grey, dpi, target_dpi)
    light = paper_light(small, dpi * scale)
    return WorkingPicture(grey=evenly_lit(small, light), light=light, dpi=dpi * scale, scale=scale)


def at_dpi(picture: WorkingPicture, grey: Grey, target_dpi: float) -> WorkingPicture:
    """Return the picture itself where it is fine enough, else a finer one of the page `grey`."""
    if target_dpi <= picture.dpi * _NEAR_ENOUGH:
        return picture
    return working_picture(grey, picture.dpi / picture.scale, target_dpi)


def shrunk(grey: Grey, dpi: float, target_dpi: float) -> tuple[Grey, float]:
    """Return the picture at about `target_dpi`, and its pixels to each one before.

    Whole factors first: means over whole squares cost a twentieth of any other resampling.
    """
    grey, scale = halved(grey, dpi, target_dpi)
    rest = target_dpi / (dpi * scale)
    if rest * _NEAR_ENOUGH >= 1 or min(grey.shape) * rest < 1:
        return grey, scale
    small = cv2.resize(grey, None, fx=rest, fy=rest, interpolation=cv2.INTER_LINEAR)
    return np.asarray(small, np.uint8), rest * scale


def halved(grey: Grey, dpi: float, least_dpi: float) -> tuple[Grey, float]:
    """Return a half, a third and so on of the picture, of about `least_dpi` or finer; its scale."""
    height, width = grey.shape
    factor = min(max(1, int(dpi / least_dpi * _NEAR_ENOUGH)), height, width)
    if factor == 1:
        return grey, 1.0
    rows, columns = height // factor, width // factor
    whole = grey[: rows * factor, : columns * factor]
    return _resized(whole, columns, rows, cv2.INTER_AREA), 1 / factor


def paper_light(grey: Grey, dpi: float) -> Grey:
    """Return a coarse, blurred picture of the paper between the letters."""
    height, width = grey.shape
    factor = min(max(1, round(dpi / _LIGHT_DPI)), height, width)
    rows, columns = height // factor, width // factor
    whole = grey[: rows * factor, : columns * factor]
    coarse = _resized(whole, columns, rows, cv2.INTER_AREA)
    bare = cv2.dilate(coarse, np.ones((_BARE_PAPER, _BARE_PAPER), np.uint8))
    light = np.asarray(cv2.GaussianBlur(bare, (0, 0), 4), np.uint8)
    return np.maximum(light, 1)


def evenly_lit(grey: Grey, light: Grey) -> Grey:
    """Return the picture divided by its light: bare paper becomes `PAPER`."""
    full = _resized(light, grey.shape[1], grey.shape[0], cv2.INTER_LINEAR)
    return np.asarray(cv2.divide(grey, full, scale=PAPER), np.uint8)


def _resized(grey: Grey, width: int, height: int, how: int) -> Grey:
    return np.asarray(cv2.resize(grey, (width, height), interpolation=how), np.uint8)
