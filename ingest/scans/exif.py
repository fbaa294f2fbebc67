"""Reads the few EXIF entries that matter to paper: how a picture is to be turned, and who took it.

EXIF is a small TIFF inside JPEG, PNG and WebP files. CIPA DC-008 (Exif 2.32), sections 4.6.2-4.6.5.
It comes from outside: what does not parse is as if it were not there.
"""

import struct
from dataclasses import dataclass
from typing import Final

_ORIENTATION: Final = 0x0112
_RESOLUTION: Final = 0x011A
_UNIT: Final = 0x0128
_EXPOSURE_DIRECTORY: Final = 0x8769
# Exposure time, f-number, sensitivity, focal length: a lens has them, a scanner's glass has not.
_LENS: Final = frozenset({0x829A, 0x829D, 0x8827, 0x920A})
_TURNS: Final = {1: 0, 3: 180, 6: 90, 8: 270}
_PER_CENTIMETRE: Final = 3
_MOST_ENTRIES: Final = 256
_HEADER: Final = 8
_ENTRY: Final = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class PictureTags:
    """What a picture file says of itself.

    `turn` is clockwise (0 where mirrored); `dpi` is None where not said; `camera` tells that a
    lens took the picture.
    """

    turn: int = 0
    dpi: float | None = None
    camera: bool = False


def read_exif(tiff: bytes) -> PictureTags:
    """Return what an EXIF block (beginning with its TIFF header) says; never raises."""
    order = {b"II": "<", b"MM": ">"}.get(tiff[:2])
    if order is None or len(tiff) < _HEADER:
        return PictureTags()
    main = _directory(tiff, order, struct.unpack_from(order + "I", tiff, 4)[0])
    dpi = _rational(tiff, order, main.get(_RESOLUTION))
    if dpi is not None and _short(order, main.get(_UNIT)) == _PER_CENTIMETRE:
        dpi *= 2.54
    lens: frozenset[int] = frozenset()
    if _EXPOSURE_DIRECTORY in main:
        at = struct.unpack(order + "I", main[_EXPOSURE_DIRECTORY])[0]
        lens = frozenset(_directory(tiff, order, at))
    return PictureTags(
        turn=_TURNS.get(_short(order, main.get(_ORIENTATION)), 0),
        dpi=dpi,
        camera=bool(lens & _LENS),
    )


def _directory(tiff: bytes, order: str, at: int) -> dict[int, bytes]:
    """Return the four value bytes of each entry of the directory at `at`, by tag."""
    if at + 2 > len(tiff):
        return {}
    (count,) = struct.unpack_from(order + "H", tiff, at)
    entries: dict[int, bytes] = {}
    for index in range(min(count, _MOST_ENTRIES)):
        entry = at + 2 + _ENTRY * index
        if entry + _ENTRY > len(tiff):
            break
        (tag,) = struct.unpack_from(order + "H", tiff, entry)
        entries[tag] = tiff[entry + 8 : entry + _ENTRY]
    return entries


def _short(order: str, value: bytes | None) -> int:
    return 0 if value is None else int(struct.unpack_from(order + "H", value)[0])


def _rational(tiff: bytes, order: str, value: bytes | None) -> float | None:
    if value is None:
        return None
    (at,) = struct.unpack(order + "I", value)
    if at + 8 > len(tiff):
        return None
    above, below = struct.unpack_from(order + "II", tiff, at)
    return above / below if below else None
