"""Finds 2-D codes on a page: cover sheets, citizen cards, forms.

A code is not proof of anything: anybody can print one. It fills fields and sorts paper.
"""

from dataclasses import dataclass
from typing import Final

import cv2
import numpy as np
import zxingcpp

from ingest.scans.images import Grey
from ingest.text import Box

_WORK_DPI: Final = 200
_LONGEST_PAYLOAD: Final = 4_000
_MOST_CODES: Final = 16
_QUIET_ZONE: Final = 0.04  # of its width, around a code; the rest of the zone may hold print
_FORMATS: Final = zxingcpp.BarcodeFormats(
    [
        zxingcpp.BarcodeFormat.QRCode,
        zxingcpp.BarcodeFormat.DataMatrix,
        zxingcpp.BarcodeFormat.Aztec,
    ]
)


@dataclass(frozen=True, slots=True)
class Code:
    """A 2-D code: what it says, and where it stands in the pixels that were searched."""

    text: str
    box: Box


def read_codes(grey: Grey, dpi: int) -> tuple[Code, ...]:
    """Return the 2-D codes on the page, in no promised order."""
    scale = _WORK_DPI / dpi
    if scale < 1:
        small = cv2.resize(grey, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
        found = _codes(np.asarray(small, np.uint8), scale)
        if found:
            return found
    return _codes(grey, 1.0)


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
        patch[:] = np.percentile(patch, 90)
    return painted


def _codes(grey: Grey, scale: float) -> tuple[Code, ...]:
    found = zxingcpp.read_barcodes(grey, formats=_FORMATS, try_invert=False)
    return tuple(
        Code(code.text, _box(code.position, scale))
        for code in found[:_MOST_CODES]
        if code.valid and 0 < len(code.text) <= _LONGEST_PAYLOAD
    )


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
