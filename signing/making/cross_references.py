"""Where the objects of a PDF are: its chain of cross-reference sections, newest first.

ISO 32000-1 clauses 7.5.4 (tables), 7.5.8 (streams, hybrid files). Tables are not read: an entry is
looked up in the file when it is asked for.
"""

import re
from dataclasses import dataclass
from typing import Final

from signing.making.pdf_tokens import CutOffError, entries, items, value_at, whole_number
from signing.making.raw_objects import FileView, decoded, object_at
from signing.making.unusual import UnusualFileError

_END: Final = re.compile(
    rb"startxref[\x00\t\n\x0c\r ]++(\d{1,12})[\x00\t\n\x0c\r ]++%%EOF[\x00\t\n\x0c\r ]*+\Z"
)
_SUBSECTION: Final = re.compile(rb"[\x00\t\n\x0c\r ]*+(\d{1,10}) ++(\d{1,10}) *+(?:\r\n|\r|\n)")
_TRAILER: Final = re.compile(rb"[\x00\t\n\x0c\r ]*+trailer")
_ENTRY: Final = re.compile(rb"(\d{10}) (\d{5}) ([nf])(?: \r| \n|\r\n)\Z")
_ENTRY_BYTES: Final = 20
_TAIL: Final = 2048
_MOST_SECTIONS: Final = 4096
_LARGEST_TRAILER: Final = 1 << 20
_FREE, _IN_FILE, _IN_STREAM = 0, 1, 2


@dataclass(frozen=True, slots=True)
class Place:
    """Where an object is: at an offset, or (`container`) in an object stream."""

    offset: int
    generation: int
    container: int | None = None


@dataclass(frozen=True, slots=True)
class _Rows:
    """Entries for `count` objects from number `first`, beginning at `start`."""

    first: int
    count: int
    start: int  # offset in the file, or number of the row in the stream


@dataclass(frozen=True, slots=True)
class _Section:
    """A table (`rows` lie in the file), or a stream with its data and the widths of its fields."""

    rows: tuple[_Rows, ...]
    trailer: dict[bytes, bytes]
    data: bytes = b""
    widths: tuple[int, ...] = ()


class CrossReferences:
    """A file's sections. `newest` is where the newest one begins, `trailer` its dictionary."""

    def __init__(self, view: FileView) -> None:
        self._view = view
        tail = view.at(max(0, view.size - _TAIL), _TAIL)
        end = _END.search(tail)
        if end is None or view.at(0, 5) != b"%PDF-":
            raise UnusualFileError("no plain beginning or end")
        self.newest = int(end[1])
        self.ends_a_line = tail[-1:] in b"\r\n"
        self._sections = _chain(view, self.newest)
        self.trailer = self._sections[0].trailer
        self.is_stream = bool(self._sections[0].widths)
        count = whole_number(self.trailer.get(b"/Size"))
        if any(r.first + r.count > count for s in self._sections for r in s.rows):
            raise UnusualFileError("objects beyond the number that the trailer tells")
        if any(b"/Encrypt" in section.trailer for section in self._sections):
            raise UnusualFileError("the file is encrypted")

    def place(self, number: int) -> Place:
        """Return where the newest version of the object is."""
        for section in self._sections:
            for rows in section.rows:
                if rows.first <= number < rows.first + rows.count:
                    kind, second, third = self._entry(section, rows, number)
                    if kind == _FREE and b"/XRefStm" in section.trailer:
                        break  # of a hybrid file: hidden here, told in its stream
                    return _place(kind, second, third)
        raise UnusualFileError(f"object {number} is nowhere")

    def _entry(self, section: _Section, rows: _Rows, number: int) -> tuple[int, int, int]:
        if section.widths:
            return _row(section, rows.start + number - rows.first)
        offset = rows.start + _ENTRY_BYTES * (number - rows.first)
        match = _ENTRY.match(self._view.at(offset, _ENTRY_BYTES))
        if match is None:
            raise UnusualFileError("a table with entries of another length")
        return int(match[3] == b"n"), int(match[1]), int(match[2])


def _place(kind: int, second: int, third: int) -> Place:
    if kind == _IN_FILE:
        return Place(second, third)
    if kind == _IN_STREAM:
        return Place(0, 0, second)
    raise UnusualFileError("an object that is free")


def _chain(view: FileView, newest: int) -> list[_Section]:
    sections: list[_Section] = []
    waiting, seen = [newest], set()
    while waiting:
        offset = waiting.pop()
        if offset in seen or len(sections) >= _MOST_SECTIONS:
            raise UnusualFileError("cross-references that go round")
        seen.add(offset)
        section = _table(view, offset) if view.at(offset, 4) == b"xref" else _stream(view, offset)
        sections.append(section)
        waiting += [
            whole_number(section.trailer[key])
            for key in (b"/Prev", b"/XRefStm")  # the last one is read first
            if key in section.trailer
        ]
    return sections


def _table(view: FileView, offset: int) -> _Section:
    rows, at = [], offset + 4
    while match := _SUBSECTION.match(view.at(at, 64)):
        first, count = int(match[1]), int(match[2])
        rows.append(_Rows(first, count, at + match.end()))
        at += match.end() + _ENTRY_BYTES * count
        if len(rows) > _MOST_SECTIONS or at > view.size:
            raise UnusualFileError("a table that does not end")
    length = 512
    while True:
        data = view.at(at, length)
        word = _TRAILER.match(data)
        if word is None:
            raise UnusualFileError("a table without a trailer")
        try:
            start, end = value_at(data, word.end())
        except CutOffError:
            if at + length >= view.size or length >= _LARGEST_TRAILER:
                raise UnusualFileError("a trailer without an end") from None
            length *= 4
            continue
        return _Section(tuple(rows), entries(data[start:end]))


def _stream(view: FileView, offset: int) -> _Section:
    found = object_at(view, offset)
    if found.stream is None:
        raise UnusualFileError("no cross-references where they should be")
    values = entries(found.value)
    widths = tuple(whole_number(width) for width in items(values.get(b"/W", b"[]")))
    if values.get(b"/Type") != b"/XRef" or len(widths) != 3 or sum(widths) == 0:  # noqa: PLR2004
        raise UnusualFileError("no cross-references where they should be")
    data = decoded(view, values, found.stream)
    index = items(values.get(b"/Index", b"[0 %b]" % values.get(b"/Size", b"0")))
    rows, start = [], 0
    for first, count in zip(index[::2], index[1::2], strict=True):
        rows.append(_Rows(whole_number(first), whole_number(count), start))
        start += whole_number(count)
    if start * sum(widths) != len(data):
        raise UnusualFileError("cross-references of another length than they say")
    return _Section(tuple(rows), values, data, widths)


def _row(section: _Section, row: int) -> tuple[int, int, int]:
    at, fields = row * sum(section.widths), []
    for width in section.widths:
        fields.append(int.from_bytes(section.data[at : at + width], "big"))
        at += width
    return (fields[0] if section.widths[0] else _IN_FILE), fields[1], fields[2]
