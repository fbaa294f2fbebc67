"""Adds one page after the other to an archive file: picture or drawing, turn, invisible text."""

import contextlib
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Final

import pikepdf
from pikepdf import Array, Dictionary, Name, Object, Page, Pdf, Stream

from ingest.archiving.glyphless import GlyphlessFont
from ingest.archiving.text_layer import FONT_NAME, packed, text_layer
from ingest.errors import UnreadableScanError
from ingest.scans.hidden_text import without_hidden_text
from ingest.scans.image_stream import ImageStream, jpeg_stream, png_stream
from ingest.scans.placement import Rectangle, place
from ingest.scans.plain_image import strip_entries
from ingest.scans.reencoding import reencoded_stream
from ingest.scans.scan import sniff_file
from ingest.scans.scan_content import ScanContent, scan_content
from ingest.scans.scan_file import MediaType, ScanLimits
from ingest.scans.scan_raster import inspect_jpeg, inspect_png
from ingest.scans.tiff_stream import tiff_stream
from ingest.text import PageKind, PageText

_POINTS: Final = 72
_FULL_COVERAGE: Final = 0.9  # of the page: then what was read counts the image's own pixels
# The limits were kept when the scan was accepted; the archive only wants the orientation.
_NO_LIMITS: Final = ScanLimits(file_bytes=2**63, page_pixels=2**62, pages=2**31)


class PageWriter:
    """Appends pages to `pdf`. Sources are opened once and stay open until `opened` closes.

    `finish` comes once, after the last `add`.
    """

    def __init__(self, pdf: Pdf, sources: Sequence[Path], opened: contextlib.ExitStack) -> None:
        self._pdf = pdf
        self._sources = sources
        self._opened = opened
        self._font = GlyphlessFont()
        self._wanting_font: list[Object] = []
        self._pdfs: dict[int, Pdf] = {}

    def add(self, page: PageText) -> bool:
        """Append `page`; return whether it keeps the promises of PDF/A-2u."""
        picture = stored_picture(self._sources[page.source], page.source_page)
        if picture is not None:
            return self._add_picture(page, picture)
        source = self._open(page.source)
        if not 0 <= page.source_page < len(source.pages):
            raise UnreadableScanError(f"the PDF file has no page {page.source_page + 1}")
        found = source.pages[page.source_page]
        content = scan_content(found) if page.kind is PageKind.SCAN else None
        if content is None:
            self._keep(found, page)
            return False
        self._add_drawing(found, content, page)
        return True

    def finish(self) -> None:
        """Embed the invisible font, now that every letter of it is known."""
        if self._wanting_font:
            font = self._font.embed(self._pdf)
            for fonts in self._wanting_font:
                fonts["/" + FONT_NAME] = font

    def _open(self, number: int) -> Pdf:
        if number not in self._pdfs:
            self._pdfs[number] = self._opened.enter_context(Pdf.open(self._sources[number]))
        return self._pdfs[number]

    def _add_picture(self, page: PageText, picture: ImageStream) -> bool:
        """Draw an image file on a page of its own size."""
        turn = (picture.turn - page.rotation) % 360
        sides = (page.width, page.height) if turn % 180 == 0 else (page.height, page.width)
        width, height = (side * _POINTS / page.dpi for side in sides)
        area = Rectangle(0, 0, round(width, 3), round(height, 3))
        image = self._pdf.make_indirect(_image_object(self._pdf, picture))
        drawing = f"q {area.x1:g} 0 0 {area.y1:g} 0 0 cm /Im0 Do Q".encode()
        new = self._new_page(area, turn, Dictionary(XObject=Dictionary(Im0=image)))
        self._write(new, drawing, page, area, turn)
        return picture.colours != "DeviceCMYK"

    def _add_drawing(self, found: Page, content: ScanContent, page: PageText) -> None:
        """Take over a scanned page of a PDF: its images by their bytes, its drawing as it is."""
        area = _visible_area(found)
        turn = (found.rotation - page.rotation) % 360
        images = {name: self._pdf.copy_foreign(one) for name, one in content.images.items()}
        for image in images.values():
            strip_entries(image)
        resources = Dictionary(XObject=Dictionary(images))
        if content.states:
            source = self._open(page.source)
            resources.ExtGState = Dictionary(
                {
                    name: self._pdf.copy_foreign(source.make_indirect(state))
                    for name, state in content.states.items()
                }
            )
        new = self._new_page(area, turn, resources)
        largest = content.largest
        whole = largest is not None and largest.area >= _FULL_COVERAGE * area.area
        self._write(new, content.stream, page, largest if largest and whole else area, turn)

    def _keep(self, found: Page, page: PageText) -> None:
        """Append a page of a PDF unchanged; a scan gets our text for another program's."""
        self._pdf.pages.append(found)
        kept = self._pdf.pages[-1]
        if page.kind is PageKind.BORN_DIGITAL:
            return
        cleared = without_hidden_text(kept)
        if cleared is not None:
            kept.obj.Contents = self._pdf.make_indirect(Stream(self._pdf, cleared))
        turn = (kept.rotation - page.rotation) % 360
        kept.obj.Rotate = turn
        area = _visible_area(kept)
        text = text_layer(page, place(area, turn, page.width, page.height), self._font)
        if text:
            kept.contents_add(Stream(self._pdf, b"q"), prepend=True)
            kept.contents_add(Stream(self._pdf, b"Q\n" + text))
            # Resources may be shared with other pages of the source, which would all get the font.
            resources = Dictionary(dict(kept.resources.items()))
            fonts = Dictionary(dict(resources.get("/Font", {}).items()))
            resources.Font = self._pdf.make_indirect(fonts)
            kept.obj.Resources = resources
            self._wanting_font.append(kept.obj.Resources.Font)

    def _new_page(self, area: Rectangle, turn: int, resources: Dictionary) -> Object:
        self._pdf.add_blank_page(page_size=(area.width, area.height))
        new = self._pdf.pages[-1].obj
        new.MediaBox = Array([area.x0, area.y0, area.x1, area.y1])
        new.Rotate = turn
        new.Resources = resources
        return new

    def _write(
        self, new: Object, drawing: bytes, page: PageText, area: Rectangle, turn: int
    ) -> None:
        text = text_layer(page, place(area, turn, page.width, page.height), self._font)
        contents = Stream(self._pdf, packed(drawing + b"\n" + text))
        contents.Filter = Name.FlateDecode
        new.Contents = self._pdf.make_indirect(contents)
        if text:
            new.Resources.Font = self._pdf.make_indirect(Dictionary())
            self._wanting_font.append(new.Resources.Font)


