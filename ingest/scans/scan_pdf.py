"""Measures the pages of a PDF: scans or born-digital, how big, signed or not.

Uses pdfium, which keeps cross-reference repair and decryption apart from our own code. What
pdfium would mend in silence (a file cut off before its end) is refused here instead.
"""

import contextlib
import mmap
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import pypdfium2
from pypdfium2 import raw

from ingest.errors import EncryptedScanError, TooLargeError, UnreadableScanError
from ingest.scans.resolution import believable_dpi
from ingest.scans.scan_file import PageInfo, ScanLimits
from ingest.text import PageKind

BORN_DIGITAL_DPI: Final = 150
_A4_AT_150: Final = (1240, 1754)
_POINTS: Final = 72
_TAIL_BYTES: Final = 4096
_SCAN_COVERAGE: Final = 0.5  # of the page; letterheads and photographs stay below
_FULL_COVERAGE: Final = 0.9
_VISIBLE_TEXT_OBJECTS: Final = 5  # a scanner's imprint (date, page number) is no text page
_MAX_IMAGES: Final = 2_000
_SIGNED: Final = re.compile(rb"/ByteRange\s*\[")
_INVISIBLE: Final = 3  # text render mode of a searchable scan, ISO 32000-1 table 106


@dataclass(frozen=True, slots=True)
class PlacedImage:
    """An image on a page: the pdfium object, its pixels, its place in points, drawn plainly."""

    image: pypdfium2.PdfImage
    width: int
    height: int
    drawn_width: float
    drawn_height: float
    plain: bool

    @property
    def area(self) -> float:
        """The area that it covers, in square points."""
        return self.drawn_width * self.drawn_height


@contextlib.contextmanager
def open_pdf(path: Path) -> Iterator[pypdfium2.PdfDocument]:
    """Open a PDF; raise EncryptedScanError or UnreadableScanError in our own words."""
    try:
        pdf = pypdfium2.PdfDocument(path)
    except pypdfium2.PdfiumError as error:
        if "password" in str(error).lower():
            raise EncryptedScanError("the PDF file asks for a password") from error
        raise UnreadableScanError(f"the PDF file is damaged: {error}") from error
    try:
        yield pdf
    finally:
        pdf.close()


def inspect_pdf(path: Path, limits: ScanLimits) -> tuple[tuple[PageInfo, ...], bool]:
    """Return the pages of a PDF and whether it carries a digital signature."""
    _refuse_truncated(path)
    with open_pdf(path) as pdf:
        count = len(pdf)
        if count > limits.pages:
            raise TooLargeError(f"{count} pages, more than {limits.pages}")
        if count == 0:
            raise UnreadableScanError("the PDF file has no pages")
        pages = tuple(_page_or_damage(pdf, number, limits) for number in range(count))
        if all(page is None for page in pages):
            raise UnreadableScanError("no page of the PDF file can be opened")
    found = (page or _damaged_page(number) for number, page in enumerate(pages))
    return tuple(found), _is_signed(path)


def placed_images(page: pypdfium2.PdfPage) -> list[PlacedImage]:
    """Return the page's images, the largest on paper first."""
    placed: list[PlacedImage] = []
    for image in page.get_objects(filter=[raw.FPDF_PAGEOBJ_IMAGE], max_depth=3):
        left, bottom, right, top = image.get_bounds()
        width, height = image.get_px_size()
        matrix = image.get_matrix()
        upright = matrix.a > 0 and matrix.d > 0 and abs(matrix.b) + abs(matrix.c) < 1e-3  # noqa: PLR2004 - points
        placed.append(
            PlacedImage(
                image=image,
                width=width,
                height=height,
                drawn_width=right - left,
                drawn_height=top - bottom,
                plain=upright and image.level == 0,
            )
        )
        if len(placed) > _MAX_IMAGES:
            break
    return sorted(placed, key=lambda one: one.area, reverse=True)


