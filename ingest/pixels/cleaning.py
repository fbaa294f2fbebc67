"""Prepares an upright page image for recognition, and remembers how to get back.

The archive keeps the scanner's bytes; all that is done here is for the reader's eyes only: evenly
lit, upright, level, without grey stamps over the print and without the dot leaders of forms.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import cv2
import numpy as np
from numpy.typing import NDArray

from ingest.pixels.leaders import without_leaders
from ingest.pixels.orientation import Orientation
from ingest.pixels.stamps import without_stamps
from ingest.pixels.working import WorkingPicture, working_picture
from ingest.scans.images import Grey
from ingest.text import Box

_LEAST_TILT: Final = 0.1
_TURNS: Final = {
    90: cv2.ROTATE_90_COUNTERCLOCKWISE,
    180: cv2.ROTATE_180,
    270: cv2.ROTATE_90_CLOCKWISE,
}


@dataclass(frozen=True, slots=True)
class Cleaned:
    """A page image ready to be read: its pixels, its dpi, and the way back to the upright page."""

    grey: Grey
    dpi: int
    scale: float
    back: NDArray[np.float64] | None

    def to_original(self, boxes: Sequence[Box], width: int, height: int) -> list[Box]:
        """Map boxes on the cleaned image to the upright page of `width` by `height` pixels."""
        sides = np.array([(box.x0, box.y0, box.x1, box.y1) for box in boxes], np.float64)
        corners = sides.reshape(-1, 2, 2)
        if self.back is not None:
            centres = corners.mean(1)
            moved = centres @ self.back[:, :2].T + self.back[:, 2]
            # A tilt of a few degrees moves a word; it does not make it taller.
            corners = corners + (moved - centres)[:, None]
        found = np.clip(corners / self.scale, 0, (width, height)).round(1).reshape(-1, 4)
        return [Box(*one) for one in found.tolist()]


def clean(grey: Grey, dpi: int, skew: float, target_dpi: int) -> Cleaned:
    """Return an upright page at about `target_dpi` (never enlarged), ready to be read."""
    upright = Orientation(rotation=0, skew=skew, blank=False, margin=1.0)
    return cleaned_page(working_picture(grey, dpi, target_dpi), upright)


def cleaned_page(picture: WorkingPicture, lies: Orientation) -> Cleaned:
    """Return the evenly lit page that lies so, turned upright, level and ready to be read."""
    grey, back = picture.grey, None
    if lies.rotation:
        grey = np.asarray(cv2.rotate(grey, _TURNS[lies.rotation]), np.uint8)
    if abs(lies.skew) > _LEAST_TILT:
        grey, back = _level(grey, lies.skew)
    grey = without_stamps(grey, round(picture.dpi))
    grey = without_leaders(grey, picture.dpi)
    return Cleaned(grey, round(picture.dpi), picture.scale, back)


def _level(grey: Grey, skew: float) -> tuple[Grey, NDArray[np.float64]]:
    height, width = grey.shape
    matrix = cv2.getRotationMatrix2D((width / 2, height / 2), skew, 1)
    level = cv2.warpAffine(
        grey, matrix, (width, height), flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE
    )
    return np.asarray(level, np.uint8), np.asarray(cv2.invertAffineTransform(matrix), np.float64)
