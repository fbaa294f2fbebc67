"""Byte ranges of one file (RFC 9110 14): one range is served, several are answered whole."""

import re
from dataclasses import dataclass
from typing import Final

from api.problems import ProblemError

_ONE: Final = re.compile(r"bytes\s*=\s*(\d*)\s*-\s*(\d*)\s*", re.IGNORECASE)
_MAX_DIGITS: Final = 18


@dataclass(frozen=True, slots=True)
class ByteRange:
    """`length` bytes from offset `start`; `length` is at least 1."""

    start: int
    length: int

    def header(self, size: int) -> str:
        """Return the `Content-Range` of an answer that holds this part."""
        return f"bytes {self.start}-{self.start + self.length - 1}/{size}"


def parse(header: str | None, size: int) -> ByteRange | None:
    """Return the part asked for, or None when the whole is to be sent.

    Raises a 416 problem when the part lies outside the file. A header that cannot be read, or
    that asks for several parts, is ignored, as RFC 9110 14.2 allows.
    """
    match = _ONE.fullmatch(header.strip()) if header else None
    if match is None or match.group(1) == match.group(2) == "":
        return None
    first, last = match.group(1), match.group(2)
    if max(len(first), len(last)) > _MAX_DIGITS:
        raise _unsatisfiable(size)
    if first == "":
        length = min(int(last), size)
        start = size - length
    else:
        start = int(first)
        if last and int(last) < start:
            return None
        length = min(int(last), size - 1) - start + 1 if last else size - start
    if start >= size or length < 1:
        raise _unsatisfiable(size)
    return ByteRange(start, length)


def _unsatisfiable(size: int) -> ProblemError:
    headers = {"Content-Range": f"bytes */{size}"}
    return ProblemError(416, "range_not_satisfiable", headers=headers)