def _refuse_truncated(path: Path) -> None:
    with path.open("rb") as stream:
        size = stream.seek(0, 2)
        stream.seek(-min(size, _TAIL_BYTES), 2)
        if b"%%EOF" not in stream.read():
            raise UnreadableScanError("the PDF file is truncated: its end mark is missing")


def _is_signed(path: Path) -> bool:
    """Say whether a byte range of a signature stands anywhere, reachable or not."""
    with (
        path.open("rb") as stream,
        mmap.mmap(stream.fileno(), 0, access=mmap.ACCESS_READ) as view,
    ):
        return _SIGNED.search(view) is not None


def _page_or_damage(pdf: pypdfium2.PdfDocument, number: int, limits: ScanLimits) -> PageInfo | None:
    try:
        return _page_info(pdf, number, limits)
    except pypdfium2.PdfiumError:
        return None


def _damaged_page(number: int) -> PageInfo:
    """Return a page that cannot be opened: it keeps its place, and reading it will say so."""
    width, height = _A4_AT_150
    return PageInfo(
        number=number,
        kind=PageKind.SCAN,
        width=width,
        height=height,
        dpi=BORN_DIGITAL_DPI,
        whole_image=False,
    )


def _page_info(pdf: pypdfium2.PdfDocument, number: int, limits: ScanLimits) -> PageInfo:
    page = pdf[number]
    try:
        shown_width, shown_height = page.get_size()
        turn = page.get_rotation()
        images = placed_images(page)
        for one in images:
            if one.width * one.height > limits.page_pixels:
                raise TooLargeError(f"page {number + 1}: {one.width} x {one.height} pixels")
        page_area = max(shown_width * shown_height, 1.0)
        covered = sum(one.area for one in images) / page_area
        if covered >= _SCAN_COVERAGE and _visible_text(page) <= _VISIBLE_TEXT_OBJECTS:
            info = _scan_page(number, images[0], page_area, (shown_width, shown_height), turn)
            if info.width * info.height > limits.page_pixels:
                raise TooLargeError(f"page {number + 1}: {info.width} x {info.height} pixels")
            return info
        scale = BORN_DIGITAL_DPI / _POINTS
        return PageInfo(
            number=number,
            kind=PageKind.BORN_DIGITAL,
            width=max(1, round(shown_width * scale)),
            height=max(1, round(shown_height * scale)),
            dpi=BORN_DIGITAL_DPI,
            shown_turn=turn,
            whole_image=False,
        )
    finally:
        page.close()


def _scan_page(
    number: int, largest: PlacedImage, page_area: float, shown: tuple[float, float], turn: int
) -> PageInfo:
    """Measure a scanned page by its largest image, or by the sheet when it came in pieces."""
    claimed = largest.width / max(largest.drawn_width, 1.0) * _POINTS
    whole = largest.plain and largest.area >= _FULL_COVERAGE * page_area
    if whole:
        width, height = largest.width, largest.height
        if turn in {90, 270}:
            width, height = height, width
        dpi = believable_dpi(width, height, claimed)
    else:
        dpi = believable_dpi(
            round(shown[0] / _POINTS * claimed), round(shown[1] / _POINTS * claimed), claimed
        )
        width, height = round(shown[0] / _POINTS * dpi), round(shown[1] / _POINTS * dpi)
    return PageInfo(
        number=number,
        kind=PageKind.SCAN,
        width=max(1, width),
        height=max(1, height),
        dpi=dpi,
        shown_turn=turn,
        whole_image=whole,
    )


def _visible_text(page: pypdfium2.PdfPage) -> int:
    """Count text objects that a reader of the page would see."""
    seen = 0
    for text in page.get_objects(filter=[raw.FPDF_PAGEOBJ_TEXT], max_depth=3):
        if raw.FPDFTextObj_GetTextRenderMode(text) != _INVISIBLE:
            seen += 1
            if seen > _VISIBLE_TEXT_OBJECTS:
                break
    return seen
