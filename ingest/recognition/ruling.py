"""Finds the straight rules of tables and forms, and takes them out of the ink.

A rule is longer than any stroke of a letter: 9 mm lying, 6 mm standing. It may lean by a degree or
two and be a pixel thin. What is left of the ink are letters, stamps, pictures and dirt.
"""

from dataclasses import dataclass
from typing import Final

import cv2
import numpy as np
from numpy.typing import NDArray

Ink = NDArray[np.uint8]

_LYING: Final = 14 / 150  # of the dpi, in steps of four pixels
_STANDING: Final = 10 / 150
_STEP: Final = 4


@dataclass(frozen=True, slots=True)
class Ruling:
    """Pixels that belong to lying and to standing rules: 1 where a rule is, as large as the page.

    `None` where the page has no rule of that direction.
    """

    lying: Ink | None
    standing: Ink | None


def find_ruling(ink: Ink, dpi: int) -> Ruling:
    """Return the rules in `ink` (1 where dark)."""
    return Ruling(
        _lying(ink, round(_LYING * dpi)),
        _standing(ink, round(_STANDING * dpi)),
    )


def without_rules(ink: Ink, ruling: Ruling) -> Ink:
    """Return the ink that no rule covers."""
    left = ink
    for rules in (ruling.lying, ruling.standing):
        if rules is not None:
            left = np.asarray(left & (rules ^ 1), np.uint8)
    return left


def _lying(ink: Ink, steps: int) -> Ink | None:
    whole = ink[:, : ink.shape[1] // _STEP * _STEP]
    # A cell of four pixels counts when all are dark: serifs that touch leave gaps, rules do not.
    dark = whole[:, 0::4] & whole[:, 1::4] & whole[:, 2::4] & whole[:, 3::4]
    return _runs(dark, (steps, 1), (ink.shape[1], ink.shape[0]))


def _standing(ink: Ink, steps: int) -> Ink | None:
    whole = ink[: ink.shape[0] // _STEP * _STEP]
    dark = whole[0::4] & whole[1::4] & whole[2::4] & whole[3::4]
    return _runs(dark, (1, steps), (ink.shape[1], ink.shape[0]))


def _runs(dark: Ink, least: tuple[int, int], size: tuple[int, int]) -> Ink | None:
    """Return runs of dark cells of at least that width and height, one pixel fattened."""
    across, down = least
    if dark.shape[1] < across or dark.shape[0] < down:
        return None
    runs = cv2.morphologyEx(dark, cv2.MORPH_OPEN, np.ones((down, across), np.uint8))
    if not runs.any():
        return None
    # The ends of a leaning rule climb to the next pixel: grow along the dark cells.
    reach = (3, 5) if across > down else (5, 3)
    grown = cv2.dilate(runs, np.ones(reach, np.uint8))
    grown = cv2.bitwise_and(grown, cv2.dilate(dark, np.ones((3, 3), np.uint8)))
    full = cv2.resize(np.asarray(grown), size, interpolation=cv2.INTER_NEAREST)
    return np.asarray(full, np.uint8)
