"""A revision's pages as pixels, drawn at most once each while few pages are in hand."""

from collections import OrderedDict
from typing import Any, Final

import numpy as np
import pypdfium2 as pdfium
from numpy.typing import NDArray

from signing.revisions.pdf_objects import Rectangle

Pixels = NDArray[np.uint8]
Slot = tuple[int, bool, bool]

_SCALE: Final = 1.5  # 108 dpi: a digit of 8 points has some 20 pixels of ink
_LARGEST_SIDE: Final = 2500  # pixels; pages of absurd size are shown smaller
_MOST_KEPT: Final = 8


class PageImages:
    """Pixels of pages: rows from the top x columns x three colours, 0 is none of a colour.

    Raises what pypdfium2 raises.
    """

    def __init__(self, data: bytes, password: str = "") -> None:
        self._document = pdfium.PdfDocument(data, password=password or None)
        self._document.init_forms()
        self._kept: OrderedDict[Slot, Pixels] = OrderedDict()

    def page(self, number: int, *, annotated: bool = True, printed: bool = False) -> Pixels:
        """Return a page as shown or as printed, with or without what lies on it."""
        slot = (number, annotated, printed)
        if slot not in self._kept:
            while len(self._kept) >= _MOST_KEPT:
                self._kept.popitem(last=False)
            page = self._document[number]
            bitmap = page.render(
                scale=_scale(page),
                may_draw_forms=annotated,
                draw_annots=annotated,
                optimize_mode="print" if printed else None,
            )
            self._kept[slot] = bitmap.to_numpy()[:, :, :3].copy()
            bitmap.close()
            page.close()
        return self._kept[slot]

    def place(self, number: int, box: Rectangle, margin: int) -> tuple[slice, slice]:
        """Return the rows and columns of a box given in the page's own coordinates (points)."""
        page = self._document[number]
        height, width, _ = self.page(number).shape
        corners = [_device(page, width, height, x, y) for x in box[::2] for y in box[1::2]]
        page.close()
        columns, rows = zip(*corners, strict=True)
        return _slice(rows, height, margin), _slice(columns, width, margin)


def _scale(page: Any) -> float:  # noqa: ANN401 - pypdfium2 is untyped
    width, height = page.get_size()
    return min(_SCALE, _LARGEST_SIDE / max(float(width), float(height), 1.0))


def _device(page: Any, width: int, height: int, x: float, y: float) -> tuple[int, int]:  # noqa: ANN401
    column, row = pdfium.raw.c_int(), pdfium.raw.c_int()
    pdfium.raw.FPDF_PageToDevice(page, 0, 0, width, height, 0, x, y, column, row)
    return column.value, row.value


def _slice(numbers: tuple[int, ...], most: int, margin: int) -> slice:
    return slice(max(0, min(numbers) - margin), max(0, min(most, max(numbers) + margin)))
