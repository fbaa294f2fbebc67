"""DER (X.690) read from a stream, with every byte handed to a hash as it passes.

Only what a long CRL needs: headers with definite lengths, small values whole, runs of bytes.
"""

from collections.abc import Callable
from typing import BinaryIO, Final

_PART: Final = 256 * 1024
_LONG_FORM: Final = 0x80
_MOST_LENGTH_BYTES: Final = 4
_HIGH_TAG: Final = 0x1F


class DerError(ValueError):
    """The bytes are not DER, or are larger than may be."""


class DerStream:
    """A cursor over a stream. `hear` gets each byte consumed, in order, in pieces of any size."""

    def __init__(self, source: BinaryIO) -> None:
        self._source = source
        self._held = b""
        self._at = 0
        self.position = 0  # bytes consumed since the start
        self.hear: Callable[[bytes], object] = _nobody

    def take(self, count: int) -> bytes:
        """Consume exactly so many bytes; only for few."""
        while len(self._held) - self._at < count:
            if not self._more():
                raise DerError("it breaks off")
        taken = self._held[self._at : self._at + count]
        self._consume(count)
        return taken

    def header(self) -> tuple[int, int, bytes]:
        """Consume a tag and a length; return both and their bytes."""
        start = self.take(2)
        tag, length = start[0], start[1]
        if tag & _HIGH_TAG == _HIGH_TAG:
            raise DerError("a tag is of the high form")
        if length < _LONG_FORM:
            return tag, length, start
        count = length - _LONG_FORM
        if not 0 < count <= _MOST_LENGTH_BYTES:
            raise DerError("a length is indefinite or too long")
        more = self.take(count)
        length = int.from_bytes(more, "big")
        if length < _LONG_FORM or more[0] == 0:
            raise DerError("a length is not the shortest")
        return tag, length, start + more

    def element(self, most: int) -> tuple[int, bytes]:
        """Consume one whole value of at most so many bytes; return its tag and all its bytes."""
        tag, length, head = self.header()
        if length > most:
            raise DerError("a value is too long")
        return tag, head + self.take(length)

    def peek(self) -> int | None:
        """Return the next byte without consuming it; None at the end."""
        if self._at == len(self._held) and not self._more():
            return None
        return self._held[self._at]

    def window(self, most: int) -> memoryview:
        """Return some of the next bytes, at most so many, without consuming them."""
        while len(self._held) - self._at < min(most, _PART // 2):
            if not self._more():
                break
        return memoryview(self._held)[self._at : self._at + most]

    def skip(self, count: int) -> None:
        """Consume bytes that `window` showed."""
        if count > len(self._held) - self._at:
            raise DerError("it breaks off")
        self._consume(count)

    def _consume(self, count: int) -> None:
        if self.hear is not _nobody:
            self.hear(self._held[self._at : self._at + count])
        self._at += count
        self.position += count

    def _more(self) -> bool:
        part = self._source.read(_PART)
        if not part:
            return False
        self._held = self._held[self._at :] + part
        self._at = 0
        return True


def _nobody(_: bytes) -> None:
    """Hear nothing."""
