"""Prepares an upright page image for recognition, and remembers how to get back.

The archive keeps the scanner's bytes; all that is done here is for the reader's eyes only: evenly
lit, upright, level, without grey stamps over the print and without the dot leaders of forms.
"""

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
