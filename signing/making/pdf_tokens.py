"""PDF values as the bytes that they are written with (ISO 32000-1 7.3), taken apart and kept.

What is not touched is written back byte by byte, so nothing here interprets more than it must: a
value is a slice of bytes, a dictionary a map from names to such slices. Anything odd (a name
spelled with #, a key given twice, brackets that do not match) is `UnusualFileError`. Every pattern
is possessive: no input makes one look twice at the same bytes.
"""

import re
from collections.abc import Mapping
from typing import Final

from signing.making.unusual import UnusualFileError

_SPACE: Final = rb"\x00\t\n\x0c\r "
_DELIMITER: Final = _SPACE + rb"()<>\[\]{}/%"
_TOKEN: Final = re.compile(
    rb"(?:[%b]++|%%[^\r\n]*+)*+"
    rb"(<<|>>|[\[\]()]|<[0-9A-Fa-f%b]*+>|/[^%b]*+|[^%b]++)"
    % (_SPACE, _SPACE, _DELIMITER, _DELIMITER)
)
_REFERENCE: Final = re.compile(
    rb"(\d{1,10})[%b]++(\d{1,5})[%b]++R(?![^%b])" % (_SPACE, _SPACE, _DELIMITER)
)
# Whole values that need no second look: references, names, numbers and words.
_ATOM: Final = re.compile(
    rb"[%b]*+(\d{1,10}[%b]++\d{1,5}[%b]++R(?![^%b])|/?[^%b]++(?=[%b/<>\[\]()]))"
    % (_SPACE, _SPACE, _SPACE, _DELIMITER, _DELIMITER, _SPACE)
)
_IN_STRING: Final = re.compile(rb"[()\\]")
# What matters between a bracket and its end: names, numbers and words need not be looked at.
_STRUCTURE: Final = re.compile(rb"<<|>>|[\[\](){}]|<[0-9A-Fa-f%b]*+>|[<>]|%%[^\r\n]*+" % _SPACE)
_MISPLACED: Final = {b")", b"{", b"}", b"<", b">"}
_HEXADECIMAL: Final = b"0123456789ABCDEFabcdef\0\t\n\f\r "
_CLOSING: Final = {b"<<": b">>", b"[": b"]"}


class CutOffError(Exception):
    """The bytes end inside the value: more are needed."""


def token_after(data: bytes, at: int) -> tuple[bytes, int, int]:
    """Return the next token, where it begins and where it ends; a string's is its `(`."""
    match = _TOKEN.match(data, at)
    if match is None or match.end() == len(data):
        if match is None and data[at:].strip(b"\0\t\n\f\r ")[:1] in {b")", b"{", b"}", b">"}:
            raise UnusualFileError("no value here")
        raise CutOffError
    return match[1], match.start(1), match.end()


def value_at(data: bytes, at: int) -> tuple[int, int]:
    """Return where the value that comes next begins and ends.

    Raises `CutOffError` when the bytes end before one can be sure that it does.
    """
    token, start, end = token_after(data, at)
    if token in _CLOSING:
        end = _container_end(data, token, end)
    elif token == b"(":
        end = _string_end(data, end)
    elif token in {b">>", b"]", b")"}:
        raise UnusualFileError("a bracket that closes nothing")
    elif token.isdigit():
        match = _REFERENCE.match(data, start)
        end = match.end() if match else end
    return start, end


def items(array: bytes) -> list[bytes]:
    """Return the values inside a whole array."""
    if array[:1] != b"[" or array[-1:] != b"]":
        raise UnusualFileError("no array")
    return _values(array[1:-1])


def entries(dictionary: bytes) -> dict[bytes, bytes]:
    """Return the values of a whole dictionary by their names, which keep their slash."""
    if dictionary[:2] != b"<<" or dictionary[-2:] != b">>":
        raise UnusualFileError("no dictionary")
    found = _values(dictionary[2:-2])
    keys = found[::2]
    if len(found) % 2 or len(set(keys)) != len(keys):
        raise UnusualFileError("a dictionary with a key twice or without a value")
    if any(key[:1] != b"/" or b"#" in key for key in keys):
        raise UnusualFileError("a key that is not a plain name")
    return dict(zip(keys, found[1::2], strict=True))


def reference(value: bytes | None) -> tuple[int, int] | None:
    """Return the number and generation that a whole value refers to; None when it is none."""
    match = _REFERENCE.fullmatch(value or b"")
    return (int(match[1]), int(match[2])) if match else None


def whole_number(value: bytes | None) -> int:
    """Return a whole value that is a number from 0."""
    if value is None or not value.isdigit() or len(value) > 12:  # noqa: PLR2004 - a terabyte
        raise UnusualFileError("no whole number where one must be")
    return int(value)


def written(values: Mapping[bytes, bytes]) -> bytes:
    """Return the dictionary of these names and values."""
    return b"<<" + b" ".join(key + b" " + value for key, value in values.items()) + b">>"


def _values(data: bytes) -> list[bytes]:
    found: list[bytes] = []
    at, padded = 0, data + b"\n "  # a comment's end, and room behind the last token
    while True:
        if atom := _ATOM.match(padded, at):
            found.append(atom[1])
            at = atom.end()
            continue
        if not _TOKEN.match(padded, at):
            if _only_space(padded[at:]):
                return found
            raise UnusualFileError("bytes that are no value")
        try:
            start, at = value_at(padded, at)
        except CutOffError as error:
            raise UnusualFileError("a value without an end") from error
        found.append(padded[start:at])


def _only_space(rest: bytes) -> bool:
    return all(
        not line.strip(b"\0\t\f ") or line.lstrip(b"\0\t\f ")[:1] == b"%"
        for line in rest.splitlines()
    )


def _container_end(data: bytes, opening: bytes, at: int) -> int:
    waiting = [_CLOSING[opening]]
    while waiting:
        match = _STRUCTURE.search(data, at)
        if match is None or match.end() == len(data):
            raise CutOffError
        token, at = match[0], match.end()
        if token in _CLOSING:
            waiting.append(_CLOSING[token])
        elif token == b"(":
            at = _string_end(data, at)
        elif token in {b">>", b"]"}:
            if token != waiting.pop():
                raise UnusualFileError("brackets that do not match")
        elif token in _MISPLACED:
            if token == b"<" and not data[at:].strip(_HEXADECIMAL):
                raise CutOffError
            raise UnusualFileError("a character that stands for nothing here")
    return at


def _string_end(data: bytes, at: int) -> int:
    """Return where a string ends whose first parenthesis lies before `at`."""
    depth = 1
    while depth:
        match = _IN_STRING.search(data, at)
        if match is None or match.end() == len(data):
            raise CutOffError
        at = match.end()
        if match[0] == b"\\":
            at += 1
        else:
            depth += 1 if match[0] == b"(" else -1
    return at
