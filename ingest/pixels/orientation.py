"""Finds how a page lies: blank or not, on its side, upside down, and by how much it is tilted.

Projection sharpness over small angles on both axes gives axis and tilt; the marks above the
letters tell which way is up. No second recogniser is asked.
"""

from dataclasses import dataclass
from typing import Final

import cv2
import numpy as np

from ingest.pixels.letters import find_letter_ink
from ingest.pixels.tilt import Tilt, coarse_tilt, fine_tilt, ink_points
from ingest.pixels.up_down import judge
from ingest.pixels.working import WorkingPicture, working_picture
from ingest.scans.images import Grey

_LEAST_INK: Final = 0.008  # square inches
_LEAST_LETTERS: Final = 4
_CLEAR_AXIS: Final = 2.0  # so much sharper, coarsely, that no finer look is needed
_LEVEL: Final = 0.1  # degrees that cost no letter its line
_DOUBTFUL_MARGIN: Final = 0.1
_SAMPLED_COLUMNS: Final = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Orientation:
    """How a page lies against upright.

    `rotation` is its clockwise turn (0, 90, 180, 270); `skew` the tilt of its lines in degrees once
    turned upright, clockwise positive; `margin` how clear the choice between up and down was,
    0 to 1: below 0.1 it is `doubtful`, and whoever can read should try both. `x_height` is the
    height of most lines' small letters in inches, 0 where it is not known.
    """

    rotation: int
    skew: float
    blank: bool
    margin: float
    x_height: float = 0.0

    @property
    def doubtful(self) -> bool:
        """Whether the page may as well lie the other way up."""
        return not self.blank and self.margin < _DOUBTFUL_MARGIN


def find_orientation(grey: Grey, dpi: float) -> Orientation:
    """Measure one page image; a blank page lies upright."""
    return orientation_of(working_picture(grey, dpi))


def orientation_of(picture: WorkingPicture) -> Orientation:
    """Measure a page by its working picture; a blank page lies upright."""
    ink = find_letter_ink(picture)
    area = float(ink.coarse.sum()) * (ink.factor / ink.dpi) ** 2
    if area < _LEAST_INK or ink.letters < _LEAST_LETTERS:
        return Orientation(rotation=0, skew=0.0, blank=True, margin=0.0)
    counter_turn, angle = _axis(ink.coarse)
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


def _axis(ink: Grey) -> tuple[int, float]:
    """Return the clockwise turn (0 or 90) that makes lines of print level, and their tilt then."""
    height, width = ink.shape
    upright = ink_points(ink)
    turned = np.stack([height - 1 - upright[:, 1], upright[:, 0]], axis=1)
    as_is = coarse_tilt(upright, width, height)
    lying = coarse_tilt(turned, height, width)
    if not 1 / _CLEAR_AXIS < lying.sharpness / as_is.sharpness < _CLEAR_AXIS:
        return _sharper(as_is, lying)
    return _sharper(
        fine_tilt(upright, width, height, as_is.angle),
        fine_tilt(turned, height, width, lying.angle),
    )


def _sharper(as_is: Tilt, lying: Tilt) -> tuple[int, float]:
    return (90, lying.angle) if lying.sharpness > as_is.sharpness else (0, as_is.angle)


def _levelled(ink: Grey, angle: float) -> Grey:
    if abs(angle) <= _LEVEL:
        return ink
    height, width = ink.shape
    matrix = cv2.getRotationMatrix2D((width / 2, height / 2), -angle, 1)
    return np.asarray(cv2.warpAffine(ink, matrix, (width, height), flags=cv2.INTER_NEAREST))
