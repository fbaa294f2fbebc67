"""Decides how many dots an inch a page image has, when what it says of itself cannot be believed.

Phones and image editors write 72 or 96, or nothing; a page of paper is between A6 and A0.
"""

from typing import Final

_A4_SHORT_INCHES: Final = 8.27
_SMALLEST_SIDE_INCHES: Final = 2.0
_LARGEST_SIDE_INCHES: Final = 48.0
_LEAST_DPI: Final = 60
_MOST_DPI: Final = 1200
_LEAST_CLAIMED_DPI: Final = 100


def believable_dpi(width: int, height: int, claimed: float | None) -> int:
    """Return `claimed` where it gives a plausible sheet, else what an A4 sheet would have."""
    short, long = sorted((width, height))
    if claimed is not None and _LEAST_CLAIMED_DPI <= claimed <= _MOST_DPI:
        plausible = short / claimed >= _SMALLEST_SIDE_INCHES
        if plausible and long / claimed <= _LARGEST_SIDE_INCHES:
            return round(claimed)
    return min(_MOST_DPI, max(_LEAST_DPI, round(short / _A4_SHORT_INCHES)))
