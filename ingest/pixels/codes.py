"""Finds codes on a page: cover sheets, citizen cards, forms; and what parts a stack.

A code is not proof of anything: anybody can print one. It fills fields and sorts paper. Of bar
codes only those are told that say PATCHT: any other belongs to somebody else's order.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

import numpy as np
import zxingcpp

from ingest.pixels.bars import bars_stand
from ingest.pixels.patch_code import find_patch
from ingest.pixels.working import halved
from ingest.scans.images import Grey
from ingest.text import Box

PATCH_T: Final = "PATCHT"

_LEAST_DPI: Final = 150
_LONGEST_PAYLOAD: Final = 4_000
_MOST_CODES: Final = 16
_QUIET_ZONE: Final = 0.04  # of its width, around a code; the rest of the zone may hold print
_SQUARE: Final = zxingcpp.BarcodeFormats([zxingcpp.BarcodeFormat.QRCode])
_LINEAR: Final = zxingcpp.BarcodeFormats(
    [zxingcpp.BarcodeFormat.Code128, zxingcpp.BarcodeFormat.Code39]
)


@dataclass(frozen=True, slots=True)
class Code:
    """A code: what it says, and where it stands in the pixels that were searched."""

    text: str
    box: Box


def read_codes(grey: Grey, dpi: int) -> tuple[Code, ...]:
    """Return the QR codes on the page and what parts stacks, in no promised order."""
    small, scale = halved(grey, dpi, _LEAST_DPI)
    found = tuple(_square(small, scale))
    if not found and scale < 1:
        found = tuple(_square(grey, 1.0, smaller_too=False))  # a card's code is too fine for less
    linear = _linear(grey) if bars_stand(small, dpi * scale) else ()
    return (*found, *linear, *_patch(small, scale, dpi))


def without_codes(grey: Grey, codes: tuple[Code, ...]) -> Grey:
    """Return the page with its codes painted over by paper: their modules read as letters."""
    if not codes:
        return grey
    painted = grey.copy()
    for code in codes:
        box = code.box
        margin = (box.x1 - box.x0) * _QUIET_ZONE
        top, bottom = max(0, int(box.y0 - margin)), int(box.y1 + margin) + 1
        left, right = max(0, int(box.x0 - margin)), int(box.x1 + margin) + 1
        patch = painted[top:bottom, left:right]
        if patch.size:
            patch[:] = np.percentile(patch, 90)
    return painted


def _square(grey: Grey, scale: float, *, smaller_too: bool = True) -> Iterator[Code]:
    found = zxingcpp.read_barcodes(
        grey, formats=_SQUARE, try_invert=False, try_downscale=smaller_too
    )
    for code in found[:_MOST_CODES]:
        if code.valid and 0 < len(code.text) <= _LONGEST_PAYLOAD:
            yield Code(code.text, _box(code.position, scale))


def _linear(grey: Grey) -> Iterator[Code]:
    found = zxingcpp.read_barcodes(grey, formats=_LINEAR, try_invert=False, try_downscale=False)
    for code in found[:_MOST_CODES]:
        if code.valid and "".join(filter(str.isalnum, code.text)).upper() == PATCH_T:
            yield Code(PATCH_T, _box(code.position, 1.0))


def _patch(small: Grey, scale: float, dpi: int) -> Iterator[Code]:
    patch = find_patch(small, round(dpi * scale))
    if patch is not None:
        sides = (patch.x0, patch.y0, patch.x1, patch.y1)
        yield Code(PATCH_T, Box(*(side / scale for side in sides)))


def _box(position: zxingcpp.Position, scale: float) -> Box:
    corners = (
        position.top_left,
        position.top_right,
        position.bottom_right,
        position.bottom_left,
    )
    across = [corner.x / scale for corner in corners]
    down = [corner.y / scale for corner in corners]
    return Box(min(across), min(down), max(across), max(down))
