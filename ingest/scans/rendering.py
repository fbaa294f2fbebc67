"""Draws a page of any supported file as a PNG picture, for a screen.

The picture shows the file as a viewer would: what is signed is what was shown.
"""

from pathlib import Path
from typing import Final

import cv2
import numpy as np
import pypdfium2
from PIL import Image, ImageOps

from ingest.errors import UnreadableScanError
from ingest.scans.pictures import Pixels, picture_pixels
from ingest.scans.scan import inspect, sniff_file
from ingest.scans.scan_file import MediaType, ScanLimits
from ingest.scans.scan_pdf import open_pdf

WIDEST: Final = 4_000
_TALLEST: Final = 12_000
_DAMAGE: Final = (OSError, SyntaxError, ValueError, EOFError, MemoryError)


def render_page(path: Path, page: int, width: int) -> bytes:
    """Return page `page` (from 0) as PNG, `width` pixels wide (at most 4,000).

    Raises UnreadableScanError for a page that is not there or cannot be decoded,
    EncryptedScanError for a file that asks for a password.
    """
    width = max(1, min(width, WIDEST))
    try:
        match media_type := sniff_file(path):
            case MediaType.PDF:
                pixels = _pdf_pixels(path, page, width)
            case MediaType.JPEG:
                pixels = _fitted(_jpeg_pixels(path, page, width), width)
            case _:
                pixels = _fitted(_other_pixels(path, media_type, page), width)
        done, png = cv2.imencode(".png", pixels)
    except (cv2.error, pypdfium2.PdfiumError) as error:
        raise UnreadableScanError(f"page {page + 1} cannot be drawn: {error}") from error
    if not done:
        raise UnreadableScanError(f"page {page + 1} cannot be drawn")
    return png.tobytes()


def _pdf_pixels(path: Path, number: int, width: int) -> Pixels:
    with open_pdf(path) as pdf:
        if not 0 <= number < len(pdf):
            raise UnreadableScanError(f"there is no page {number + 1}")
        # Signature appearances and filled fields are drawn only once the form is set up.
        if pdf.get_formtype():
            pdf.init_forms()
        page = pdf[number]
        try:
            across, down = page.get_size()
            scale = width / max(across, 1.0)
            scale = min(scale, _TALLEST / max(down, 1.0))
            return np.asarray(page.render(scale=scale).to_numpy(), np.uint8)
        finally:
            page.close()


def _jpeg_pixels(path: Path, number: int, width: int) -> Pixels:
    try:
        with path.open("rb") as stream, Image.open(stream, formats=["JPEG"]) as image:
            image.seek(number)
            image.draft("RGB", (width, width))  # decodes straight to a smaller size
            shown = ImageOps.exif_transpose(image.convert("RGB"))
    except Image.DecompressionBombError as error:
        raise UnreadableScanError("the picture has too many pixels") from error
    except _DAMAGE as error:
        raise UnreadableScanError(f"page {number + 1} cannot be drawn: {error}") from error
    return np.ascontiguousarray(np.asarray(shown, np.uint8)[..., ::-1])  # blue, green, red


def _other_pixels(path: Path, media_type: MediaType, number: int) -> Pixels:
    pages = inspect(path, path.name, ScanLimits()).pages
    if not 0 <= number < len(pages):
        raise UnreadableScanError(f"there is no page {number + 1}")
    return picture_pixels(path, media_type, pages[number])


def _fitted(shown: Pixels, width: int) -> Pixels:
    height = max(1, min(_TALLEST, round(shown.shape[0] * width / shown.shape[1])))
    return np.asarray(cv2.resize(shown, (width, height), interpolation=cv2.INTER_AREA), np.uint8)
