"""Can everything that a page showed when it was signed still be made out? Pixels, compared.

Used only where the objects' own rules permit a change on a page: a second signature's appearance,
a note, a filled field. Ink can be made out as long as it stands out against what is around it:
white put over it hides it, and so does black. Unchanged pages are drawn alike to the last pixel,
so that a few pixels are enough to tell, one digit's worth.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from signing.changes.permitted import Boxes
from signing.revisions.page_images import PageImages, Pixels

_STANDS_OUT: Final = 80  # levels of a colour between ink and the lightest pixel nearby
_FADED: Final = 45  # what is left of it when it can no longer be made out
_PALE: Final = 40  # ink that was meant to be pale: a third of it must be left
_NEARBY: Final = 4  # pixels
_MARGIN: Final = 2

Mask = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Hidden:
    """The page that lost most, and how many pixels of ink can no longer be made out."""

    page: int
    pixels: int


def most_hidden(
    signed: PageImages,
    shown: PageImages,
    pages: Iterable[int],
    permitted: Boxes,
    *,
    printed: bool = False,
) -> Hidden:
    """Return the worst page; `printed` looks at paper instead of the screen."""
    worst = Hidden(0, 0)
    for number in pages:
        lost = _lost(signed, shown, number, permitted, printed=printed)
        worst = max(worst, Hidden(number, lost), key=lambda hidden: hidden.pixels)
    return worst


def _lost(
    signed: PageImages, shown: PageImages, number: int, permitted: Boxes, *, printed: bool
) -> int:
    old, new = (images.page(number, printed=printed) for images in (signed, shown))
    if old.shape != new.shape:
        return int(old[..., 0].size)
    differs = (old != new).any(axis=2)
    if not differs.any():
        return 0
    window = tuple(_around(differs.any(axis=axis)) for axis in (1, 0))
    lost = np.zeros(old.shape[:2], dtype=bool)
    before, after = _contrast(old[window]), _contrast(new[window])
    lost[window] = (before >= _STANDS_OUT) & (after <= _FADED)
    lost[window] |= (before >= _PALE) & (before < _STANDS_OUT) & (after <= before // 3)
    boxes = permitted.get(number, ())
    if boxes and lost.any():
        page_ink = _contrast(signed.page(number, annotated=False, printed=printed)) >= _PALE
        for box in boxes:
            place = signed.place(number, box, _MARGIN)
            lost[place] &= page_ink[place]
    return int(lost.sum())


def _around(marked: Mask) -> slice:
    """Return the stretch that holds all marks, what is near them, and what is near that."""
    places = np.flatnonzero(marked)
    return slice(max(0, int(places[0]) - 2 * _NEARBY), int(places[-1]) + 2 * _NEARBY + 1)


def _contrast(pixels: Pixels) -> NDArray[np.int16]:
    """Return how much darker each pixel is than the lightest nearby, in its telling colour.

    In grey, ink as bright as a coloured ground would not be seen at all.
    """
    lightest = pixels.copy()
    for rows in (lightest, lightest.swapaxes(0, 1)):
        for step in (1, 1, 2):  # 1 + 1 + 2 is nearby
            before = rows.copy()
            np.maximum(rows[step:], before[:-step], out=rows[step:])
            np.maximum(rows[:-step], before[step:], out=rows[:-step])
    darker: NDArray[np.int16] = (lightest.astype(np.int16) - pixels).max(axis=2)
    return darker
