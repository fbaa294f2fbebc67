"""Sheets that people put into a stack to steer its splitting: covers and separators.

Separators are our own printed sheets, which may name the kind of the next paper, patch code T, and
bar codes that say PATCHT, as other scanning programs print them. Any other code is left alone: it
belongs to the paper that it stands on.
"""

import re
import zlib
from dataclasses import dataclass
from typing import Final

from ingest.papers.cover import SEPARATOR, CoverSheet, decode
from ingest.text import PageText

PATCH_T: Final = "PATCHT"
_TYPED: Final = re.compile(rf"{SEPARATOR}\|([A-Z][A-Z0-9_.-]{{0,31}})\|([0-9A-F]{{8}})")
_PATCHES: Final = frozenset({PATCH_T, "PATCH-T", "PATCH T"})


@dataclass(frozen=True, slots=True)
class Separator:
    """A sheet that ends one paper; `next_type` is the kind of the next one, if the sheet says."""

    next_type: str | None = None


def separator_code(next_type: str | None = None) -> str:
    """Return the text of a separator sheet's QR code.

    Raises ValueError for a type code that is not made of A-Z, 0-9, `_`, `.` and `-`.
    """
    if next_type is None:
        return SEPARATOR
    body = f"{SEPARATOR}|{next_type}"
    code = f"{body}|{zlib.crc32(body.encode()):08X}"
    if not _TYPED.fullmatch(code):
        raise ValueError("a document type's code is up to 32 of A-Z, 0-9, _ . -")
    return code


def separator_of(page: PageText) -> Separator | None:
    """Return the separator sheet that a page is, if it is one."""
    found = [one for code in page.codes if (one := _separator(code.strip())) is not None]
    named = {one.next_type for one in found if one.next_type is not None}
    if not found:
        return None
    return Separator(named.pop() if len(named) == 1 else None)


def cover_of(page: PageText) -> CoverSheet | None:
    """Return the cover sheet that a page is, if it is one."""
    return next((cover for code in page.codes if (cover := decode(code)) is not None), None)


def _separator(code: str) -> Separator | None:
    if code == SEPARATOR or code.upper() in _PATCHES:
        return Separator()
    typed = _TYPED.fullmatch(code)
    if typed and f"{zlib.crc32(code.rpartition('|')[0].encode()):08X}" == typed[2]:
        return Separator(typed[1])
    return None
