"""The cover sheet's code: binds a stack of paper to its dossier and names the parts it should hold.

The office prints the sheet (`cover_sheet.py`), the scanner sees its QR code on the first page, and
splitting compares what was promised with what was found. The code is readable text so that any
phone can show what a stack is; its checksum tells our sheets from other QR codes and from a code
that was read wrongly. It authenticates nothing: anybody can print one.

    SOHOA1|<dossier>|<type>:<title>|...|<CRC-32, 8 hex digits>

`%`, `|`, `:` and control characters inside a value are written as in a URL (`%7C`).
A separator sheet carries the fixed text `SOHOA1-SEPARATOR` and is left out of every document.
"""

import re
import zlib
from dataclasses import dataclass
from typing import Final, NamedTuple
from urllib.parse import unquote

SEPARATOR: Final = "SOHOA1-SEPARATOR"

_MAGIC: Final = "SOHOA1"
# A version 40 QR code with error correction M holds 2,331 bytes (ISO/IEC 18004 table 7).
_CAPACITY: Final = 2331
_NEVER_FAIL: Final = "replace"  # a wrongly read code may hold halves of characters
_RESERVED: Final = re.compile("[%|:\x00-\x1f\x7f]")
_CHECKSUM: Final = re.compile("[0-9A-F]{8}")


class ExpectedPart(NamedTuple):
    """A paper that the stack should hold: its document type's code and its title."""

    type: str
    title: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CoverSheet:
    """What a cover sheet says: the dossier's code and the expected (type code, title) pairs.

    Raises ValueError for an empty dossier or type code, and when the code outgrows a QR code.
    """

    dossier: str
    parts: tuple[tuple[str, str], ...] = ()

    def __post_init__(self) -> None:
        if not self.dossier or any(not kind for kind, _ in self.parts):
            raise ValueError("a cover sheet names its dossier, and the type of every part")
        if len(self.encode().encode()) > _CAPACITY:
            raise ValueError("the parts of this cover sheet do not fit into one QR code")

    @property
    def expected(self) -> tuple[ExpectedPart, ...]:
        """The parts by name."""
        return tuple(ExpectedPart(*part) for part in self.parts)

    @property
    def checksum(self) -> str:
        """CRC-32 of all that stands before it, eight upper-case hex digits."""
        return _checksum(self._body())

    def encode(self) -> str:
        """Return the text for the QR code."""
        return f"{self._body()}|{self.checksum}"

    def _body(self) -> str:
        parts = (f"{_escape(kind)}:{_escape(title)}" for kind, title in self.parts)
        return "|".join((_MAGIC, _escape(self.dossier), *parts))


def decode(code: str) -> CoverSheet | None:
    """Read a cover sheet's code; `None` for any other code and for a damaged one."""
    body, _, checksum = code.strip().rpartition("|")
    magic, _, rest = body.partition("|")
    if magic != _MAGIC or not _CHECKSUM.fullmatch(checksum) or _checksum(body) != checksum:
        return None
    dossier, *parts = rest.split("|")
    pairs = tuple(part.partition(":") for part in parts)
    try:
        return CoverSheet(
            dossier=unquote(dossier),
            parts=tuple(ExpectedPart(unquote(kind), unquote(title)) for kind, _, title in pairs),
        )
    except ValueError:
        return None


def _checksum(body: str) -> str:
    return f"{zlib.crc32(body.encode(errors=_NEVER_FAIL)):08X}"


def _escape(value: str) -> str:
    return _RESERVED.sub(lambda match: f"%{ord(match.group()):02X}", value)
