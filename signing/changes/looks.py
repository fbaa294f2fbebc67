"""Does a page still show what it showed when it was signed? Low-resolution pixels, compared.

Used only where the objects' own rules permit a change on a page: a second signature's appearance,
a note, a filled field. Ink that vanished or changed outside the permitted boxes was hidden.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import pypdfium2 as pdfium
from numpy.typing import NDArray

from signing.revisions.pdf_objects import Rectangle

_INK: Final = 170  # grey levels below this are ink
_DIFFERENT: Final = 60  # more than anti-aliasing
_LARGEST_SIDE: Final = 2000  # pixels; pages of absurd size are shown smaller
_MARGIN: Final = 2

Pixels = NDArray[np.int16]


@dataclass(frozen=True, slots=True)
class Hidden:
    """The page that lost most, and the share of its ink that changed."""

    page: int
    share: float


def most_hidden(
    signed: bytes,
    shown: bytes,
    pages: Iterable[int],
    permitted: Mapping[int, Sequence[Rectangle]],
    *,
    password: str = "",
) -> Hidden:
    """Return the worst page; `permitted` holds, by page, boxes in which anything may change."""
    before = pdfium.PdfDocument(signed, password=password)
    after = pdfium.PdfDocument(shown, password=password)
    try:
        before.init_forms()
        after.init_forms()
        worst = Hidden(0, 0.0)
        for number in pages:
            share = _share(before[number], after[number], permitted.get(number, ()))
            worst = max(worst, Hidden(number, share), key=lambda hidden: hidden.share)
        return worst
    finally:
        before.close()
        after.close()


def _share(before: Any, after: Any, permitted: Sequence[Rectangle]) -> float:  # noqa: ANN401
    """Return the share of the ink of the first page that is not alike in the second."""
    scale = min(1.0, _LARGEST_SIDE / max(*before.get_size(), 1))
    old, new = _pixels(before, scale), _pixels(after, scale)
    if old.shape != new.shape:
        return 1.0
    ink = old < _INK
    changed = (np.abs(old - new) > _DIFFERENT) & ink
    left, bottom, *_ = before.get_mediabox()
    height, width = old.shape
    for x0, y0, x1, y1 in permitted:
        top = max(0, int(height - (y1 - bottom) * scale) - _MARGIN)
        low = max(0, int(height - (y0 - bottom) * scale) + _MARGIN)
        start = max(0, int((x0 - left) * scale) - _MARGIN)
        stop = min(width, int((x1 - left) * scale) + _MARGIN)
        changed[top:low, start : max(0, stop)] = False
    return float(changed.sum()) / max(1, int(ink.sum()))


def _pixels(page: Any, scale: float) -> Pixels:  # noqa: ANN401 - pypdfium2 is untyped
    bitmap = page.render(scale=scale, grayscale=True, may_draw_forms=True)
    array = bitmap.to_numpy()
    pixels: Pixels = array.reshape(array.shape[0], array.shape[1]).astype(np.int16)
    return pixels
