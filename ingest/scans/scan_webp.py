"""Measures WebP files by their chunks, without decoding a pixel. RFC 9649, section 2."""

import struct
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO, Final

from ingest.errors import TooLargeError, UnreadableScanError
from ingest.scans.exif import PictureTags, read_exif
from ingest.scans.scan_file import PageInfo, ScanLimits
from ingest.scans.scan_raster import raster_page

_RIFF_HEADER: Final = 12
_ANIMATED: Final = 0x02
_MOST_CHUNKS: Final = 1_000
_MOST_EXIF: Final = 1_000_000
_HEAD: Final = 10


def inspect_webp(path: Path, limits: ScanLimits) -> PageInfo:
    """Return the one page of a WebP file. An animation is no paper and is refused."""
    sizes: list[tuple[int, int]] = []
    exif = PictureTags()
    with path.open("rb") as stream:
        for kind, body in _chunks(stream):
            if kind == b"VP8X" and body[0] & _ANIMATED:
                raise UnreadableScanError("the WebP file is an animation")
            if kind in {b"VP8X", b"VP8 ", b"VP8L"}:
                sizes.append(_size(kind, body))
            elif kind == b"EXIF":
                exif = read_exif(body.removeprefix(b"Exif\0\0"))
    if len(sizes) not in {1, 2} or len(set(sizes)) != 1:
        # The canvas (VP8X) and the picture on it have one size, or the file lies.
        raise UnreadableScanError("the WebP file is damaged")
    return raster_page(0, *sizes[0], exif, limits)


def _chunks(stream: BinaryIO) -> Iterator[tuple[bytes, bytes]]:
    """Yield each chunk's kind and first bytes (EXIF: all of them), to the end of the container."""
    size = stream.seek(0, 2)
    stream.seek(4)
    end = int.from_bytes(stream.read(4), "little") + 8
    if end > size:
        raise UnreadableScanError("the WebP file is truncated")
    at = _RIFF_HEADER
    for _ in range(_MOST_CHUNKS):
        if at + 8 > end:
            return
        stream.seek(at)
        kind, length = struct.unpack("<4sI", stream.read(8))
        if at + 8 + length > end:
            raise UnreadableScanError("the WebP file is truncated")
        wanted = min(length, _MOST_EXIF) if kind == b"EXIF" else min(length, _HEAD)
        yield kind, stream.read(wanted).ljust(_HEAD, b"\0")
        at += 8 + length + length % 2
    raise TooLargeError(f"more than {_MOST_CHUNKS} chunks")


def _size(kind: bytes, body: bytes) -> tuple[int, int]:
    if kind == b"VP8X":
        return (
            int.from_bytes(body[4:7], "little") + 1,
            int.from_bytes(body[7:10], "little") + 1,
        )
    if kind == b"VP8L":
        packed = int.from_bytes(body[1:5], "little")
        return (packed & 0x3FFF) + 1, (packed >> 14 & 0x3FFF) + 1
    if body[3:6] != b"\x9d\x01\x2a":  # RFC 6386, 9.1
        raise UnreadableScanError("the WebP file is damaged")
    width, height = struct.unpack_from("<HH", body, 6)
    return width & 0x3FFF, height & 0x3FFF
