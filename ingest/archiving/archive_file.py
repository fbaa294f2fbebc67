"""What an archive file says of itself and what was written: facts, without the writer.

Apart from the writer, so that whoever only hands them on need not load a PDF library.
"""

from dataclasses import dataclass
from datetime import datetime

from ingest.text import ReadingWarning


@dataclass(frozen=True, slots=True, kw_only=True)
class ArchiveMetadata:
    """What the file says of itself. `created` is aware; `language` is an RFC 3066 tag."""

    title: str
    created: datetime
    language: str = "vi-VN"


@dataclass(frozen=True, slots=True, kw_only=True)
class ArchiveResult:
    """What was written: how many pages and bytes, whether the file claims PDF/A-2u."""

    pages: int
    bytes: int
    pdfa: bool
    warnings: tuple[ReadingWarning, ...] = ()
