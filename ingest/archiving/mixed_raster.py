"""Takes a page apart into ink and paper: sharp bilevel masks over a small soft background.

Mixed raster content (ITU-T T.44) for a copy to look at: letters stay sharp at a few kilobytes, as
Group 4 masks; what is left, paper and pictures, needs no more than 75 dpi. Coloured ink (stamps,
signatures) has masks of its own, so that a seal stays red and its small letters legible. Symbols
are never exchanged for similar ones, as lossy JBIG2 does: a digit stays the digit that it was.
"""

from dataclasses import dataclass
from typing import Final

import cv2
import numpy as np
from numpy.typing import NDArray

Pixels = NDArray[np.uint8]
Mask = NDArray[np.bool_]

BACKGROUND_DPI: Final = 75
_PAPER_STEP: Final = 8  # pixels between the places where the paper's brightness is measured
_PAPER_REACH: Final = 0.3  # inches: wider than any stroke, narrower than a shadow
_DARK: Final = 0.70  # of the paper's brightness: darker is ink
_COLOURED: Final = 32  # between the strongest and the weakest channel: more is coloured ink
_TINGED: Final = 0.22  # of a pixel's darkness; JPEG spreads the colour of a thin stroke
_LEAST_TINGE: Final = 16  # between two channels: less is noise
_FAINT: Final = 0.92  # of the paper's brightness: lighter is no ink, whatever its colour
_PICTURE_REACH: Final = 0.25  # inches
_PICTURE_INK: Final = 0.5  # share of ink around a pixel: more is a photograph, no writing
_SPECK: Final = 4  # pixels of one blot: fewer are dirt
_LEAST_INK: Final = 40  # pixels: fewer are no layer
_BLUE, _RED = 0, 2
_FILL_REACH: Final = 9  # background pixels around which a covered one is filled


@dataclass(frozen=True, slots=True)
class Ink:
    """Pixels of one ink and its colour (red, green, blue from 0 to 255)."""

    mask: Mask
    colour: tuple[int, int, int]


@dataclass(frozen=True, slots=True)
class Layers:
    """A page's inks, to be painted over its background (blue, green, red; about 75 dpi)."""

    background: Pixels
    inks: tuple[Ink, ...]


def take_apart(page: Pixels, dpi: int) -> Layers:
    """Return the layers of an upright colour page: rows by columns by (blue, green, red)."""
    even = _evenly_lit(page, dpi)
    weakest, strongest = even.min(axis=2), even.max(axis=2)
    colour = strongest.astype(np.int16) - weakest
    ink = (weakest < _DARK * 255) | ((colour > _COLOURED) & (weakest < _FAINT * 255))
    coloured = colour > np.maximum(_LEAST_TINGE, _TINGED * (255 - weakest.astype(np.float32)))
    reach = max(3, round(_PICTURE_REACH * dpi))
    crowded = cv2.blur(ink.astype(np.float32), (reach, reach)) > _PICTURE_INK
    pictures = cv2.dilate(crowded.astype(np.uint8), np.ones((reach, reach), np.uint8)) > 0
    ink = _without_specks(ink & ~pictures)
    reddish = even[..., _RED].astype(np.int16) > even[..., _BLUE]
    parts = (ink & ~coloured, ink & coloured & reddish, ink & coloured & ~reddish)
    inks = tuple(Ink(mask, _colour(page, mask)) for mask in parts if mask.sum() >= _LEAST_INK)
    return Layers(_background(page, ink, dpi), inks)


def _evenly_lit(page: Pixels, dpi: int) -> Pixels:
    """Divide by the paper's own brightness, channel by channel: paper becomes white."""
    small = cv2.resize(
        page, None, fx=1 / _PAPER_STEP, fy=1 / _PAPER_STEP, interpolation=cv2.INTER_AREA
    )
    reach = max(3, round(_PAPER_REACH * dpi / _PAPER_STEP)) | 1
    paper = cv2.blur(cv2.dilate(small, np.ones((reach, reach), np.uint8)), (reach, reach))
    paper = cv2.resize(paper, (page.shape[1], page.shape[0]), interpolation=cv2.INTER_LINEAR)
    return np.asarray(cv2.divide(page, paper, scale=255), np.uint8)


def _without_specks(ink: Mask) -> Mask:
    count, labels, stats, _ = cv2.connectedComponentsWithStats(ink.astype(np.uint8), connectivity=8)
    kept = stats[:count, cv2.CC_STAT_AREA] >= _SPECK
    kept[0] = False
    return np.asarray(kept[labels], np.bool_)


def _colour(page: Pixels, mask: Mask) -> tuple[int, int, int]:
    # Not the middle one: half of a thin stroke's pixels are its soft edges.
    blue, green, red = (int(value) for value in np.percentile(page[mask], 25, axis=0))
    return red, green, blue


def _background(page: Pixels, ink: Mask, dpi: int) -> Pixels:
    """Return the page without its ink: covered places take the colour of the paper around."""
    near = cv2.dilate(ink.astype(np.uint8), np.ones((5, 5), np.uint8))  # strokes have soft edges
    bare = (1 - near).astype(np.float32)
    scale = BACKGROUND_DPI / dpi
    size = max(1, round(page.shape[1] * scale)), max(1, round(page.shape[0] * scale))
    seen = cv2.resize(page.astype(np.float32) * bare[..., None], size, interpolation=cv2.INTER_AREA)
    share = cv2.resize(bare, size, interpolation=cv2.INTER_AREA)
    around = cv2.blur(seen, (_FILL_REACH, _FILL_REACH))
    among = cv2.blur(share, (_FILL_REACH, _FILL_REACH))
    paper = float(np.median(page))
    filled = np.where(among[..., None] > 0.01, around / np.maximum(among, 0.01)[..., None], paper)  # noqa: PLR2004 - nothing bare
    own = seen / np.maximum(share, 0.01)[..., None]
    mixed = np.where(share[..., None] > 0.3, own, filled)  # noqa: PLR2004 - a third is enough
    return np.asarray(np.clip(mixed, 0, 255), np.uint8)