def stored_picture(path: Path, frame: int) -> ImageStream | None:
    """Return the stored bytes of an image file's frame; None for a PDF. Told by content."""
    match media_type := sniff_file(path):
        case MediaType.PDF:
            return None
        case MediaType.JPEG:
            turn = inspect_jpeg(path, _NO_LIMITS).shown_turn
            return replace(jpeg_stream(path.read_bytes()), turn=turn)
        case MediaType.PNG:
            turn = inspect_png(path, _NO_LIMITS).shown_turn
            return replace(png_stream(path.read_bytes()), turn=turn)
        case MediaType.TIFF:
            return tiff_stream(path, frame)
        case _:
            return reencoded_stream(path, media_type, frame)


def _image_object(pdf: Pdf, picture: ImageStream) -> Stream:
    image = Stream(pdf, picture.data)
    image.Type, image.Subtype = Name.XObject, Name.Image
    image.Width, image.Height = picture.width, picture.height
    image.BitsPerComponent = picture.bits
    image.ColorSpace = Name("/" + picture.colours)
    image.Filter = Name("/" + picture.filter)
    if picture.palette is not None:
        last = len(picture.palette) // 3 - 1
        image.ColorSpace = Array(
            [Name.Indexed, Name.DeviceRGB, last, pikepdf.String(picture.palette)]
        )
    if picture.parameters:
        image.DecodeParms = Dictionary({f"/{key}": one for key, one in picture.parameters.items()})
    if picture.inverted:
        components = {"DeviceGray": 1, "DeviceRGB": 3}.get(picture.colours, 4)
        image.Decode = Array([1, 0] * components)
    return image


def _visible_area(page: Page) -> Rectangle:
    """Return what a viewer shows of the page: the crop box within the media box."""
    media, crop = ([float(side) for side in box] for box in (page.mediabox, page.cropbox))
    x0, x1 = sorted((crop[0], crop[2]))
    y0, y1 = sorted((crop[1], crop[3]))
    left, right = sorted((media[0], media[2]))
    bottom, top = sorted((media[1], media[3]))
    cropped = Rectangle(max(x0, left), max(y0, bottom), min(x1, right), min(y1, top))
    if cropped.width <= 0 or cropped.height <= 0:
        return Rectangle(left, bottom, right, top)
    return cropped
