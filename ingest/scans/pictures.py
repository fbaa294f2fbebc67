"""Decodes picture files (JPEG, PNG, WebP, BMP, HEIC, TIFF) to eight bits, in their own colours.

What is transparent is white paper; sixteen bits lose their lower half. Sizes were checked against
the limits when the file was inspected: nothing here is called before that.
"""

import warnings
from pathlib import Path
from typing import Final

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image, TiffImagePlugin

from ingest.errors import UnreadableScanError
from ingest.scans.fax import GROUP_4, hardly_decoded
from ingest.scans.heif import heif_pixels
from ingest.scans.scan_file import MediaType, PageInfo

Pixels = NDArray[np.uint8]
"""Rows by columns (grey), or rows by columns by (blue, green, red)."""

_COMPRESSION, _STRIP_COUNTS = 259, 279  # TIFF 6.0
_BAND: Final = 512  # rows
_COLOURS: Final = 3
_WITH_ALPHA: Final = 4
_GREYS: Final = frozenset({"1", "L", "LA"})
_DAMAGE: Final = (OSError, SyntaxError, ValueError, EOFError, MemoryError)


def picture_pixels(path: Path, media_type: MediaType, page: PageInfo) -> Pixels:
    """Return the pixels of one page of a picture file, turned as a viewer shows it.

    Raises UnreadableScanError. Not for PDF files.
    """
    match media_type:
        case MediaType.TIFF:
            return _tiff_frame(path, page.number)
        case MediaType.HEIC:
            return heif_pixels(path, page.number)
        case _:
            return turned(decoded(path.read_bytes()), page.shown_turn)


def decoded(data: bytes) -> Pixels:
    """Return the pixels of a JPEG, PNG, WebP or BMP file as stored, whatever turn it asks for.

    CMYK comes as colours of the screen. Raises UnreadableScanError.
    """
    try:
        pixels = cv2.imdecode(
            np.frombuffer(data, np.uint8), cv2.IMREAD_UNCHANGED | cv2.IMREAD_IGNORE_ORIENTATION
        )
    except cv2.error as error:
        raise UnreadableScanError(f"the picture cannot be decoded: {error}") from error
    if pixels is None:
        raise UnreadableScanError("the picture cannot be decoded")
    if pixels.dtype == np.uint16:
        pixels = pixels.astype(np.uint16) >> 8
    return on_paper(np.asarray(pixels, np.uint8))


def on_paper(pixels: Pixels) -> Pixels:
    """Return pixels with an opacity as they look on white paper; others as they are."""
    if pixels.ndim < _COLOURS or pixels.shape[2] < _WITH_ALPHA:
        return pixels
    opacity = pixels[..., 3:]
    if opacity.min() == 255:  # noqa: PLR2004 - all is opaque
        return np.ascontiguousarray(pixels[..., :3])
    drawn = cv2.multiply(pixels[..., :3], cv2.merge([opacity] * 3), scale=1 / 255)
    return np.asarray(cv2.add(drawn, cv2.merge([255 - opacity] * 3)), np.uint8)


def turned(pixels: Pixels, clockwise: int) -> Pixels:
    """Return the pixels turned by 0, 90, 180 or 270 degrees."""
    return np.ascontiguousarray(np.rot90(pixels, -clockwise // 90)) if clockwise else pixels


def _tiff_frame(path: Path, number: int) -> Pixels:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            # Given a path, Pillow maps raw frames into memory and forgets that they lie turned.
            with path.open("rb") as stream, Image.open(stream, formats=["TIFF"]) as image:
                image.seek(number)
                _refuse_lost_fax(image)
                # Pillow obeys the orientation tag as it loads.
                return _eight_bits(image)
    except _DAMAGE as error:
        raise UnreadableScanError(f"page {number + 1} cannot be decoded: {error}") from error


def _refuse_lost_fax(image: Image.Image) -> None:
    if not isinstance(image, TiffImagePlugin.TiffImageFile) or image.mode != "1":
        return
    if image.tag_v2.get(_COMPRESSION) == GROUP_4:
        # Asked for before loading: Pillow forgets them.
        given = sum(image.tag_v2.get(_STRIP_COUNTS, ()))
        image.load()
        if hardly_decoded(image, given):
            raise UnreadableScanError("most of the fax codes of the page do not decode")


def _eight_bits(image: Image.Image) -> Pixels:
    if image.mode.startswith("I;16"):
        return (np.asarray(image).astype(np.uint16) >> 8).astype(np.uint8)
    if image.mode in {"I", "F"}:  # wider than any scanner's: stretch what is there
        values = np.asarray(image, np.float64)
        low, high = float(values.min()), float(values.max())
        return ((values - low) * (255 / max(high - low, 1e-9))).astype(np.uint8)
    if image.mode in {"LA", "PA", "RGBA"} or "transparency" in image.info:
        return on_paper(_blue_first(np.asarray(image.convert("RGBA"), np.uint8)))
    if image.mode in _GREYS:
        return np.asarray(image.convert("L"), np.uint8)
    return _coloured(image)


def _coloured(image: Image.Image) -> Pixels:
    """Return the colours band by band: whole copies of an A3 page would not fit into a child."""
    pixels = np.empty((image.height, image.width, _COLOURS), np.uint8)
    for top in range(0, image.height, _BAND):
        band = image.crop((0, top, image.width, min(top + _BAND, image.height)))
        pixels[top : top + band.height] = np.asarray(band.convert("RGB"), np.uint8)[..., ::-1]
    return pixels


def _blue_first(pixels: Pixels) -> Pixels:
    swap = cv2.COLOR_RGBA2BGRA if pixels.shape[2] == _WITH_ALPHA else cv2.COLOR_RGB2BGR
    return np.asarray(cv2.cvtColor(pixels, swap), np.uint8)
