"""Stores a picture anew whose coding no PDF/A can carry: WebP, HEIC, BMP.

What was stored without loss stays so (BMP, lossless WebP). What was lossy becomes a JPEG of high
quality with full colour resolution: a second loss that no eye finds, at a fifth of the lossless
size. The file as it came is kept beside the archive file by whoever handed it in.
"""

from pathlib import Path
from typing import Final

import cv2
from PIL import Image

from ingest.scans.image_stream import ImageStream, jpeg_stream, pixels_stream
from ingest.scans.pictures import Pixels, picture_pixels
from ingest.scans.scan_file import MediaType, PageInfo, ScanLimits
from ingest.scans.scan_webp import inspect_webp
from ingest.text import PageKind

_QUALITY: Final = 95
_LOSSLESS_MARK: Final = b"VP8L"  # RFC 9649, 2.6
_NO_LIMITS: Final = ScanLimits(file_bytes=2**63, page_pixels=2**62, pages=2**31)


def reencoded_stream(path: Path, media_type: MediaType, number: int) -> ImageStream:
    """Return picture `number` as it is shown, ready for a PDF. Raises UnreadableScanError."""
    page = PageInfo(number=number, kind=PageKind.SCAN, width=0, height=0, dpi=0)
    if media_type is MediaType.WEBP:
        page = inspect_webp(path, _NO_LIMITS)
    pixels = picture_pixels(path, media_type, page)
    if media_type is MediaType.BMP or _lossless_webp(path, media_type):
        colours = pixels if pixels.ndim == 2 else cv2.cvtColor(pixels, cv2.COLOR_BGR2RGB)  # noqa: PLR2004 - grey
        return pixels_stream(Image.fromarray(colours))
    return jpeg_stream(_jpeg(pixels))


def _lossless_webp(path: Path, media_type: MediaType) -> bool:
    if media_type is not MediaType.WEBP:
        return False
    with path.open("rb") as stream:
        return _LOSSLESS_MARK in stream.read(64)


def _jpeg(pixels: Pixels) -> bytes:
    options = [
        cv2.IMWRITE_JPEG_QUALITY,
        _QUALITY,
        cv2.IMWRITE_JPEG_SAMPLING_FACTOR,
        cv2.IMWRITE_JPEG_SAMPLING_FACTOR_444,
    ]
    _, data = cv2.imencode(".jpg", pixels, options)
    return data.tobytes()
