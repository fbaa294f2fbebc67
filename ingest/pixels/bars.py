"""Tells in a millisecond whether bars stand close together somewhere: a bar code, or much like it.

Along a row of bars the grey changes all the time, along a bar never. Print changes both ways.
"""

from typing import Final

import cv2
import numpy as np

from ingest.scans.images import Grey

_BLOCK_INCHES: Final = 0.1
_WIDE: Final = 5  # blocks in a row; the shortest bar code that is meant here has 9
_BUSY: Final = 14  # mean step between two pixels; narrow bars in worn toner have 25
_ONE_WAY: Final = 3.0  # bars tilted by ten degrees have 5.7, words of tall letters 2.5


def bars_stand(grey: Grey, dpi: float) -> bool:
    """Return whether a bar code may be on the page, lying or standing, tilted by some degrees."""
    height, width = grey.shape
    block = max(4, round(_BLOCK_INCHES * dpi))
    if min(height, width) < 2 * block:
        return True
    # Whole blocks, one row and column short: any other reduction costs ten times as much.
    rows, columns = (height - 1) // block, (width - 1) // block
    here = np.s_[: rows * block, : columns * block]
    across, down = (
        np.asarray(cv2.resize(step, (columns, rows), interpolation=cv2.INTER_AREA), np.float32)
        for step in (
            cv2.absdiff(grey[:, 1:][here], grey[here]),
            cv2.absdiff(grey[1:][here], grey[here]),
        )
    )
    return _in_a_row(across, down) or _in_a_row(down.T, across.T)


def _in_a_row(along: np.ndarray, against: np.ndarray) -> bool:
    barred = ((along >= _BUSY) & (along >= _ONE_WAY * against)).astype(np.uint8)
    return bool(cv2.erode(barred, np.ones((1, _WIDE), np.uint8), borderValue=0).any())
