"""Decides of each page how it goes into the archive, and puts its pictures by.

A picture file's page is its stored picture. A PDF's scanned page is its drawing with the images by
their bytes, where nothing speaks against PDF/A; every other page is kept as it is.
"""

import contextlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from pikepdf import AccessMode, Dictionary, Object, Page, Pdf

from ingest.archiving.picture_spool import PictureSpool
from ingest.archiving.stored_picture import stored_picture
from ingest.errors import UnreadableScanError
from ingest.scans.scan_content import ScanContent, scan_content
from ingest.text import PageKind, PageText


@dataclass(frozen=True, slots=True)
class Picture:
    """A page that is one stored picture: its number in the spool, its turn, whether it is CMYK."""

    number: int
    turn: int
    inks: bool


@dataclass(frozen=True, slots=True)
class Drawing:
    """A scanned page of a PDF, whose images lie in the spool under these numbers."""

    source: Pdf
    page: Page
    content: ScanContent
    numbers: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Kept:
    """A page of a PDF that goes over as it is."""

    page: Page


class ArchiveSources:
    """Opens each source once; they stay open until `opened` closes."""

    def __init__(
        self, sources: Sequence[Path], opened: contextlib.ExitStack, spool: PictureSpool
    ) -> None:
        self._sources = sources
        self._opened = opened
        self._spool = spool
        self._pdfs: dict[int, Pdf] = {}
        self._spooled: dict[tuple[int, tuple[int, int]], int] = {}

    def plan(self, page: PageText) -> Picture | Drawing | Kept:
        """Decide of a page and put its pictures by.

        Raises UnreadableScanError for a page that is not there or whose picture is damaged.
        """
        picture = stored_picture(self._sources[page.source], page.source_page)
        if picture is not None:
            number = self._spool.add(picture)
            return Picture(number, picture.turn, picture.colours == "DeviceCMYK")
        source = self._open(page.source)
        if not 0 <= page.source_page < len(source.pages):
            raise UnreadableScanError(f"the PDF file has no page {page.source_page + 1}")
        found = source.pages[page.source_page]
        content = scan_content(found) if page.kind is PageKind.SCAN else None
        if content is None:
            return Kept(found)
        numbers = {name: self._put_by(page.source, image) for name, image in content.images.items()}
        return Drawing(source, found, content, numbers)

    def _open(self, number: int) -> Pdf:
        if number not in self._pdfs:
            opened = Pdf.open(self._sources[number], access_mode=AccessMode.stream)
            self._pdfs[number] = self._opened.enter_context(opened)
        return self._pdfs[number]

    def _put_by(self, source: int, image: Object) -> int:
        """Spool an image's bytes; one that many pages show is there once."""
        key = (source, image.objgen)
        if key not in self._spooled:
            self._spooled[key] = self._spool.add_bytes(image.read_raw_bytes(), Dictionary())
        return self._spooled[key]
