"""Measures the frames of a TIFF file by walking its directories, without decoding a pixel.

An offset that points past the end of the file means that the file is truncated; decoders that stop
there in silence would lose the pages behind it. TIFF 6.0, section 2.
"""

import struct
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Final

from ingest.errors import TooLargeError, UnreadableScanError
from ingest.scans.exif import PictureTags
from ingest.scans.scan_file import PageInfo, ScanLimits
from ingest.scans.scan_raster import raster_page

_WIDTH, _HEIGHT, _ORIENTATION, _RESOLUTION, _UNIT = 256, 257, 274, 282, 296
_SAMPLES, _TILE_WIDTH, _TILE_HEIGHT = 277, 322, 323
_PIXELS: Final = ((273, 279), (324, 325))  # (offsets, byte counts) of strips, of tiles
_WANTED: Final = frozenset(
    {_WIDTH, _HEIGHT, _ORIENTATION, _RESOLUTION, _UNIT, _SAMPLES, _TILE_WIDTH, _TILE_HEIGHT}
    | {tag for pair in _PIXELS for tag in pair}
)
_FORMATS: Final = {1: "B", 3: "H", 4: "I", 5: "II"}  # BYTE, SHORT, LONG, RATIONAL
# Bytes of each type; types that are not listed here hold nothing that matters to anybody.
_SIZES: Final = dict(zip(range(1, 14), (1, 1, 2, 4, 8, 1, 1, 2, 4, 8, 4, 8, 4), strict=True))
_TURNS: Final = {1: 0, 3: 180, 6: 90, 8: 270}
_PER_CENTIMETRE: Final = 3
_MOST_SAMPLES: Final = 8  # CMYK and some transparency; decoders make room for all of them
_MOST_ENTRIES: Final = 4_096
_MOST_VALUES: Final = 1_000_000


def inspect_tiff(path: Path, limits: ScanLimits) -> tuple[PageInfo, ...]:
    """Return every frame of a TIFF file as a page, turned as its orientation tag asks."""
    with path.open("rb") as stream:
        file = _Tiff(stream, stream.seek(0, 2), "<" if _at(stream, 0, 2) == b"II" else ">")
        pages: list[PageInfo] = []
        seen: set[int] = set()
        offset = file.unpack("I", 4)[0]
        while offset:
            if offset in seen:
                raise UnreadableScanError("the pages of the TIFF file run in a circle")
            if len(pages) == limits.pages:
                raise TooLargeError(f"more than {limits.pages} pages")
            seen.add(offset)
            tags, offset = file.directory(offset)
            pages.append(_page(file, tags, len(pages), limits))
    if not pages:
        raise UnreadableScanError("the TIFF file has no pages")
    return tuple(pages)


@dataclass(frozen=True, slots=True)
class _Tiff:
    """An open file, its size and its byte order; reads raise UnreadableScanError at its end."""

    stream: BinaryIO
    size: int
    order: str

    def unpack(self, layout: str, offset: int) -> tuple[int, ...]:
        length = struct.calcsize(self.order + layout)
        data = _at(self.stream, offset, length)
        if len(data) < length:
            raise UnreadableScanError("the TIFF file is truncated")
        return struct.unpack(self.order + layout, data)

    def directory(self, offset: int) -> tuple[dict[int, tuple[int, ...]], int]:
        """Return the wanted tags of the directory at `offset`, and where the next one is."""
        (count,) = self.unpack("H", offset)
        if count > _MOST_ENTRIES:
            raise UnreadableScanError("the TIFF file is damaged")
        tags: dict[int, tuple[int, ...]] = {}
        for entry in range(count):
            at = offset + 2 + 12 * entry
            tag, kind, values = self.unpack("HHI", at)
            length = _SIZES.get(kind, 0) * values
            if length > 4 and self.unpack("I", at + 8)[0] + length > self.size:  # noqa: PLR2004 - fits in the entry
                raise UnreadableScanError("the TIFF file is truncated")
            if tag in _WANTED and kind in _FORMATS and values:  # a tag may claim no values
                tags[tag] = self._values(_FORMATS[kind], values, at + 8)
        (following,) = self.unpack("I", offset + 2 + 12 * count)
        return tags, following

    def _values(self, layout: str, count: int, at: int) -> tuple[int, ...]:
        if count > _MOST_VALUES:
            raise UnreadableScanError("the TIFF file is damaged")
        if struct.calcsize(f"{self.order}{layout}") * count > 4:  # noqa: PLR2004 - fits in the entry
            (at,) = self.unpack("I", at)
        return self.unpack(layout * count, at)


def _page(
    file: _Tiff, tags: dict[int, tuple[int, ...]], number: int, limits: ScanLimits
) -> PageInfo:
    pieces = 0
    for offsets_tag, counts_tag in _PIXELS:
        counts = tags.get(counts_tag, ())
        for at, count in zip(tags.get(offsets_tag, ()), counts, strict=False):
            pieces += 1
            if at + count > file.size:
                raise UnreadableScanError(f"page {number + 1} is truncated")
    width, height = (tags.get(tag, (0,))[0] for tag in (_WIDTH, _HEIGHT))
    tile = tags.get(_TILE_WIDTH, (0,))[0] * tags.get(_TILE_HEIGHT, (0,))[0]
    if tile > limits.page_pixels or tags.get(_SAMPLES, (1,))[0] > _MOST_SAMPLES:
        raise TooLargeError(f"page {number + 1}: tiles or samples beyond any paper")
    if not pieces:
        raise UnreadableScanError(f"page {number + 1} has no pixels")
    above, below, *_ = (*tags.get(_RESOLUTION, ()), 0, 0)
    claimed = above / below if below else None
    if claimed and tags.get(_UNIT) == (_PER_CENTIMETRE,):
        claimed *= 2.54
    turn = _TURNS.get(tags.get(_ORIENTATION, (1,))[0], 0)
    return raster_page(number, width, height, PictureTags(turn=turn, dpi=claimed), limits)


def _at(stream: BinaryIO, offset: int, length: int) -> bytes:
    stream.seek(offset)
    return stream.read(length)
