"""What an archive file says of itself and what was written: facts, without the writer.

Apart from the writer, so that whoever only hands them on need not load a PDF library.
"""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final

from ingest.text import ReadingWarning

SOFTWARE: Final = "sohoa"


class PdfaLevel(StrEnum):
    """The level of PDF/A that a file claims and keeps."""

    A1B = "1b"  # ISO 19005-1, level B: for archives that take nothing newer
    A2U = "2u"  # ISO 19005-2, level U: all text maps to Unicode


class Copy(StrEnum):
    """What the file is to the paper that it shows."""

    ARCHIVE = "archive"  # the scanner's own pictures
    ACCESS = "access"  # a small copy to look at, with losses


@dataclass(frozen=True, slots=True, kw_only=True)
class ArchiveMetadata:
    """What the file says of itself. `created` is aware; `language` is an RFC 3066 tag.

    What is not known is empty or None, and is left out. `dossier` and `document` are the codes
    under which the office files them, `type` the code of the paper's kind, `agency` the office's
    code or name; `digitised` is when the paper was scanned, aware.
    """

    title: str
    created: datetime
    language: str = "vi-VN"
    dossier: str = ""
    document: str = ""
    type: str = ""
    agency: str = ""
    digitised: datetime | None = None
    software: str = SOFTWARE


@dataclass(frozen=True, slots=True, kw_only=True)
class ArchiveResult:
    """What was written: how many pages and bytes, whether the file claims a level of PDF/A."""

    pages: int
    bytes: int
    pdfa: bool
    warnings: tuple[ReadingWarning, ...] = ()
