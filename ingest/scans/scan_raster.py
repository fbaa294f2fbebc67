"""Measures JPEG and PNG files by their headers, without decoding a pixel.

A file that ends too early is refused here: decoders would fill the rest with grey and say nothing.
"""

import struct
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO, Final

from ingest.errors import TooLargeError, UnreadableScanError
from ingest.scans.resolution import believable_dpi
from ingest.scans.scan_file import PageInfo, ScanLimits
from ingest.text import PageKind

_METRES_TO_INCH: Final = 0.0254
_PNG_SIGNATURE_BYTES: Final = 8
_TAIL_BYTES: Final = 65_536
# Start-of-frame markers, ITU-T T.81 table B.1: C0-CF without C4 (DHT), C8 (JPG), CC (DAC).
_SOF: Final = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}
_SOS: Final = 0xDA
_APP0: Final = 0xE0
_APP1: Final = 0xE1
_STANDALONE: Final = frozenset({0x01, *range(0xD0, 0xD9)})
_EXIF_TURNS: Final = {1: 0, 3: 180, 6: 90, 8: 270}


def inspect_png(path: Path, limits: ScanLimits) -> PageInfo:
    """Return the one page of a PNG file; its chunks are walked to the end mark."""
    width = height = 0
    claimed: float | None = None
    ended = False
    with path.open("rb") as stream:
        stream.seek(_PNG_SIGNATURE_BYTES)
        for kind, body in _png_chunks(stream):
            if kind == b"IHDR":
                width, height = struct.unpack(">II", body[:8])
            elif kind == b"pHYs":
                across, _, unit = struct.unpack(">IIB", body[:9])
                claimed = across * _METRES_TO_INCH if unit == 1 else None
            elif kind == b"IEND":
                ended = True
    if not ended:
        raise UnreadableScanError("the PNG file is truncated")
    return raster_page(0, width, height, claimed, 0, limits)


def inspect_jpeg(path: Path, limits: ScanLimits) -> PageInfo:
    """Return the one page of a JPEG file, turned as its EXIF orientation asks."""
    width = height = turn = 0
    claimed: float | None = None
    with path.open("rb") as stream:
        for marker, body in _jpeg_segments(stream):
            if marker in _SOF:
                height, width = struct.unpack(">HH", body[1:5])
            elif marker == _APP0 and body[:5] == b"JFIF\0":
                unit, across = struct.unpack(">BH", body[7:10])
                claimed = across * {1: 1.0, 2: 2.54}.get(unit, 0.0) or None
            elif marker == _APP1 and body[:6] == b"Exif\0\0":
                turn = _exif_turn(body[6:])
        stream.seek(0, 2)
        stream.seek(-min(stream.tell(), _TAIL_BYTES), 2)
        if b"\xff\xd9" not in stream.read():
            raise UnreadableScanError("the JPEG file is truncated")
    return raster_page(0, width, height, claimed, turn, limits)


def raster_page(
    number: int, width: int, height: int, claimed: float | None, turn: int, limits: ScanLimits
) -> PageInfo:
    """Check a stored size against the limits and return the page as it is shown."""
    if width < 1 or height < 1:
        raise UnreadableScanError("the picture has no size")
    if width * height > limits.page_pixels:
        raise TooLargeError(f"page {number + 1}: {width} x {height} pixels")
    dpi = believable_dpi(width, height, claimed)
    if turn in {90, 270}:
        width, height = height, width
    return PageInfo(
        number=number, kind=PageKind.SCAN, width=width, height=height, dpi=dpi, shown_turn=turn
    )


def _png_chunks(stream: BinaryIO) -> Iterator[tuple[bytes, bytes]]:
    while True:
        head = stream.read(8)
        if len(head) < 8:  # noqa: PLR2004 - length and type of a chunk
            return
        length, kind = struct.unpack(">I4s", head)
        start = stream.tell()
        small = kind in {b"IHDR", b"pHYs", b"IEND"}
        body = stream.read(min(length, 32)) if small else b""
        if kind in {b"IHDR", b"pHYs"} and len(body) < {b"IHDR": 13, b"pHYs": 9}[kind]:
            raise UnreadableScanError("the PNG file is damaged")
        stream.seek(start + length)
        if len(stream.read(4)) < 4:  # noqa: PLR2004 - the checksum of the chunk
            return
        yield kind, body
        if kind == b"IEND":
            return


def _jpeg_segments(stream: BinaryIO) -> Iterator[tuple[int, bytes]]:
    """Yield (marker, body) up to the start of the entropy-coded data."""
    stream.seek(2)
    while True:
        prefix = stream.read(1)
        if prefix != b"\xff":
            raise UnreadableScanError("the JPEG file is damaged or truncated")
        while (code := stream.read(1)) == b"\xff":
            pass
        if not code:
            raise UnreadableScanError("the JPEG file is truncated")
        marker = code[0]
        if marker in _STANDALONE:
            continue
        raw = stream.read(2)
        length = int.from_bytes(raw, "big") - 2
        body = stream.read(max(length, 0))
        if len(raw) < 2 or length < 0 or len(body) < length:  # noqa: PLR2004 - a length field
            raise UnreadableScanError("the JPEG file is truncated")
        if marker in _SOF and length < 6:  # noqa: PLR2004 - precision, height, width, components
            raise UnreadableScanError("the JPEG file is damaged")
        yield marker, body.ljust(10, b"\0")
        if marker == _SOS:
            return


def _exif_turn(tiff: bytes) -> int:
    """Return the clockwise turn of EXIF tag 0x0112, 0 where it is absent or mirrored."""
    order = {b"II": "<", b"MM": ">"}.get(tiff[:2])
    if order is None or len(tiff) < 8:  # noqa: PLR2004 - a TIFF header
        return 0
    (offset,) = struct.unpack_from(order + "I", tiff, 4)
    if offset + 2 > len(tiff):
        return 0
    (count,) = struct.unpack_from(order + "H", tiff, offset)
    for index in range(min(count, 64)):
        at = offset + 2 + 12 * index
        if at + 12 > len(tiff):
            return 0
        tag, _, _, value = struct.unpack_from(order + "HHIH", tiff, at)
        if tag == 0x0112:  # noqa: PLR2004 - EXIF orientation
            return _EXIF_TURNS.get(value, 0)
    return 0
