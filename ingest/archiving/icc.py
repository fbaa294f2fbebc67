"""The colour profile of the archive file's output intent: sRGB, as a version 2 ICC profile.

Made from the published numbers of IEC 61966-2-1, so that no profile with a licence of its own is
shipped; version 2 because checkers of every part of PDF/A accept it (ICC.1:2001-04).
"""

import struct
from typing import Final

# sRGB primaries and white, adapted to the D50 of the profile connection space (Bradford).
_WHITE: Final = (0.9642, 1.0, 0.8249)
_RED: Final = (0.4360747, 0.2225045, 0.0139322)
_GREEN: Final = (0.3850649, 0.7168786, 0.0971045)
_BLUE: Final = (0.1430804, 0.0606169, 0.7141733)
_CURVE_POINTS: Final = 128  # straight between them: never 0.00003 off
_HEADER_BYTES: Final = 128
_NAME: Final = b"sRGB IEC61966-2.1"


def srgb_profile() -> bytes:
    """Return the profile: RGB display class, about 0.9 kB."""
    curve = _curve()
    tags = {
        b"desc": _description(),
        b"cprt": b"text" + bytes(4) + b"No copyright, use freely\0",
        b"wtpt": _xyz(_WHITE),
        b"rXYZ": _xyz(_RED),
        b"gXYZ": _xyz(_GREEN),
        b"bXYZ": _xyz(_BLUE),
        b"rTRC": curve,
        b"gTRC": curve,
        b"bTRC": curve,
    }
    offset = _HEADER_BYTES + 4 + 12 * len(tags)
    table, body = struct.pack(">I", len(tags)), b""
    placed: dict[bytes, int] = {}
    for name, data in tags.items():
        if data not in placed:  # the three curves are one
            placed[data] = offset + len(body)
            body += data + bytes(-len(data) % 4)
        table += name + struct.pack(">II", placed[data], len(data))
    size = _HEADER_BYTES + len(table) + len(body)
    return _header(size) + table + body


def _header(size: int) -> bytes:
    created = struct.pack(">6H", 2026, 1, 1, 0, 0, 0)
    head = struct.pack(">I4sI4s4s4s", size, bytes(4), 0x02100000, b"mntr", b"RGB ", b"XYZ ")
    head += created + b"acsp" + bytes(4 + 4 + 4 + 4 + 8) + struct.pack(">I", 0) + _numbers(_WHITE)
    return head.ljust(_HEADER_BYTES, b"\0")


def _description() -> bytes:
    ascii_part = struct.pack(">I", len(_NAME) + 1) + _NAME + b"\0"
    no_unicode, no_script = bytes(4 + 4), bytes(2 + 1 + 67)
    return b"desc" + bytes(4) + ascii_part + no_unicode + no_script


def _xyz(values: tuple[float, float, float]) -> bytes:
    return b"XYZ " + bytes(4) + _numbers(values)


def _numbers(values: tuple[float, float, float]) -> bytes:
    return struct.pack(">3i", *(round(value * 65536) for value in values))  # s15Fixed16


def _curve() -> bytes:
    points = (_linear(index / (_CURVE_POINTS - 1)) for index in range(_CURVE_POINTS))
    values = [round(point * 65535) for point in points]
    return b"curv" + bytes(4) + struct.pack(f">I{_CURVE_POINTS}H", _CURVE_POINTS, *values)


def _linear(value: float) -> float:
    """Undo sRGB's transfer function (IEC 61966-2-1, 5.2)."""
    if value <= 0.04045:  # noqa: PLR2004 - the standard's own number
        return value / 12.92
    return float(((value + 0.055) / 1.055) ** 2.4)
