"""Finds photographs, hatching and other dense pictures, whose ink is no print."""

from typing import Final

import cv2
import numpy as np

from ingest.recognition.components import Components, Flags
from ingest.scans.images import Grey

_CELL: Final = 0.05  # inch
_SHADE: Final = 200
_AROUND: Final = 5  # cells, 6 mm
# Bold print, stamps and punch holes darken half of so large a square, photographs three quarters.
_DENSE: Final = 0.58


def on_pictures(grey: Grey, pieces: Components, dpi: int) -> Flags:
    """Return which pieces of ink have their middle on a picture."""
    cell = _CELL * dpi
    rows, columns = (max(1, round(side / cell)) for side in grey.shape)
    # Every other pixel tells enough.
    shaded = cv2.threshold(
        np.ascontiguousarray(grey[::2, ::2]), _SHADE, 255, cv2.THRESH_BINARY_INV
    )[1]
    share = cv2.resize(shaded, (columns, rows), interpolation=cv2.INTER_AREA)
    smooth = cv2.blur(share, (_AROUND, _AROUND))
    dense = cv2.threshold(smooth, round(_DENSE * 255), 1, cv2.THRESH_BINARY)[1]
    if not dense.any():
        return np.zeros(len(pieces), bool)
    near = np.asarray(cv2.dilate(dense, np.ones((3, 3), np.uint8)))
    y = ((pieces.top + pieces.bottom) / 2 * (rows / grey.shape[0])).astype(np.int64)
    x = ((pieces.left + pieces.right) / 2 * (columns / grey.shape[1])).astype(np.int64)
    return np.asarray(near[y.clip(0, rows - 1), x.clip(0, columns - 1)] > 0)
