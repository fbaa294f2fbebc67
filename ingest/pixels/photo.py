"""Makes a scan of a photographed sheet, and remembers the way back into the photograph.

Only for pictures that may be photographs: those that name a lens, or whose file states no
resolution, and that show a sheet with something else around it. A scanner states its resolution
and shows the sheet alone; its pages never come here, whatever is printed on them.
"""

from dataclasses import dataclass, replace
from typing import Final

import cv2
import numpy as np
from numpy.typing import NDArray

from ingest.pixels.sheet_outline import Corners, find_outline
from ingest.scans.images import Grey, Seen
from ingest.scans.pictures import Pixels
from ingest.scans.scan_file import PageInfo
from ingest.text import Box, Line, Word

_A4_RATIO: Final = 297 / 210
_NEAR_A4: Final = (1.25, 1.56)  # of the longer side to the shorter, as a slanted view shows it
_A4_LONG_INCHES: Final = 297 / 25.4
_A4_SHORT_INCHES: Final = 210 / 25.4
_LEAST_DPI: Final = 60


@dataclass(frozen=True, slots=True)
class Flattened:
    """A photographed sheet as a scanner would have seen it.

    `seen` is its picture and `dpi` its resolution, taken for A4 where its sides allow it; `back`
    (3 x 3) maps its pixels to those of the photograph, which is `width` by `height`.
    """

    seen: Seen
    dpi: int
    back: NDArray[np.float64]
    width: int
    height: int

    def on_photo(self, line: Line, rotation: int) -> Line:
        """Map a line on the upright sheet to the photograph turned by the same rotation."""
        return Line(tuple(self._word(word, rotation) for word in line.words))

    def _word(self, word: Word, rotation: int) -> Word:
        height, width = self.seen.grey.shape
        box = word.box
        x, y = (box.x0 + box.x1) / 2, (box.y0 + box.y1) / 2
        # Middle, right and lower edge: a slant moves a word and scales it, but tilts no box.
        points = np.array([[x, y], [box.x1, y], [x, box.y1]], np.float64)
        stored = _unturned(points, rotation, width, height)
        seen = cv2.perspectiveTransform(stored[None], self.back)[0]
        middle, right, lower = _turned(np.asarray(seen), rotation, self.width, self.height)
        half = (
            float(np.linalg.norm(right - middle)),
            float(np.linalg.norm(lower - middle)),
        )
        most = (self.width, self.height) if rotation % 180 == 0 else (self.height, self.width)
        return replace(
            word,
            box=Box(
                *(round(float(np.clip(middle[i] - half[i], 0, most[i])), 1) for i in (0, 1)),
                *(round(float(np.clip(middle[i] + half[i], 0, most[i])), 1) for i in (0, 1)),
            ),
        )


def flatten(seen: Seen, page: PageInfo) -> Flattened | None:
    """Return the sheet in a photograph as a scan; None for anything that is no photograph."""
    if page.dpi_stated and not page.camera:
        return None
    picture = seen.grey if seen.colour is None else seen.colour
    outline = find_outline(picture)
    if outline is None:
        return None
    height, width = seen.grey.shape
    scale = np.array([width / picture.shape[1], height / picture.shape[0]])
    corners = (outline.corners + 0.5) * scale - 0.5
    size, dpi = _sheet_size(corners)
    back = _back(corners, size)
    grey = _warped(seen.grey, back, size)
    small = None
    if seen.colour is not None:
        shrink = 50 / dpi
        small_size = (max(1, round(size[0] * shrink)), max(1, round(size[1] * shrink)))
        small = _warped(seen.colour, _back(outline.corners, small_size), small_size)
    return Flattened(Seen(grey, small), dpi, back, width, height)


def _sheet_size(corners: Corners) -> tuple[tuple[int, int], int]:
    """Return (width, height) and dpi of the flat sheet, no side shorter than it is in the photo."""
    sides = np.linalg.norm(np.roll(corners, -1, axis=0) - corners, axis=1)
    width, height = float(max(sides[0], sides[2])), float(max(sides[1], sides[3]))
    long, short = max(width, height), min(width, height)
    if _NEAR_A4[0] <= long / short <= _NEAR_A4[1]:
        long = max(long, short * _A4_RATIO)
        short = long / _A4_RATIO
        dpi = long / _A4_LONG_INCHES
    else:
        dpi = short / _A4_SHORT_INCHES
    size = (short, long) if width <= height else (long, short)
    return (round(size[0]), round(size[1])), max(_LEAST_DPI, round(dpi))


def _back(corners: Corners, size: tuple[int, int]) -> NDArray[np.float64]:
    width, height = size
    flat = np.array([[0, 0], [width, 0], [width, height], [0, height]], np.float32) - 0.5
    matrix = cv2.getPerspectiveTransform(flat.astype(np.float32), corners.astype(np.float32))
    return np.asarray(matrix, np.float64)


def _warped(pixels: Pixels, back: NDArray[np.float64], size: tuple[int, int]) -> Grey:
    warped = cv2.warpPerspective(
        pixels,
        back,
        size,
        flags=cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP,
        borderMode=cv2.BORDER_REPLICATE,
    )
    return np.asarray(warped, np.uint8)


def _turned(points: Corners, rotation: int, width: int, height: int) -> Corners:
    """Return where points of a picture are once its clockwise turn `rotation` is undone."""
    x, y = points[:, 0], points[:, 1]
    match rotation:
        case 90:  # what was turned clockwise is turned counter-clockwise
            return np.stack([y, width - x], axis=1)
        case 180:
            return np.stack([width - x, height - y], axis=1)
        case 270:
            return np.stack([height - y, x], axis=1)
        case _:
            return points


def _unturned(points: Corners, rotation: int, width: int, height: int) -> Corners:
    """Undo `_turned`; `width` and `height` are those of the picture before it was turned."""
    x, y = points[:, 0], points[:, 1]
    match rotation:
        case 90:
            return np.stack([width - y, x], axis=1)
        case 180:
            return np.stack([width - x, height - y], axis=1)
        case 270:
            return np.stack([y, height - x], axis=1)
        case _:
            return points
