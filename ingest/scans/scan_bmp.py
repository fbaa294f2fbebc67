"""Measures BMP files by their header, without decoding a pixel.

Old scanning programs still write them. The header is BITMAPINFOHEADER or one of its successors;
rows are stored bottom up unless the height is negative.
"""

import struct
from pathlib import Path
from typing import Final

from ingest.errors import UnreadableScanError
from ingest.scans.exif import PictureTags
from ingest.scans.scan_file import PageInfo, ScanLimits
from ingest.scans.scan_raster import raster_page

_METRES_TO_INCH: Final = 0.0254
_HEADER: Final = 54
_UNCOMPRESSED: Final = 0
_BIT_FIELDS: Final = 3
_DEPTHS: Final = frozenset({1, 4, 8, 16, 24, 32})


def inspect_bmp(path: Path, limits: ScanLimits) -> PageInfo:
    """Return the one page of a BMP file."""
    with path.open("rb") as stream:
        head = stream.read(_HEADER)
        size = stream.seek(0, 2)
    if len(head) < _HEADER:
        raise UnreadableScanError("the BMP file is truncated")
    offset, _, width, height, _, depth, packing, _, across = struct.unpack_from(
        "<IIiiHHIII", head, 10
    )
    page = raster_page(
        0, width, abs(height), PictureTags(dpi=across * _METRES_TO_INCH or None), limits
    )
    if depth not in _DEPTHS:
        raise UnreadableScanError("the BMP file is damaged")
    row = (width * depth + 31) // 32 * 4
    whole = packing in {_UNCOMPRESSED, _BIT_FIELDS}
    if offset >= size or (whole and offset + row * abs(height) > size):
        raise UnreadableScanError("the BMP file is truncated")
    return page
