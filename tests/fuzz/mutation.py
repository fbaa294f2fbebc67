"""Spoils a file the way transport, disks and attackers do. The same generator, the same spoil."""

import re
from collections.abc import Callable, Sequence
from random import Random
from typing import Final

_NUMBER: Final = re.compile(rb"\d+")
_INTERESTING: Final = (0, 1, 2, 7, 0x7F, 0x80, 0xFF, 0x7FFF, 0xFFFF, 0x7FFFFFFF, 0xFFFFFFFF)
# Words that steer the readers of these formats (ISO 32000-1; TIFF 6.0 tags are numbers).
_WORDS: Final = (
    *(b"/JBIG2Decode", b"/JPXDecode", b"/LZWDecode", b"/CCITTFaxDecode", b"/FlateDecode"),
    *(b"/Kids", b"/Parent", b"/Rotate", b"/Contents", b"/Type /Pages", b"/ObjStm", b"/Prev 0"),
    *(b"/Encrypt", b"/OpenAction", b"/JavaScript (app.alert(1))", b"/Width 99999999", b"/SMask"),
    *(b"endobj", b"endstream", b"trailer", b"startxref\n0\n", b"%%EOF", b"stream\n", b"<<", b">>"),
)
Spoil = Callable[[bytearray, Random], None]


def spoiled(data: bytes, others: Sequence[bytes], rng: Random) -> bytes:
    """Return `data` with one to six things done to it; parts of `others` may get into it."""
    spoilt = bytearray(data)
    for _ in range(rng.randint(1, 6)):
        rng.choice(_SPOILS)(spoilt, rng)
    if rng.random() < 0.1:
        _graft(spoilt, rng.choice(others), rng)
    return bytes(spoilt)


def _flip(data: bytearray, rng: Random) -> None:
    for _ in range(rng.randint(1, 8)):
        if data:
            data[rng.randrange(len(data))] ^= 1 << rng.randrange(8)


def _random_bytes(data: bytearray, rng: Random) -> None:
    at = rng.randrange(len(data) + 1)
    data[at : at + rng.randint(0, 16)] = rng.randbytes(rng.randint(1, 16))


def _cut(data: bytearray, rng: Random) -> None:
    del data[rng.randrange(len(data) + 1) :]


def _drop(data: bytearray, rng: Random) -> None:
    at = rng.randrange(len(data) + 1)
    del data[at : at + rng.randint(1, 400)]


def _repeat(data: bytearray, rng: Random) -> None:
    at = rng.randrange(len(data) + 1)
    block = data[at : at + rng.randint(1, 400)]
    data[at:at] = block * rng.randint(1, 4)


def _number(data: bytearray, rng: Random) -> None:
    """Put another number where one is written out, as lengths and object numbers of a PDF are."""
    found = [match.span() for match in _NUMBER.finditer(bytes(data[:20_000]))]
    if found:
        start, end = rng.choice(found)
        data[start:end] = str(rng.choice((*_INTERESTING, rng.randint(0, 400), -1))).encode()


def _binary_number(data: bytearray, rng: Random) -> None:
    """Put another number where sizes and offsets of pictures lie, in either byte order."""
    width = rng.choice((1, 2, 4))
    if len(data) > width:
        at = rng.randrange(min(len(data) - width, 2000))
        value = rng.choice(_INTERESTING) & ((1 << 8 * width) - 1)
        data[at : at + width] = value.to_bytes(width, rng.choice(("big", "little")))


def _word(data: bytearray, rng: Random) -> None:
    at = rng.randrange(len(data) + 1)
    word = rng.choice(_WORDS)
    data[at : at + (len(word) if rng.random() < 0.5 else 0)] = word


def _graft(data: bytearray, other: bytes, rng: Random) -> None:
    """Make a file of two: one kind before, behind or within another."""
    at = rng.choice((0, len(data), rng.randrange(len(data) + 1)))
    start = rng.randrange(len(other))
    data[at:at] = other[start : start + rng.randint(1, 4000)]


_SPOILS: Final[Sequence[Spoil]] = (
    *(_flip, _random_bytes, _cut, _drop, _repeat),
    *(_number, _number, _binary_number, _word),
)
