"""Finds images that a PDF page places but whose bytes do not decode, wholly or to their end.

pdfium draws nothing where an image is damaged, and fills up what is cut off: the page would read
as blank, and a paper would be missing without a word. Viewers do the same; an archive must not.
"""

import ctypes
import struct
from collections.abc import Sequence
from io import BytesIO
from typing import Final

import cv2
import numpy as np
import pypdfium2
from numpy.typing import NDArray
from PIL import Image
from pypdfium2 import raw

from ingest.errors import UnreadableScanError
from ingest.scans.jbig2 import holds_whole_regions
from ingest.scans.pictures import Pixels
from ingest.scans.scan_pdf import PlacedImage

_JPEG_BLOCK: Final = 8  # rows, ITU-T T.81
_JPEG_FILLER: Final = 128  # a block without data is mid-grey
_REDUCED: Final = cv2.IMREAD_REDUCED_GRAYSCALE_8
_PAPER: Final = 255
_SMALLEST_SHARE: Final = 0.02  # of the page: what is smaller is a logo or a speck
_NOT_DRAWN: Final = 0.98  # of an image's place is bare paper, whatever is drawn over it
_MOST_IMAGES: Final = 200
# Filters whose output is the pixels' own bytes, so that its length can be counted.
_COUNTED: Final = frozenset(
    {"FlateDecode", "LZWDecode", "RunLengthDecode", "ASCII85Decode", "ASCIIHexDecode"}
)


def ends_in_filler(pixels: Pixels) -> bool:
    """Say whether a JPEG's pixels, as stored, end in what decoders put where data are missing."""
    return bool(np.all(pixels[-_JPEG_BLOCK:] == _JPEG_FILLER))


def refuse_cut_off(image: pypdfium2.PdfImage, pixels: Pixels) -> None:
    """Raise UnreadableScanError where the image's own bytes end before its last row.

    `pixels` are what pdfium made of them. Whole images cost nothing: their last row has an end.
    """
    last = pixels[-1]
    if not (last == last[0]).all():
        return
    filters = image.get_filters()
    if set(filters) <= _COUNTED:
        metadata = image.get_metadata()
        row = (metadata.width * metadata.bits_per_pixel + 7) // 8
        cut = len(image.get_data(decode_simple=True)) < row * metadata.height
    elif filters == ["DCTDecode"]:
        cut = _jpeg_ends_early(bytes(image.get_data()))
    elif filters == ["JBIG2Decode"]:
        cut = not holds_whole_regions(bytes(image.get_data()))
    elif filters == ["CCITTFaxDecode"]:
        cut = last.max() == 0 and _fax_ends_white(bytes(image.get_data()), pixels)
    else:
        return
    if cut:
        raise UnreadableScanError("an image on the page is cut off")


def refuse_undecoded(
    page: pypdfium2.PdfPage, images: Sequence[PlacedImage], drawn: NDArray[np.uint8]
) -> None:
    """Raise UnreadableScanError where one of the page's images cannot be decoded.

    `drawn` is the page as pdfium draws it. Small images do not matter.
    """
    across, down = page.get_size()
    for placed in images[:_MOST_IMAGES]:
        if placed.area < _SMALLEST_SHARE * across * down:
            return  # the largest come first
        try:
            pixels = placed.image.get_bitmap().to_numpy()
        except pypdfium2.PdfiumError as error:
            if np.mean(_place(page, placed, drawn) == _PAPER) >= _NOT_DRAWN:
                raise UnreadableScanError("an image on the page cannot be decoded") from error
        else:
            refuse_cut_off(placed.image, pixels)


def _place(
    page: pypdfium2.PdfPage, placed: PlacedImage, drawn: NDArray[np.uint8]
) -> NDArray[np.uint8]:
    """Return the part of the drawn page where the image belongs."""
    height, width = drawn.shape[:2]
    left, bottom, right, top = placed.image.get_bounds()
    corners = [_device(page, x, y, width, height) for x, y in ((left, bottom), (right, top))]
    x0, x1 = sorted(min(max(x, 0), width) for x, _ in corners)
    y0, y1 = sorted(min(max(y, 0), height) for _, y in corners)
    part = drawn[y0:y1, x0:x1]
    return part if part.size else drawn


def _device(
    page: pypdfium2.PdfPage, x: float, y: float, width: int, height: int
) -> tuple[int, int]:
    across, down = ctypes.c_int(), ctypes.c_int()
    raw.FPDF_PageToDevice(page, 0, 0, width, height, 0, x, y, across, down)
    return across.value, down.value


def _jpeg_ends_early(data: bytes) -> bool:
    """Ask OpenCV, which gives nothing for a picture whose data end before it does."""
    try:
        whole = cv2.imdecode(np.frombuffer(data, np.uint8)[data.find(b"\xff\xd8") :], _REDUCED)
    except cv2.error:
        return True
    return whole is None


def _fax_ends_white(data: bytes, pixels: Pixels) -> bool:
    """Say whether another decoder takes the last row for white.

    pdfium makes rows without data black, libtiff makes them white: where they differ, there is
    none. Group 4 only (ITU-T T.6).
    """
    height, width = pixels.shape[:2]
    start = 8
    # TIFF 6.0: size, one bit, Group 4, 0 is white, the strip and its rows and bytes
    entries = (
        *((256, width), (257, height), (258, 1), (259, 4), (262, 0)),
        *((273, start), (277, 1), (278, height), (279, len(data))),
    )
    directory = struct.pack("<H", len(entries)) + b"".join(
        struct.pack("<HHII", tag, 4, 1, value) for tag, value in entries
    )
    strip = data + bytes(len(data) % 2)
    tiff = b"II*\0" + struct.pack("<I", start + len(strip)) + strip + directory + bytes(4)
    try:
        with Image.open(BytesIO(tiff), formats=["TIFF"]) as frame:
            return bool(np.asarray(frame)[-1].all())
    except (OSError, SyntaxError, ValueError):
        return False  # nobody to compare with
