"""Reads HEIC and HEIF files, as phones write them: several pictures in one file are pages.

Opening parses the boxes and decodes nothing: sizes are those of the boxes, after the turn that the
file asks for, and libheif decodes no picture that is larger than its box says. ISO/IEC 23008-12.
"""

from pathlib import Path
from typing import Final

import numpy as np
import pi_heif
from numpy.typing import NDArray

from ingest.errors import TooLargeError, UnreadableScanError
from ingest.scans.exif import PictureTags, read_exif
from ingest.scans.scan_file import PageInfo, ScanLimits
from ingest.scans.scan_raster import raster_page

# The library takes the whole file into memory; a phone's picture has a few megabytes.
_MOST_BYTES: Final = 256 * 1024**2
# What pi_heif raises for broken files; libheif's own errors arrive as these, too.
_DAMAGE: Final = (
    OSError,
    EOFError,
    ValueError,
    SyntaxError,
    RuntimeError,
    MemoryError,
    LookupError,
)


def inspect_heif(path: Path, limits: ScanLimits) -> tuple[PageInfo, ...]:
    """Return every picture of the file as a page; thumbnails and depth maps are none."""
    if path.stat().st_size > _MOST_BYTES:
        raise TooLargeError(f"more than {_MOST_BYTES} bytes in one HEIC file")
    file = _opened(path)
    if len(file) > limits.pages:
        raise TooLargeError(f"more than {limits.pages} pages")
    pages: list[PageInfo] = []
    for number, picture in enumerate(file):
        exif = read_exif((picture.info.get("exif") or b"").removeprefix(b"Exif\0\0"))
        # The file's own turn is applied already; EXIF only repeats it.
        tags = PictureTags(dpi=exif.dpi, camera=exif.camera)
        width, height = picture.size
        pages.append(raster_page(number, width, height, tags, limits))
    if not pages:
        raise UnreadableScanError("the HEIC file holds no picture")
    return tuple(pages)


def heif_pixels(path: Path, number: int) -> NDArray[np.uint8]:
    """Return picture `number` upright, rows by columns by (blue, green, red).

    Raises UnreadableScanError.
    """
    try:
        picture = _opened(path)[number]
        pixels = np.asarray(picture)
    except _DAMAGE as error:
        raise UnreadableScanError(f"the HEIC picture is damaged: {error}") from error
    if pixels.ndim == 2:  # noqa: PLR2004 - a grey picture
        pixels = np.repeat(pixels[..., None], 3, axis=2)
    return np.ascontiguousarray(pixels[..., :3], np.uint8)


def _opened(path: Path) -> pi_heif.HeifFile:
    try:
        return pi_heif.open_heif(path, convert_hdr_to_8bit=True, bgr_mode=True)
    except _DAMAGE as error:
        raise UnreadableScanError(f"the HEIC file is damaged: {error}") from error
