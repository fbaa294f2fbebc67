"""Objects of a PDF read at their offsets, a few kB each: the file is never read whole."""

import os
import re
import zlib
from dataclasses import dataclass
from itertools import accumulate
from typing import Final, SupportsIndex

from signing.making.pdf_tokens import CutOffError, entries, token_after, value_at, whole_number
from signing.making.unusual import UnusualFileError

_HEADER: Final = re.compile(
    rb"[\x00\t\n\x0c\r ]*+(\d{1,10})[\x00\t\n\x0c\r ]++(\d{1,5})[\x00\t\n\x0c\r ]++obj"
)
_FIRST_WINDOW: Final = 1024
_LARGEST_VALUE: Final = 16 << 20  # an array of 100,000 fields takes 1 MB
_LARGEST_STREAM: Final = 64 << 20  # decoded; cross-references of a million objects take 8 MB
_PNG_NONE, _PNG_SUB, _PNG_UP = 0, 1, 2
_FIRST_PNG: Final = 10


@dataclass(frozen=True, slots=True)
class FileView:
    """A file that is open for reading."""

    descriptor: int
    size: int

    @classmethod
    def of(cls, descriptor: int) -> "FileView":
        """Look at an open file as long as it is now."""
        return cls(descriptor, os.fstat(descriptor).st_size)

    def at(self, offset: int, length: int) -> bytes:
        """Return up to `length` bytes from `offset`."""
        if not 0 <= offset <= self.size:
            raise UnusualFileError("an offset outside the file")
        return os.pread(self.descriptor, length, offset)


@dataclass(frozen=True, slots=True)
class RawObject:
    """An object as it is written. `stream` is where a stream's data begin, else None."""

    number: int
    generation: int
    value: bytes
    stream: int | None


def object_at(view: FileView, offset: int) -> RawObject:
    """Read the object whose header is at this offset."""
    length = _FIRST_WINDOW
    while True:
        data = view.at(offset, length)
        header = _HEADER.match(data)
        if header is None:
            raise UnusualFileError("no object where the cross-references say")
        try:
            start, end = value_at(data, header.end())
            word, _, after = token_after(data[:-1], end)  # and one byte more
        except CutOffError:
            if offset + length >= view.size or length >= _LARGEST_VALUE:
                raise UnusualFileError("an object without an end") from None
            length *= 4
            continue
        stream = offset + _data_start(data, after) if word == b"stream" else None
        if word not in {b"stream", b"endobj"}:
            raise UnusualFileError("an object that does not end")
        return RawObject(int(header[1]), int(header[2]), data[start:end], stream)


def decoded(view: FileView, values: dict[bytes, bytes], start: int) -> bytes:
    """Return a stream's data. Only Flate with PNG predictors, as cross-references have them."""
    data = view.at(start, whole_number(values.get(b"/Length")))
    kind = values.get(b"/Filter", b"").strip(b"[] ")
    if kind not in {b"", b"/FlateDecode"}:
        raise UnusualFileError("a filter other than Flate")
    if kind:
        data = _inflated(data)
    given = values.get(b"/DecodeParms", b"null").strip(b"[] ")
    parameters = {} if given == b"null" else entries(given)
    if whole_number(parameters.get(b"/Predictor", b"1")) < _FIRST_PNG:
        if parameters.get(b"/Predictor", b"1") != b"1":
            raise UnusualFileError("a predictor that is not PNG's")
        return data
    if {b"/Colors", b"/BitsPerComponent"} & parameters.keys():
        raise UnusualFileError("a predictor over other than bytes")
    return _unpredicted(data, whole_number(parameters.get(b"/Columns", b"1")))


def _data_start(data: bytes, after: int) -> int:
    if data[after : after + 2] == b"\r\n":
        return after + 2
    if data[after : after + 1] == b"\n":
        return after + 1
    raise UnusualFileError("a stream that does not begin on a line of its own")


def _inflated(data: bytes) -> bytes:
    inflater = zlib.decompressobj()
    try:
        plain = inflater.decompress(data, _LARGEST_STREAM)
    except zlib.error as error:
        raise UnusualFileError("a stream that cannot be inflated") from error
    if not inflater.eof:
        raise UnusualFileError("a stream that is cut off or too large")
    return plain


def _unpredicted(data: bytes, columns: int) -> bytes:
    """Undo PNG prediction (RFC 2083 clause 6) over bytes."""
    width = columns + 1
    if len(data) % width:
        raise UnusualFileError("rows that are cut off")
    kinds = set(data[::width])
    if kinds == {_PNG_UP}:  # the usual case: running sums down each column
        out = bytearray(len(data) // width * columns)
        for column in range(1, width):
            out[column - 1 :: columns] = bytes(accumulate(data[column::width], _sum))
        return bytes(out)
    if not kinds <= {_PNG_NONE, _PNG_SUB, _PNG_UP}:
        raise UnusualFileError("a predictor that is not used for cross-references")
    rows, above = [], bytes(columns)
    for at in range(0, len(data), width):
        row = data[at + 1 : at + width]
        if data[at] == _PNG_SUB:
            row = bytes(accumulate(row, _sum))
        elif data[at] == _PNG_UP:
            row = bytes(_sum(*pair) for pair in zip(row, above, strict=True))
        rows.append(row)
        above = row
    return b"".join(rows)


def _sum(one: SupportsIndex, other: SupportsIndex) -> int:
    return (one.__index__() + other.__index__()) & 0xFF
