"""Finds how a page lies: blank or not, on its side, upside down, and by how much it is tilted.

Projection sharpness over small angles on both axes gives axis and tilt; the marks above the
letters tell which way is up. No second recogniser is asked.
"""

from dataclasses import dataclass
from typing import Final

import cv2
import numpy as np

from ingest.pixels.letters import find_letter_ink
from ingest.pixels.tilt import coarse_tilt, fine_tilt, ink_points
from ingest.pixels.up_down import judge
from ingest.pixels.working import WorkingPicture, working_picture
from ingest.scans.images import Grey

_LEAST_INK: Final = 0.008  # square inches
_LEAST_LETTERS: Final = 4
_TITLE_INK: Final = 0.04  # square inches in which three joined letters are a title, not dirt
_GAP: Final = 0.07  # inches: letters of a line stand closer, lines stand farther apart
_LEVEL: Final = 0.1  # degrees that cost no letter its line
_DOUBTFUL_MARGIN: Final = 0.07
_SAMPLED_COLUMNS: Final = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Orientation:
    """How a page lies against upright.

    `rotation` is its clockwise turn (0, 90, 180, 270); `skew` the tilt of its lines in degrees once
    turned upright, clockwise positive. `margin`, 0 to 1, is how clear the choice between up and
    down was; prose has 0.2 and more. `x_height` is the height of most lines' small letters in
    inches, 0 where it is not known.
    """

    rotation: int
    skew: float
    blank: bool
    margin: float
    x_height: float = 0.0

    @property
    def doubtful(self) -> bool:
        """Whether the page may as well lie the other way up: whoever can read should try both."""
        return not self.blank and self.margin < _DOUBTFUL_MARGIN


def find_orientation(grey: Grey, dpi: float) -> Orientation:
    """Measure one page image; a blank page lies upright."""
    return orientation_of(working_picture(grey, dpi))


def orientation_of(picture: WorkingPicture) -> Orientation:
    """Measure a page by its working picture; a blank page lies upright."""
    ink = find_letter_ink(picture)
    area = float(ink.coarse.sum()) * (ink.factor / ink.dpi) ** 2
    least = _LEAST_LETTERS if area < _TITLE_INK else _LEAST_LETTERS - 1
    if area < _LEAST_INK or ink.letters < least:
        return Orientation(rotation=0, skew=0.0, blank=True, margin=0.0)
    counter_turn, angle = _axis(ink.coarse, ink.dpi / ink.factor)
    fine = ink.fine
    if counter_turn:
        fine = np.asarray(cv2.rotate(fine, cv2.ROTATE_90_CLOCKWISE), np.uint8)
    height, width = fine.shape
    angle = fine_tilt(ink_points(fine, every=_SAMPLED_COLUMNS), width, height, angle).angle
    seen = judge(_levelled(fine, angle), ink.dpi)
    if seen.balance < 0:
        counter_turn += 180
    return Orientation(
        rotation=(360 - counter_turn) % 360,
        skew=-angle + 0.0,
        blank=False,
        margin=abs(seen.balance),
        x_height=seen.x_height,
    )


def _axis(ink: Grey, dpi: float) -> tuple[int, float]:
    """Return the clockwise turn (0 or 90) that makes lines of print level, and their tilt then.

    Two signs that fail on different pages are multiplied: the rows of a table of digits are hardly
    sharper than its columns, but letters stand closer within a line than lines to each other.
    """
    height, width = ink.shape
    upright = ink_points(ink)
    turned = np.stack([height - 1 - upright[:, 1], upright[:, 0]], axis=1)
    as_is = coarse_tilt(upright, width, height)
    lying = coarse_tilt(turned, height, width)
    gap = max(2, round(_GAP * dpi))
    across, down = _closed(ink, gap, 1), _closed(ink, 1, gap)
    if lying.sharpness * down**2 > as_is.sharpness * across**2:
        return 90, lying.angle
    return 0, as_is.angle


def _closed(ink: Grey, width: int, height: int) -> int:
    """Return how many pixels lie in gaps no wider, or no higher, than that; at least 1."""
    filled = cv2.morphologyEx(ink, cv2.MORPH_CLOSE, np.ones((height, width), np.uint8))
    return max(1, cv2.countNonZero(filled) - cv2.countNonZero(ink))


def _levelled(ink: Grey, angle: float) -> Grey:
    if abs(angle) <= _LEVEL:
        return ink
    height, width = ink.shape
    matrix = cv2.getRotationMatrix2D((width / 2, height / 2), -angle, 1)
    return np.asarray(cv2.warpAffine(ink, matrix, (width, height), flags=cv2.INTER_NEAREST))
