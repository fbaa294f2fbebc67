"""Finds what lies on a page and is not the page: a finger, a sticky note, a fold.

All is seen on a picture of about 50 dpi with the print taken away, so that what is left is paper,
light, and whatever lies on it. Colours are CIE L*a*b* as OpenCV packs it (0..255, grey at 128).
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

import cv2
import numpy as np
from numpy.typing import NDArray

from ingest.pixels.levels import Levels
from ingest.scans.pictures import Pixels

_MM_PER_INCH: Final = 25.4
_STROKE_MM: Final = 2.5  # everything thinner is print
_NOTE_CHROMA: Final = 22  # of 128; stamps are redder but thin, citizen cards paler
_NOTE_MM2: Final = 400.0  # half of the smallest notes that are sold
_NOTE_SHARE: Final = 0.35  # of the page: more is coloured paper
_NOTE_FILLED: Final = 0.8  # of its own rectangle
_NOTE_EVEN: Final = 14.0  # spread of its colour
_SKIN_MM2: Final = 120.0  # the tip of a finger
_SKIN_SHARE: Final = 0.2
_SKIN_WARMTH: Final = 7  # both redder and yellower than the paper
_SKIN_SPREAD: Final = 0.4  # of an edge: more is a table's or a scanner's ground
_SKIN_REACH_MM: Final = 7.0
_DARKER: Final = 28  # a finger's or a turned corner's shade below the paper
_CREASE_MM: Final = 7.0
_CORNER_MM: Final = 14.0
_HALF: Final = (0.35, 0.7)  # of its own rectangle, as a triangle fills it
_PARTS: Final = 8  # of a crease, each levelled for itself: it may lie a little askew
_COLOURS: Final = 3

Levelled = NDArray[np.int16]
"""Levels of one plane above or below those of the paper."""

Flags = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Covered:
    """Square millimetres of the largest finger and note; depth of the deepest fold in grey levels.

    A turned corner counts as a fold as deep as its shade.
    """

    finger: float
    note: float
    fold: float


def find_covered(picture: Pixels, dpi: float) -> Covered:
    """Look at a picture of about 50 dpi, in colour or grey. Notes are told by colour alone."""
    unit = dpi / _MM_PER_INCH
    stroke = max(3, round(_STROKE_MM * unit)) | 1
    kernel = np.ones((stroke, stroke), np.uint8)
    bare = np.asarray(cv2.morphologyEx(picture, cv2.MORPH_CLOSE, kernel), np.uint8)
    if bare.ndim < _COLOURS:
        light = _lightness(bare)
        shade = _shade(light)
        finger, note = _largest_from_an_edge(shade >= _DARKER, unit), 0.0
    else:
        lab = np.asarray(cv2.cvtColor(bare, cv2.COLOR_BGR2LAB), np.uint8)
        light = np.ascontiguousarray(lab[..., 0])
        shade = _shade(light)
        red, yellow = (_above_paper(np.ascontiguousarray(lab[..., plane])) for plane in (1, 2))
        finger, note = _fingers(red, yellow, shade, unit), _notes(red, yellow, lab, unit)
    lying, standing = _crease(light, unit), _crease(np.ascontiguousarray(light.T), unit)
    return Covered(finger, note, max(lying, standing, _turned_corner(shade, unit)))


def _lightness(grey: Pixels) -> Pixels:
    every = cv2.cvtColor(np.arange(256, dtype=np.uint8)[None], cv2.COLOR_GRAY2BGR)
    table = cv2.cvtColor(every, cv2.COLOR_BGR2LAB)[..., 0]
    return np.asarray(cv2.LUT(grey, np.ascontiguousarray(table)), np.uint8)


def _shade(light: Pixels) -> Levelled:
    # Light falls off slowly across a page; a finger's shade does not.
    return np.int16(Levels.of(light).percentile(70)) - light.astype(np.int16)


def _above_paper(plane: Pixels) -> Levelled:
    return plane.astype(np.int16) - np.int16(Levels.of(plane).percentile(50))


def _fingers(red: Levelled, yellow: Levelled, shade: Levelled, unit: float) -> float:
    # Skin is warm, yellower than a seal and less yellow than a note, and never brighter than paper.
    skin = (red >= _SKIN_WARMTH) & (yellow >= _SKIN_WARMTH) & (shade >= 8)  # noqa: PLR2004 - levels
    skin &= (yellow <= 4 * red) & (red <= 3 * yellow)
    return _largest_from_an_edge(skin, unit)


def _largest_from_an_edge(mask: Flags, unit: float) -> float:
    """Return the largest area in square millimetres that reaches in from one edge as a finger."""
    height, width = mask.shape
    largest = 0.0
    for (x, y, across, down, area), here in _blobs(mask, _SKIN_MM2 * unit**2):
        size = area / unit**2
        if area > _SKIN_SHARE * mask.size or size <= largest:
            continue
        if across >= width - 1 or down >= height - 1:  # a crease, a border
            continue
        sides = []
        if y <= 1:
            sides.append((here[:2].any(0).sum() / width, down))
        if y + down >= height - 1:
            sides.append((here[-2:].any(0).sum() / width, down))
        if x <= 1:
            sides.append((here[:, :2].any(1).sum() / height, across))
        if x + across >= width - 1:
            sides.append((here[:, -2:].any(1).sum() / height, across))
        # A finger comes in over one edge and reaches further than a scanner's border.
        if sides and all(
            share <= _SKIN_SPREAD and reach >= _SKIN_REACH_MM * unit for share, reach in sides
        ):
            largest = size
    return largest


def _turned_corner(shade: Levelled, unit: float) -> float:
    """Return the shade of a dark triangle in a corner, as a folded or torn one leaves it."""
    height, width = shade.shape
    smallest = _HALF[0] * (_CORNER_MM * unit) ** 2
    for (x, y, across, down, area), here in _blobs(shade >= _DARKER, smallest):
        sideways = x <= 1 or x + across >= width - 1
        upwards = y <= 1 or y + down >= height - 1
        least, most = min(across, down), max(across, down)
        if not (sideways and upwards) or least < _CORNER_MM * unit or most > 3 * least:
            continue
        if across > width / 2 or down > height / 2:  # a book's gutter, a scanner's ground
            continue
        if _HALF[0] <= area / (across * down) <= _HALF[1]:
            return round(float(np.median(shade[y : y + down, x : x + across][here])), 1)
    return 0.0


def _blobs(mask: Flags, least: float) -> Iterator[tuple[tuple[int, int, int, int, int], Flags]]:
    """Yield left, top, width, height, area of what has at least that area, and its own mask."""
    # On most pages nothing lies.
    if np.count_nonzero(mask) < least:
        return
    _, labels, stats, _ = cv2.connectedComponentsWithStats(mask.view(np.uint8), connectivity=4)
    for one in (np.flatnonzero(stats[1:, cv2.CC_STAT_AREA] >= least) + 1).tolist():
        x, y, across, down, area = stats[one].tolist()
        yield (x, y, across, down, area), np.asarray(labels[y : y + down, x : x + across] == one)


def _notes(red: Levelled, yellow: Levelled, lab: Pixels, unit: float) -> float:
    coloured = np.hypot(red, yellow) >= _NOTE_CHROMA
    if np.count_nonzero(coloured) < _NOTE_MM2 * unit**2 / 2:
        return 0.0
    kernel = np.ones((5, 5), np.uint8)
    closed = np.asarray(cv2.morphologyEx(coloured.view(np.uint8), cv2.MORPH_CLOSE, kernel))
    largest = 0.0
    for (x, y, across, down, area), here in _blobs(closed.view(bool), _NOTE_MM2 * unit**2):
        size = area / unit**2
        if area > _NOTE_SHARE * coloured.size or size <= largest:
            continue
        outline, _ = cv2.findContours(
            here.astype(np.uint8), cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_SIMPLE
        )
        (_, (long, short), _) = cv2.minAreaRect(np.concatenate(outline))
        within = lab[y : y + down, x : x + across][here].astype(np.float32)
        even = float(np.abs(within[:, 1:] - np.median(within[:, 1:], axis=0)).mean())
        if area >= _NOTE_FILLED * (long + 1) * (short + 1) and even <= _NOTE_EVEN:
            largest = size
    return largest


def _crease(light: Pixels, unit: float) -> float:
    """Return how much darker than both its sides a narrow band across the whole page is."""
    height, width = light.shape
    reach = max(3, round(_CREASE_MM * unit))
    wide = width // _PARTS
    if height < 8 * reach or not wide:
        return 0.0
    parts = light[:, : wide * _PARTS].reshape(height, _PARTS, wide).astype(np.float32)
    level = np.partition(parts, wide // 2, axis=2)[..., wide // 2]
    dip = np.minimum(np.roll(level, reach, 0), np.roll(level, -reach, 0)) - level
    dip[: 2 * reach] = 0
    dip[-2 * reach :] = 0
    askew = max(3, round(3 * unit))
    deep = np.asarray(cv2.dilate(dip, np.ones((askew, 1), np.uint8)))
    # The band runs through all but two of the parts, both margins among them.
    through = np.minimum(np.sort(deep, axis=1)[:, 1], np.minimum(deep[:, 0], deep[:, -1]))
    return max(0.0, round(float(through.max()), 1))
