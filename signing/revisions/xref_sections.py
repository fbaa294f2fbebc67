"""The cross-reference sections behind an offset: whether they lead back to it, and clearly.

Where a section names an object twice, some programs take the first entry and some the last; such a
file is two documents. Parsers do not complain, so that the sections are read here once more, from
their bytes (ISO 32000-2 7.5.4, 7.5.8), and only as far as that takes.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import chain
from typing import Final

from pikepdf import Name, Stream

from signing.revisions.pdf_objects import UNREADABLE, entry
from signing.revisions.revision import Revision

_START: Final = re.compile(rb"startxref\s+(\d{1,12})")
_TABLE: Final = re.compile(rb"\s*xref\b")
_RANGE: Final = re.compile(rb"\s*(\d{1,10})\s+(\d{1,10})\s+(?=\d|trailer|$)")
_ROWS: Final = re.compile(rb"(?:\d{1,10} +\d{1,5} +[nf]\s*)*")
_ROW: Final = re.compile(rb"(\d{1,10}) +(\d{1,5}) +([nf])")
_STREAM: Final = re.compile(rb"\s*\d{1,10}\s+\d{1,5}\s+obj\b")
_INDEX: Final = re.compile(rb"/Index\s*\[([\d\s]*)\]")
_OBJECT_STREAM: Final = re.compile(rb"/ObjStm\b")
_HEADER: Final = re.compile(rb"(\d{1,10})\s+(\d{1,5})\s+obj\b")
_BEFORE_TYPE: Final = 440  # how far a header may stand before its /ObjStm
_BODY: Final = re.compile(rb"(?<![^\s])(\d{1,10})\s+\d{1,5}\s+obj\b")
_TAIL: Final = 4096
_LONGEST_DICTIONARY: Final = 65_536
_MOST_SECTIONS: Final = 2_000
_MOST_OBJECTS: Final = 10_000_000


def names_twice(revision: Revision, end: int) -> str | None:
    """Tell what a section behind `end` names twice, or that they do not lead back to it."""
    try:
        data = revision.data[: revision.end]
        named: Counter[int] = Counter()
        for held in _sections(data, end):
            section = tuple(held)
            named.update(set(section))
            repeated = _repeated(section)
            if repeated is not None:
                return f"object {repeated} has two entries"
        written = Counter(int(found[1]) for found in _BODY.finditer(data, end))
        loose = next((n for n, times in written.items() if times > named[n]), None)
        if loose is not None:
            # A reader that rebuilds the table, since some reference leads nowhere, will find it.
            return f"object {loose} is written where no section leads"
        return _repeated_in_object_stream(revision, end)
    except (ValueError, IndexError):
        return "cross-reference sections that do not lead back to the signed revision"


def _sections(data: bytes, end: int) -> Iterator[Iterable[int]]:
    """Yield the numbers in each section.

    The stream that /XRefStm names often repeats its table; every program asks the table first.
    """
    header = max(0, data.find(b"%PDF-", 0, _TAIL))  # places count from there
    place = header + int(_START.findall(data[-_TAIL:])[-1])
    for _ in range(_MOST_SECTIONS):
        if place < end:
            return
        numbers, dictionary = _section(data, place)
        yield numbers
        hidden = _number(dictionary, b"/XRefStm")
        if hidden is not None and header + hidden >= end:
            yield _section(data, header + hidden)[0]
        before = _number(dictionary, b"/Prev")
        if before is None:
            raise ValueError("no way back")
        place = header + before
    raise ValueError("too many sections")


def _section(data: bytes, place: int) -> tuple[Iterable[int], bytes]:
    table = _TABLE.match(data, place)
    if table is None:
        if not _STREAM.match(data, place):
            raise ValueError("no section")
        stop = data.index(b"stream", place)
        dictionary = data[place : min(stop, place + _LONGEST_DICTIONARY)]
        return _of_index(dictionary), dictionary
    entries: set[tuple[int, int, bytes]] = set()  # the same entry twice says nothing new
    at = table.end()
    while found := _RANGE.match(data, at):
        rows = _ROWS.match(data, found.end())
        at = rows.end() if rows else found.end()
        kinds = _ROW.findall(data, found.end(), at)
        # A free entry next to one in use is how hybrid files hide objects from old programs.
        used = ((n, row) for n, row in enumerate(kinds, int(found[1])) if row[2] == b"n")
        entries |= {(n, int(place), generation) for n, (place, generation, _) in used}
    stop = data.index(b"startxref", at)
    return [number for number, *_ in entries], data[at : min(stop, at + _LONGEST_DICTIONARY)]


def _of_index(dictionary: bytes) -> Iterable[int]:
    found = _INDEX.search(dictionary)
    bounds = [int(number) for number in found[1].split()] if found else []
    ranges = [range(a, a + n) for a, n in zip(bounds[::2], bounds[1::2], strict=True)]
    if sum(map(len, ranges)) > _MOST_OBJECTS:
        raise ValueError("too many objects")
    return chain.from_iterable(ranges)


def _number(dictionary: bytes, key: bytes) -> int | None:
    found = re.findall(key + rb"\s+(\d{1,12})\b", dictionary)
    if len(found) > 1:
        raise ValueError("said twice")
    return int(found[0]) if found else None


def _repeated(numbers: Iterable[int]) -> int | None:
    return next((number for number, times in Counter(numbers).items() if times > 1), None)


def _repeated_in_object_stream(revision: Revision, end: int) -> str | None:
    for number, generation in _near_object_streams(revision.data, end, revision.end):
        try:
            held: object = revision.pdf.get_object(number, generation)
            if not isinstance(held, Stream) or entry(held, "/Type") != Name.ObjStm:
                continue
            head = held.read_bytes()[: int(str(entry(held, "/First")))].split()
        except UNREADABLE:
            continue
        repeated = _repeated(int(number) for number in head[::2])
        if repeated is not None:
            return f"object {repeated} is twice in one stream"
    return None


def _near_object_streams(data: bytes, start: int, end: int) -> set[tuple[int, int]]:
    """Return the objects whose headers stand close before the word that object streams hold."""
    return {
        (int(header[1]), int(header[2]))
        for word in _OBJECT_STREAM.finditer(data, start, end)
        for header in _HEADER.finditer(data, max(start, word.start() - _BEFORE_TYPE), word.start())
    }
