"""Measures JPEG and PNG files by their headers, without decoding a pixel.

A file that ends too early is refused here: decoders would fill the rest with grey and say nothing.
"""

import mmap
import struct
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import BinaryIO, Final

from ingest.errors import TooLargeError, UnreadableScanError
from ingest.scans.exif import PictureTags, read_exif
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
# A progressive picture has about ten scans; thousands of them only burn time.
_MOST_SCANS: Final = 100
_MOST_EXIF: Final = 1_000_000


def inspect_png(path: Path, limits: ScanLimits) -> PageInfo:
    """Return the one page of a PNG file; its chunks are walked to the end mark."""
    width = height = 0
    tags = PictureTags()
    dpi: float | None = None
    ended = False
    with path.open("rb") as stream:
        stream.seek(_PNG_SIGNATURE_BYTES)
        for kind, body in _png_chunks(stream):
            if kind == b"IHDR":
                width, height = struct.unpack(">II", body[:8])
            elif kind == b"pHYs":
                across, _, unit = struct.unpack(">IIB", body[:9])
                dpi = across * _METRES_TO_INCH if unit == 1 else None
            elif kind == b"eXIf":
                tags = read_exif(body)
            elif kind == b"IEND":
                ended = True
    if not ended:
        raise UnreadableScanError("the PNG file is truncated")
    return raster_page(0, width, height, replace(tags, dpi=dpi or tags.dpi), limits)


def inspect_jpeg(path: Path, limits: ScanLimits) -> PageInfo:
    """Return the one page of a JPEG file, turned as its EXIF orientation asks."""
    width = height = 0
    tags = PictureTags()
    dpi: float | None = None
    with path.open("rb") as stream:
        for marker, body in _jpeg_segments(stream):
            if marker in _SOF:
                height, width = struct.unpack(">HH", body[1:5])
            elif marker == _APP0 and body[:5] == b"JFIF\0":
                unit, across = struct.unpack(">BH", body[7:10])
                dpi = across * {1: 1.0, 2: 2.54}.get(unit, 0.0) or None
            elif marker == _APP1 and body[:6] == b"Exif\0\0":
                tags = read_exif(body[6:])
        page = raster_page(0, width, height, replace(tags, dpi=dpi or tags.dpi), limits)
        stream.seek(0, 2)
        stream.seek(-min(stream.tell(), _TAIL_BYTES), 2)
        if b"\xff\xd9" not in stream.read():
            raise UnreadableScanError("the JPEG file is truncated")
        with mmap.mmap(stream.fileno(), 0, access=mmap.ACCESS_READ) as view:
            _refuse_endless_scans(view)
    return page


def raster_page(
    number: int, width: int, height: int, tags: PictureTags, limits: ScanLimits
) -> PageInfo:
    """Check a stored size against the limits and return the page as it is shown."""
    turn = tags.turn
    if width < 1 or height < 1:
        raise UnreadableScanError("the picture has no size")
    if width * height > limits.page_pixels:
        raise TooLargeError(f"page {number + 1}: {width} x {height} pixels")
    dpi = believable_dpi(width, height, tags.dpi)
    if turn in {90, 270}:
        width, height = height, width
    return PageInfo(
        number=number,
        kind=PageKind.SCAN,
        width=width,
        height=height,
        dpi=dpi,
        shown_turn=turn,
        dpi_stated=tags.dpi is not None and dpi == round(tags.dpi),
        camera=tags.camera,
    )


def _refuse_endless_scans(view: mmap.mmap) -> None:
    at = -2
    for _ in range(_MOST_SCANS + 1):
        at = view.find(b"\xff\xda", at + 2)
        if at < 0:
            return
    raise TooLargeError(f"more than {_MOST_SCANS} scans in one JPEG picture")


def _png_chunks(stream: BinaryIO) -> Iterator[tuple[bytes, bytes]]:
    while True:
        head = stream.read(8)
        if len(head) < 8:  # noqa: PLR2004 - length and type of a chunk
            return
        length, kind = struct.unpack(">I4s", head)
        start = stream.tell()
        wanted = {b"IHDR": 32, b"pHYs": 32, b"eXIf": _MOST_EXIF}.get(kind, 0)
        body = stream.read(min(length, wanted))
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
