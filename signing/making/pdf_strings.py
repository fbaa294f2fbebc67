"""The bytes that a PDF string means, and the words that they spell (ISO 32000-1 7.3.4, 7.9.2.2)."""

import re
from typing import Final

_ESCAPED: Final = re.compile(rb"\\(\n|[0-7]{1,3}|.)", re.DOTALL)
_END_OF_LINE: Final = re.compile(rb"\r\n?")
_LETTERS: Final = {b"n": b"\n", b"r": b"\r", b"t": b"\t", b"b": b"\b", b"f": b"\f", b"\n": b""}
_SPACE: Final = b"\0\t\n\f\r "


def string_bytes(written: bytes) -> bytes:
    """Return what a whole string token means; a missing last hexadecimal digit is 0."""
    if written[:1] == b"<":
        digits = written[1:-1].translate(None, _SPACE)
        return bytes.fromhex((digits + b"0" * (len(digits) % 2)).decode("ascii"))
    return _ESCAPED.sub(_meant, _END_OF_LINE.sub(b"\n", written[1:-1]))


def string_words(written: bytes) -> str:
    """Return what a whole text string says."""
    data = string_bytes(written)
    if data.startswith(b"\xfe\xff"):
        return data[2:].decode("utf-16-be", "replace")
    if data.startswith(b"\xef\xbb\xbf"):
        return data[3:].decode("utf-8", "replace")
    return data.decode("latin-1")


def _meant(match: re.Match[bytes]) -> bytes:
    found = match[1]
    if found[:1].isdigit() and found[:1] < b"8":
        return bytes([int(found, 8) & 0xFF])
    return _LETTERS.get(found, found)
