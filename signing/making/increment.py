"""A revision as the bytes that are appended to a file, with room for one signature in it."""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise
from typing import Final

from signing.appearances.pdf_values import Reference
from signing.making.changed_objects import ChangedObjects
from signing.making.pdf_tokens import written
from signing.making.plain_file import PlainFile
from signing.making.written_values import text

_RANGE_WIDTH: Final = 3 * 13 + 1  # "0" and three numbers up to a terabyte
_KEPT: Final[tuple[bytes, ...]] = (b"/Root", b"/Info")


@dataclass(frozen=True, slots=True)
class Increment:
    """What is to stand from offset `base` on. `room`: where its placeholder is, from < to after >.

    Both are counted in the whole file.
    """

    base: int
    data: bytearray
    room: tuple[int, int]


def signature_dictionary(
    at: datetime, room: int, *, reason: str | None, location: str | None
) -> tuple[bytes, bytes]:
    """Return the value of a signature up to its byte range, and what follows; 12.8.1, table 252.

    `room`: bytes kept free for the CMS.
    """
    offset = at.strftime("%z")
    head = (
        b"<</Type /Sig /Filter /Adobe.PPKLite /SubFilter /ETSI.CAdES.detached /M (D:%b%b'%b')"
        % (
            at.strftime("%Y%m%d%H%M%S").encode("ascii"),
            offset[:3].encode("ascii"),
            offset[3:5].encode("ascii"),
        )
    )
    for key, said in ((b" /Reason ", reason), (b" /Location ", location)):
        if said:
            head += key + text(said)
    return head + b" /ByteRange [", b"] /Contents <" + b"0" * (2 * room) + b">>>"


def assemble(
    file: PlainFile, changed: ChangedObjects, signature: Reference, parts: tuple[bytes, bytes]
) -> Increment:
    """Write out what changed and the signature's value, which covers everything but its room."""
    data = bytearray(b"" if file.references.ends_a_line else b"\n")
    places: dict[int, tuple[int, int]] = {}
    for number, (generation, body) in changed.bodies.items():
        places[number] = (file.size + len(data), generation)
        data += b"%d %d obj\n%b\nendobj\n" % (number, generation, body)
    places[signature.number] = (file.size + len(data), 0)
    data += b"%d 0 obj\n%b" % (signature.number, parts[0])
    blank = len(data)
    data += b" " * _RANGE_WIDTH + parts[1] + b"\nendobj\n"
    start = blank + _RANGE_WIDTH + parts[1].index(b"<")
    end = start + len(parts[1]) - parts[1].index(b"<") - 2
    data += _references(file, changed, places, file.size + len(data))
    covered = b"0 %d %d %d" % (file.size + start, file.size + end, len(data) - end)
    data[blank : blank + _RANGE_WIDTH] = covered.ljust(_RANGE_WIDTH)
    return Increment(file.size, data, (file.size + start, file.size + end))


def _references(
    file: PlainFile, changed: ChangedObjects, places: dict[int, tuple[int, int]], here: int
) -> bytes:
    """Return the new section of the kind that the file's newest one is, and the end of the file."""
    trailer: dict[bytes, bytes] = {key: file.trailer[key] for key in _KEPT if key in file.trailer}
    trailer[b"/ID"] = _identifier(file)
    trailer[b"/Prev"] = b"%d" % file.references.newest
    if file.references.is_stream:
        section = _stream(trailer, places, changed.reserve(), changed.count, here)
    else:
        trailer[b"/Size"] = b"%d" % changed.count
        runs = (
            b"%d %d\n" % (run[0], len(run))
            + b"".join(b"%010d %05d n\r\n" % places[number] for number in run)
            for run in _runs(places)
        )
        section = b"xref\n" + b"".join(runs) + b"trailer\n" + written(trailer) + b"\n"
    return b"%bstartxref\n%d\n%%%%EOF\n" % (section, here)


def _stream(
    trailer: dict[bytes, bytes],
    places: dict[int, tuple[int, int]],
    own: Reference,
    count: int,
    here: int,
) -> bytes:
    places[own.number] = (here, 0)
    rows = b"".join(
        b"\1" + places[number][0].to_bytes(5, "big") + places[number][1].to_bytes(2, "big")
        for number in sorted(places)
    )
    index = b" ".join(b"%d %d" % (run[0], len(run)) for run in _runs(places))
    trailer |= {
        b"/Type": b"/XRef",
        b"/W": b"[1 5 2]",
        b"/Index": b"[" + index + b"]",
        b"/Size": b"%d" % count,
        b"/Length": b"%d" % len(rows),
    }
    return b"%d 0 obj\n%b\nstream\n%b\nendstream\nendobj\n" % (own.number, written(trailer), rows)


def _runs(places: Mapping[int, object]) -> list[list[int]]:
    """Return the numbers in ascending runs without gaps."""
    ordered = sorted(places)
    runs = [[ordered[0]]]
    for before, number in pairwise(ordered):
        if number == before + 1:
            runs[-1].append(number)
        else:
            runs.append([number])
    return runs


def _identifier(file: PlainFile) -> bytes:
    """Return the file's lasting identifier with a fresh one for this revision (clause 14.4)."""
    fresh = b"<" + secrets.token_hex(16).encode("ascii") + b">"
    given = file.array(file.trailer.get(b"/ID"))
    return b"[%b %b]" % (given[0] if given else fresh, fresh)
