"""What a scan is, before anybody looks at its pixels: its kind, its pages, its limits.

Facts only; `ingest.scans.scan` finds them out.
"""

from dataclasses import dataclass
from enum import StrEnum

from ingest.text import PageKind


class MediaType(StrEnum):
    """The kinds of file that an office may hand in, told by content, never by extension."""

    PDF = "application/pdf"
    TIFF = "image/tiff"
    JPEG = "image/jpeg"
    PNG = "image/png"
    WEBP = "image/webp"
    HEIC = "image/heic"
    BMP = "image/bmp"


@dataclass(frozen=True, slots=True, kw_only=True)
class ScanLimits:
    """What an office's paper never exceeds; more is an attack or a mistake.

    `page_pixels` bounds one page image before it is decoded: 89 million pixels are A3 at 600 dpi
    with room to spare, and the size at which Pillow, too, begins to suspect a bomb.
    """

    file_bytes: int = 2 * 1024**3
    page_pixels: int = 89_000_000
    pages: int = 2_000


@dataclass(frozen=True, slots=True, kw_only=True)
class PageInfo:
    """One page of a file as it is stored.

    `width` and `height` are the pixels of the page as a viewer shows it, that is after `shown_turn`
    (the clockwise turn a PDF's /Rotate or a picture's orientation tag asks for: 0, 90, 180, 270).
    `dpi` is the resolution of the page's image; born-digital pages are measured at 150 dpi.
    `dpi_stated` says that the file claims it believably; else it is what A4 would have.
    `whole_image` says that one image of the scanner, unflipped and uncropped, is the page.
    `camera` says that the file names a lens: a photograph, or a scan by a phone.
    """

    number: int
    kind: PageKind
    width: int
    height: int
    dpi: int
    shown_turn: int = 0
    whole_image: bool = True
    dpi_stated: bool = True
    camera: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ScanFileInfo:
    """A file of a scan: safe display name, size, SHA-256 (lower-case hex), kind and pages.

    `signed` is true when a PDF carries a digital signature: such a file is never rewritten.
    """

    name: str
    sha256: str
    size: int
    media_type: MediaType
    pages: tuple[PageInfo, ...]
    signed: bool = False
