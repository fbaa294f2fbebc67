"""A reader of DER, small enough to be read in one sitting: for the self-check only.

It shares no code with what makes signatures. It takes definite lengths in their shortest form
only, because that is what DER is (X.690 clause 10.1), and it copies nothing that it does not hand
out.
"""

from collections.abc import Iterator
from dataclasses import dataclass

_LONG = 0x80
_MULTIBYTE_TAG = 0x1F
_MAX_LENGTH_BYTES = 4


class DerError(ValueError):
    """The bytes are not DER."""


@dataclass(frozen=True, slots=True)
class Element:
    """One tag-length-value inside `data`: from `start`, its contents from `body` to `end`."""

    data: bytes
    start: int
    body: int
    end: int

    @property
    def tag(self) -> int:
        """The identifier octet."""
        return self.data[self.start]

    @property
    def value(self) -> bytes:
        """The contents octets."""
        return self.data[self.body : self.end]

    @property
    def encoded(self) -> bytes:
        """The whole element."""
        return self.data[self.start : self.end]

    def children(self, tag: int) -> tuple["Element", ...]:
        """Return the elements inside; `DerError` when this one has another tag."""
        if self.tag != tag:
            raise DerError(f"tag {self.tag:#x} instead of {tag:#x}")
        return tuple(_elements(self.data, self.body, self.end))


def first_element(data: bytes) -> Element:
    """Return the element that `data` begins with; more may follow it."""
    return _element(data, 0, len(data))


def whole_element(data: bytes) -> Element:
    """Return the element that `data` is; `DerError` where bytes follow it."""
    element = first_element(data)
    if element.end != len(data):
        raise DerError("bytes after the end")
    return element


def _elements(data: bytes, start: int, end: int) -> Iterator[Element]:
    while start < end:
        element = _element(data, start, end)
        yield element
        start = element.end


def _element(data: bytes, start: int, limit: int) -> Element:
    if start + 2 > limit or data[start] & _MULTIBYTE_TAG == _MULTIBYTE_TAG:
        raise DerError("no element here")
    length, body = data[start + 1], start + 2
    if length & _LONG:
        count = length & ~_LONG
        if not 1 <= count <= _MAX_LENGTH_BYTES or body + count > limit:
            raise DerError("bad length")
        length = int.from_bytes(data[body : body + count], "big")
        if length < _LONG or length < 1 << 8 * (count - 1):
            raise DerError("length not in its shortest form")
        body += count
    if body + length > limit:
        raise DerError("longer than what holds it")
    return Element(data, start, body, body + length)
