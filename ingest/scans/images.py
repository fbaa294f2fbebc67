"""Brings one page of a scan into memory as grey pixels, the way a viewer shows it.

Colour is reduced to its red channel: red seals and stamps fade there while black and blue ink
stays. No PNG between steps: a JPEG in a PDF is decoded straight from its stream.
"""

from dataclasses import dataclass
from pathlib import Path
from typing import Final

import cv2
import numpy as np
import pypdfium2
from numpy.typing import NDArray

from ingest.errors import UnreadableScanError
from ingest.scans.pictures import Pixels, picture_pixels, turned
from ingest.scans.scan_file import MediaType, PageInfo, ScanFileInfo
from ingest.scans.scan_pdf import open_pdf, placed_images
from ingest.scans.undecoded import ends_in_filler, refuse_cut_off, refuse_undecoded

Grey = NDArray[np.uint8]
"""Pixels of a page, rows by columns, 0 black to 255 white."""

_POINTS: Final = 72
_COLOUR_CHANNELS: Final = 3
_COLOUR_DPI: Final = 50
# pdfium's bitmaps and OpenCV's arrays hold blue, green, red.
_RED: Final = 2


@dataclass(frozen=True, slots=True)
class Seen:
    """A page as it is read and as it is looked at.

    `grey` has the page's own resolution; `colour` is the same page, rows by columns by (blue,
    green, red), at about 50 dpi: enough to see what lies on the paper. None on a grey page.
    """

    grey: Grey
    colour: Pixels | None


def load_page(path: Path, info: ScanFileInfo, number: int) -> Grey:
    """Return page `number` at its own resolution, `info.pages[number]` high and wide.

    Raises UnreadableScanError when the pixels cannot be decoded.
    """
    return _fitted(_red(_pixels(path, info, number)), info.pages[number])


def load_seen(path: Path, info: ScanFileInfo, number: int) -> Seen:
    """Return page `number` as `load_page` does, and a small picture of its colours.

    Raises UnreadableScanError when the pixels cannot be decoded.
    """
    page = info.pages[number]
    pixels = _pixels(path, info, number)
    return Seen(_fitted(_red(pixels), page), small_colour(pixels, page.dpi))


def load_colours(path: Path, info: ScanFileInfo, number: int) -> Pixels:
    """Return page `number` as a viewer shows it, in its own colours and resolution.

    Raises UnreadableScanError when the pixels cannot be decoded.
    """
    return _pixels(path, info, number)


def small_colour(pixels: Pixels, dpi: int) -> Pixels | None:
    """Return the picture at about 50 dpi; None where it has no colours."""
    if pixels.ndim < _COLOUR_CHANNELS or pixels.shape[2] < _COLOUR_CHANNELS:
        return None
    # Skipping pixels first is what makes this cost a millisecond; text is noise here.
    step = max(1, dpi // (2 * _COLOUR_DPI))
    rough = pixels[::step, ::step, :_COLOUR_CHANNELS]
    scale = min(1.0, _COLOUR_DPI * step / dpi)
    small = cv2.resize(
        np.ascontiguousarray(rough), None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA
    )
    return np.asarray(small, np.uint8)


def _pixels(path: Path, info: ScanFileInfo, number: int) -> Pixels:
    page = info.pages[number]
    try:
        match info.media_type:
            case MediaType.PDF:
                return _pdf_page(path, page)
            case _:
                return picture_pixels(path, info.media_type, page)
    # ValueError: pdfium's binding decodes names of filters that are no text. OverflowError: a page
    # may be larger than any number of bytes.
    except (cv2.error, pypdfium2.PdfiumError, ValueError, OverflowError) as error:
        raise UnreadableScanError(f"page {number + 1} cannot be decoded: {error}") from error


def _pdf_page(path: Path, info: PageInfo) -> Pixels:
    with open_pdf(path) as pdf:
        page = pdf[info.number]
        try:
            images = placed_images(page)
            if info.whole_image and images:
                pixels = _stored_image(images[0].image)
                if pixels is not None:
                    return turned(pixels, info.shown_turn)
            bitmap = page.render(scale=info.dpi / _POINTS, may_draw_forms=False)
            drawn = np.array(bitmap.to_numpy()[..., :_COLOUR_CHANNELS], np.uint8)
            refuse_undecoded(page, images, drawn)
            return drawn
        finally:
            page.close()


def _stored_image(image: pypdfium2.PdfImage) -> Pixels | None:
    """Return the pixels of the scanner's own image; None where only a rendering is faithful."""
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
            pixels = np.asarray(decoded, np.uint8)
            if ends_in_filler(pixels):
                raise UnreadableScanError("the page's picture is cut off")
            return pixels
        return None
    try:
        pixels = np.array(image.get_bitmap().to_numpy(), np.uint8)
    except pypdfium2.PdfiumError:
        return None
    refuse_cut_off(image, pixels)
    return pixels


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
