"""The same paper on pages that are turned and shifted, and how it looks to a reader."""

from io import BytesIO

import numpy as np
import pikepdf
import pypdfium2
from numpy.typing import NDArray
from pikepdf import Array

Pixels = NDArray[np.int16]

_EDGE = 20  # points of the media box that the crop box hides


def turned(pdf: bytes, rotation: int, shift: tuple[float, float]) -> bytes:
    """Return a one-page PDF whose reader sees what he saw, on a page with /Rotate, shifted."""
    with pikepdf.open(BytesIO(pdf)) as document:
        page = document.pages[0]
        width, height = (float(value) for value in list(page.MediaBox)[2:])  # type: ignore[call-overload]
        a, b, c, d, e, f = {
            0: (1, 0, 0, 1, 0, 0),
            90: (0, 1, -1, 0, height, 0),
            180: (-1, 0, 0, -1, width, height),
            270: (0, -1, 1, 0, 0, width),
        }[rotation]
        right, top = (height, width) if rotation % 180 else (width, height)
        dx, dy = shift
        page.contents_add(f"q {a} {b} {c} {d} {e + dx} {f + dy} cm".encode(), prepend=True)
        page.contents_add(b"Q")
        page.MediaBox = Array([dx - _EDGE, dy - _EDGE, dx + right + _EDGE, dy + top + _EDGE])
        page.CropBox = Array([dx, dy, dx + right, dy + top])
        page.Rotate = rotation
        out = BytesIO()
        document.save(out)
        return out.getvalue()


def seen(pdf: bytes, *, dpi: int = 72) -> Pixels:
    """Return page one as a reader sees it: height x width x RGB; at 72 dpi a pixel is a point."""
    document = pypdfium2.PdfDocument(pdf)
    try:
        document.init_forms()
        bitmap = document[0].render(scale=dpi / 72)
        return np.asarray(bitmap.to_pil().convert("RGB"), dtype=np.int16)
    finally:
        document.close()


def ink(before: Pixels, after: Pixels) -> tuple[float, float, float, float]:
    """Return where pixels changed: x0, y0, x1, y1 in points from the bottom left, at 72 dpi."""
    ys, xs = np.nonzero(np.abs(before - after).max(axis=2) > 60)
    height = before.shape[0]
    return (float(xs.min()), float(height - ys.max()), float(xs.max()), float(height - ys.min()))
