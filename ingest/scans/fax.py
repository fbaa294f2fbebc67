"""Tells a Group 4 picture that hardly decoded from one on which there is hardly anything.

libtiff goes on after codes that make no sense, and leaves rows white: a damaged page would read
as blank. But what is nearly empty takes hardly any codes (ITU-T T.6), and damage has as many as
the page had.
"""

from typing import Final

import numpy as np
from PIL import Image

GROUP_4: Final = 4  # TIFF 6.0, Compression
# Two changes of colour take at most 3 bits and two run lengths of 12 + 13 bits each, as long as
# runs stay below 2,560; others take a seventh of that.
_BYTES_A_CHANGE: Final = 3.5
_STRIPS: Final = 1_000  # bytes for whatever stands at the ends of strips


def hardly_decoded(page: Image.Image, given: int) -> bool:
    """Say whether the bilevel `page` came from more bytes (`given`) than anybody needs for it."""
    if given < _STRIPS:
        return False
    pixels = np.asarray(page)
    changes = int(np.count_nonzero(pixels[:, 1:] != pixels[:, :-1]))
    return bool(given > _BYTES_A_CHANGE * changes + pixels.shape[0] + _STRIPS)
