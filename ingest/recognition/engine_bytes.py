"""Reads tesseract's binary formats value by value, and never past their end."""

import struct
from typing import Final

from ingest.errors import EngineDataError

_LONGEST_NAME: Final = 4096


class EngineBytes:
    """A place in a little-endian block of tesseract's data.

    Every method raises EngineDataError where the block ends too early or states an absurd size.
    """

    def __init__(self, data: bytes) -> None:
        self._data = data
        self._at = 0

    def byte(self) -> int:
        """Return an unsigned byte."""
        return self._taken(1)[0]

    def whole(self) -> int:
        """Return a signed number of four bytes."""
        (value,) = struct.unpack("<i", self._taken(4))
        return int(value)

    def wholes(self, count: int) -> tuple[int, ...]:
        """Return `count` signed numbers of four bytes each."""
        return struct.unpack(f"<{count}i", self._taken(4 * count))

    def long_wholes(self, count: int) -> tuple[int, ...]:
        """Return `count` signed numbers of eight bytes each."""
        return struct.unpack(f"<{count}q", self._taken(8 * count))

    def count(self, most: int) -> int:
        """Return a size: four bytes, 0 to `most`."""
        value = self.whole()
        if not 0 <= value <= most:
            raise EngineDataError(f"the engine's data states a size of {value}")
        return value

    def name(self) -> str:
        """Return a text of stated length."""
        return self._taken(self.count(_LONGEST_NAME)).decode("latin-1")

    def block(self, size: int) -> bytes:
        """Return the next `size` bytes."""
        return self._taken(size)

    def _taken(self, size: int) -> bytes:
        taken = self._data[self._at : self._at + size]
        if len(taken) < size:
            raise EngineDataError("the engine's data ends too early")
        self._at += size
        return taken
