"""Walks the segments of a JBIG2 image as PDF files embed it; decodes nothing.

Decoders paint what they find and call a page without any segment white. ITU-T T.88, 7.2;
ISO 32000-1, 7.4.7 (no file header, no end segments).
"""

from typing import Final

# Region segments, which paint (7.3): symbols in text, halftones, generic, refinement.
_REGIONS: Final = frozenset({4, 6, 7, 20, 22, 23, 36, 38, 39, 40, 42, 43})
_UNKNOWN_LENGTH: Final = 0xFFFFFFFF
_LONG_COUNT: Final = 7  # in three bits: the count of segments referred to takes four bytes
_MOST_SEGMENTS: Final = 10_000


def holds_whole_regions(data: bytes) -> bool:
    """Say whether the bytes are segments that end where the data do, and one of them paints."""
    at, paints = 0, False
    for _ in range(_MOST_SEGMENTS):
        if at == len(data):
            break
        header = _header(data, at)
        if header is None:
            return False
        kind, body, length = header
        paints = paints or kind in _REGIONS
        if length == _UNKNOWN_LENGTH:
            return paints
        at = body + length
        if at > len(data):
            return False
    return paints


def _header(data: bytes, at: int) -> tuple[int, int, int] | None:
    """Return (kind, where its data begin, their length) of the segment at `at`."""
    if at + 6 > len(data):
        return None
    number = int.from_bytes(data[at : at + 4], "big")
    flags = data[at + 4]
    count = data[at + 5] >> 5
    after = at + 6
    if count == _LONG_COUNT:
        count = int.from_bytes(data[at + 5 : at + 9], "big") & 0x1FFFFFFF
        after = at + 9 + (count + 8) // 8
    width = 1 if number <= 0x100 else 2 if number <= 0x10000 else 4  # noqa: PLR2004 - 7.2.5
    after += count * width + (4 if flags & 0x40 else 1)
    if after + 4 > len(data):
        return None
    return flags & 0x3F, after + 4, int.from_bytes(data[after : after + 4], "big")
