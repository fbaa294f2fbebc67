"""Brings one page of a scan into memory as grey pixels, the way a viewer shows it.

Colour is reduced to its red channel: red seals and stamps fade there while black and blue ink
stays. No PNG between steps: a JPEG in a PDF is decoded straight from its stream.
"""

from pathlib import Path
from typing import Final

import cv2
import numpy as np
import pypdfium2
from numpy.typing import NDArray

from ingest.errors import UnreadableScanError
from ingest.scans.pictures import picture_pixels, turned
from ingest.scans.scan_file import MediaType, PageInfo, ScanFileInfo
from ingest.scans.scan_pdf import open_pdf, placed_images

Grey = NDArray[np.uint8]
"""Pixels of a page, rows by columns, 0 black to 255 white."""

_POINTS: Final = 72
_COLOUR_CHANNELS: Final = 3
# pdfium's bitmaps and OpenCV's arrays hold blue, green, red.
_RED: Final = 2


def load_page(path: Path, info: ScanFileInfo, number: int) -> Grey:
    """Return page `number` at its own resolution, `info.pages[number]` high and wide.

    Raises UnreadableScanError when the pixels cannot be decoded.
    """
    page = info.pages[number]
    try:
        match info.media_type:
            case MediaType.PDF:
                return _fitted(_pdf_page(path, page), page)
            case _:
                return _fitted(_red(picture_pixels(path, info.media_type, page)), page)
    except (cv2.error, pypdfium2.PdfiumError) as error:
        raise UnreadableScanError(f"page {number + 1} cannot be decoded: {error}") from error


def _pdf_page(path: Path, info: PageInfo) -> Grey:
    with open_pdf(path) as pdf:
        page = pdf[info.number]
        try:
            if info.whole_image:
                pixels = _stored_image(page)
                if pixels is not None:
                    return turned(pixels, info.shown_turn)
            bitmap = page.render(scale=info.dpi / _POINTS, may_draw_forms=False)
            return _red(bitmap.to_numpy())
        finally:
            page.close()


def _stored_image(page: pypdfium2.PdfPage) -> Grey | None:
    """Return the pixels of the scanner's own image; None where only a rendering is faithful."""
    image = placed_images(page)[0].image
    filters = image.get_filters()
    metadata = image.get_metadata()
    # An image mask has no colour space: what it paints depends on the page.
    if metadata.colorspace == pypdfium2.raw.FPDF_COLORSPACE_UNKNOWN:
        return None
    if filters == ["DCTDecode"]:
        decoded = cv2.imdecode(
            np.frombuffer(bytes(image.get_data()), np.uint8),
            cv2.IMREAD_UNCHANGED | cv2.IMREAD_IGNORE_ORIENTATION,
        )
        # Four channels are CMYK, whose inversion only the PDF knows.
        if decoded is not None and (decoded.ndim == 2 or decoded.shape[2] == _COLOUR_CHANNELS):  # noqa: PLR2004 - a grey picture
            return _red(np.asarray(decoded, np.uint8))
        return None
    try:
        return _red(image.get_bitmap().to_numpy())
    except pypdfium2.PdfiumError:
        return None


def _red(pixels: NDArray[np.uint8]) -> Grey:
    if pixels.ndim == 2:  # noqa: PLR2004 - already grey
        return np.ascontiguousarray(pixels)
    return np.ascontiguousarray(pixels[..., _RED if pixels.shape[2] >= _COLOUR_CHANNELS else 0])


def _fitted(pixels: Grey, page: PageInfo) -> Grey:
    """Return pixels of exactly the announced size: a viewer's rounding may differ by one."""
    if pixels.shape == (page.height, page.width):
        return pixels
    resized = cv2.resize(pixels, (page.width, page.height), interpolation=cv2.INTER_AREA)
    return np.asarray(resized, np.uint8)
