"""A stream whose first bytes were read already, whole again for whoever reads it next."""

import io
from typing import BinaryIO


class Rejoined(io.RawIOBase):
    """`head`, then the rest of `stream`, as one readable stream."""

    def __init__(self, head: bytes, stream: BinaryIO) -> None:
        self._head = memoryview(head)
        self._stream = stream

    def readable(self) -> bool:
        """Say yes."""
        return True

    def readinto(self, buffer: bytearray | memoryview) -> int:  # type: ignore[override] # narrower
        """Fill the buffer from the head while it lasts, then from the stream."""
        if self._head:
            taken = min(len(self._head), len(buffer))
            buffer[:taken] = self._head[:taken]
            self._head = self._head[taken:]
            return taken
        rest = self._stream.read(len(buffer))
        buffer[: len(rest)] = rest
        return len(rest)
