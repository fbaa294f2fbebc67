"""Finds what lies on a page and is not the page: a finger, a sticky note, a fold.

All is seen on a picture of about 50 dpi with the print taken away, so that what is left is paper,
light, and whatever lies on it. Colours are CIE L*a*b* as OpenCV packs it (0..255, grey at 128).
"""

from dataclasses import dataclass
from typing import Final

import cv2
import numpy as np
from numpy.typing import NDArray

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
    colour = picture if picture.ndim == 3 else cv2.cvtColor(picture, cv2.COLOR_GRAY2BGR)  # noqa: PLR2004 - colours come third
    bare = cv2.morphologyEx(colour, cv2.MORPH_CLOSE, kernel)
    lab = np.asarray(cv2.cvtColor(bare, cv2.COLOR_BGR2LAB), np.uint8)
    light: Pixels = np.ascontiguousarray(lab[..., 0])
    warm = [lab[..., plane].astype(np.int16) for plane in (1, 2)]
    red, yellow = (plane - np.int16(np.median(plane)) for plane in warm)
    # Light falls off slowly across a page; a finger's shade does not.
    shade = float(np.percentile(light, 70)) - light.astype(np.float32)
    chroma = np.hypot(red, yellow)
    fingers = _fingers(red, yellow, shade, unit) if picture.ndim == 3 else _shades(shade, unit)  # noqa: PLR2004 - colours come third
    return Covered(
        finger=fingers,
        note=_notes(chroma, lab, unit),
        fold=max(
            _crease(light, unit),
            _crease(np.ascontiguousarray(light.T), unit),
            _turned_corner(shade, unit),
        ),
    )


def _fingers(
    red: NDArray[np.int16], yellow: NDArray[np.int16], shade: NDArray[np.float32], unit: float
) -> float:
    # Skin is warm, yellower than a seal and less yellow than a note, and never brighter than paper.
    skin = (red >= _SKIN_WARMTH) & (yellow >= _SKIN_WARMTH) & (shade >= 8)  # noqa: PLR2004 - levels
    skin &= (yellow <= 4 * red) & (red <= 3 * yellow)
    return _largest_from_an_edge(skin, unit)


def _shades(shade: NDArray[np.float32], unit: float) -> float:
    return _largest_from_an_edge(shade >= _DARKER, unit)


def _largest_from_an_edge(mask: NDArray[np.bool_], unit: float) -> float:
    """Return the largest area in square millimetres that reaches in from one edge as a finger."""
    count, labels, stats = _blobs(mask)
    height, width = mask.shape
    largest = 0.0
    for one in range(1, count):
        x, y, across, down, area = (int(value) for value in stats[one])
        size = area / unit**2
        if size < _SKIN_MM2 or area > _SKIN_SHARE * mask.size or size <= largest:
            continue
        here = labels[y : y + down, x : x + across] == one
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


def _turned_corner(shade: NDArray[np.float32], unit: float) -> float:
    """Return the shade of a dark triangle in a corner, as a folded or torn one leaves it."""
    count, labels, stats = _blobs(shade >= _DARKER)
    height, width = shade.shape
    for one in range(1, count):
        x, y, across, down, area = (int(value) for value in stats[one])
        sideways = x <= 1 or x + across >= width - 1
        upwards = y <= 1 or y + down >= height - 1
        least, most = min(across, down), max(across, down)
        if not (sideways and upwards) or least < _CORNER_MM * unit or most > 3 * least:
            continue
        if across > width / 2 or down > height / 2:  # a book's gutter, a scanner's ground
            continue
        if _HALF[0] <= area / (across * down) <= _HALF[1]:
            here = labels[y : y + down, x : x + across] == one
            return round(float(np.median(shade[y : y + down, x : x + across][here])), 1)
    return 0.0


def _blobs(
    mask: NDArray[np.bool_] | NDArray[np.uint8],
) -> tuple[int, NDArray[np.int32], NDArray[np.int32]]:
    count, labels, stats, _ = cv2.connectedComponentsWithStats(
        np.asarray(mask, np.uint8), connectivity=4
    )
    return count, np.asarray(labels), np.asarray(stats)


def _notes(chroma: NDArray[np.float64], lab: Pixels, unit: float) -> float:
    mask = (chroma >= _NOTE_CHROMA).astype(np.uint8)
    kernel = np.ones((5, 5), np.uint8)
    count, labels, stats = _blobs(
        np.asarray(cv2.morphologyEx(mask, cv2.MORPH_CLOSE, kernel), np.uint8)
    )
    largest = 0.0
    for one in range(1, count):
        x, y, across, down, area = (int(value) for value in stats[one])
        size = area / unit**2
        if size < _NOTE_MM2 or area > _NOTE_SHARE * mask.size or size <= largest:
            continue
        here = labels[y : y + down, x : x + across] == one
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
    height = len(light)
    reach = max(3, round(_CREASE_MM * unit))
    if height < 8 * reach:
        return 0.0
    rows = light.astype(np.float32)
    # Eight columns, each levelled for itself: a crease may lie a little askew.
    deep: list[NDArray[np.float32]] = []
    for part in np.array_split(rows, 8, axis=1):
        level = np.median(part, axis=1)
        above, below = np.roll(level, reach), np.roll(level, -reach)
        dip = np.minimum(above, below) - level
        dip[: 2 * reach] = 0
        dip[-2 * reach :] = 0
        askew = max(3, round(3 * unit))
        near = cv2.dilate(dip.reshape(-1, 1), np.ones((askew, 1), np.uint8))
        deep.append(np.asarray(near, np.float32).ravel())
    # The band runs through all but two of the eight, both margins among them.
    stack = np.sort(np.stack(deep), axis=0)
    through = np.minimum(stack[1], np.minimum(deep[0], deep[-1]))
    return max(0.0, round(float(through.max()), 1))
