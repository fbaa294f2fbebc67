"""The revisions of one file: the whole of it, and each prefix that some signature covers."""

import re
from functools import cached_property
from typing import Final

from signing.revisions.pdf_objects import UNREADABLE, WHITE_SPACE
from signing.revisions.revision import Revision, open_revision

_PROPER_END: Final = re.compile(rb"startxref\s+\d+\s+%%EOF[\s\0]*$")
_START: Final = re.compile(rb"startxref\s+(\d{1,12})")
_END_OF_FILE: Final = re.compile(rb"%%EOF")
_TAIL: Final = 4096
_MOST_REVISIONS_TRIED: Final = 20
_MOST_REVISIONS_KEPT: Final = 32


class History:
    """A file's bytes, parsed once per revision asked for. Raises `UNREADABLE` on a bad file."""

    def __init__(self, data: bytes, password: str = "") -> None:
        self.data = data
        self._password = password
        self.shown = Revision(data, password)
        self._earlier: dict[int, Revision] = {}

    def revision(self, end: int) -> Revision:
        """Return the revision that ends at the offset; raise one of `UNREADABLE`."""
        if end not in self._earlier:
            while len(self._earlier) >= _MOST_REVISIONS_KEPT:  # each holds the objects it read
                del self._earlier[next(iter(self._earlier))]
            self._earlier[end] = Revision(self.data, self._password, end=end)
        return self._earlier[end]

    def is_last(self, end: int) -> bool:
        """Tell whether nothing but white space follows the offset."""
        return not self.data[end:].strip(WHITE_SPACE)

    def ends_a_revision(self, end: int) -> bool:
        """Tell whether the bytes up to the offset end with the end mark."""
        return self.data[max(0, end - _TAIL) : end].rstrip(WHITE_SPACE).endswith(b"%%EOF")

    @cached_property
    def ends_properly(self) -> bool:
        """Whether the file's last words are a cross-reference offset and the end mark."""
        return _PROPER_END.search(self.data[-_TAIL:]) is not None

    def goes_on_after(self, end: int) -> bool:
        """Tell whether the file is read from a cross-reference section behind the offset.

        Objects appended without one are seen by those programs only that look for objects
        themselves (incremental saving without xref: Mladenov et al., CCS 2019).
        """
        found = _START.findall(self.data[-_TAIL:])
        offset = max(0, self.data.find(b"%PDF-", 0, _TAIL))  # ISO 32000-2 7.5.4: from the header
        return bool(found) and offset + int(found[-1]) >= end

    def dropped_signature(self) -> int | None:
        """Return the end of an earlier revision that was signed, of a file that shows none."""
        if b"/ByteRange" not in self.data:
            return None
        ends = [match.end() for match in _END_OF_FILE.finditer(self.data)][:-1]
        for end in ends[-_MOST_REVISIONS_TRIED:]:
            earlier = open_revision(self.data, self._password, end=end)
            try:
                if earlier is not None and earlier.signatures:
                    return end
            except UNREADABLE:
                continue
        return None
