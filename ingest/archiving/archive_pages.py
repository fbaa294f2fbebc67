"""Adds one page after the other to an archive file: picture or drawing, turn, invisible text."""

from typing import Final

from pikepdf import Array, Dictionary, Name, Object, Page, Pdf, Stream

from ingest.archiving.archive_sources import Drawing, Kept, Picture
from ingest.archiving.glyphless import GlyphlessFont
from ingest.archiving.picture_spool import image_of
from ingest.archiving.text_layer import FONT_NAME, packed, text_layer
from ingest.scans.hidden_text import without_hidden_text
from ingest.scans.placement import Rectangle, place
from ingest.scans.plain_image import strip_entries
from ingest.text import PageKind, PageText

_POINTS: Final = 72
_FULL_COVERAGE: Final = 0.9  # of the page: then what was read counts the image's own pixels


class PageWriter:
    """Appends pages to `pdf`, which a spool opened. `finish` comes once, after the last `add`."""

    def __init__(self, pdf: Pdf) -> None:
        self._pdf = pdf
        self._font = GlyphlessFont()
        self._wanting_font: list[Object] = []

    def add(self, page: PageText, plan: Picture | Drawing | Kept) -> bool:
        """Append `page`; return whether it keeps the promises of PDF/A-2u."""
        match plan:
            case Picture():
                self._add_picture(page, plan)
                return not plan.inks
            case Drawing():
                self._add_drawing(page, plan)
                return True
            case Kept():
                self._keep(plan.page, page)
                return False

    def finish(self) -> None:
        """Embed the invisible font, now that every letter of it is known."""
        if self._wanting_font:
            font = self._font.embed(self._pdf)
            for fonts in self._wanting_font:
                fonts["/" + FONT_NAME] = font

    def _add_picture(self, page: PageText, plan: Picture) -> None:
        """Draw an image file on a page of its own size."""
        turn = (plan.turn - page.rotation) % 360
        sides = (page.width, page.height) if turn % 180 == 0 else (page.height, page.width)
        width, height = (side * _POINTS / page.dpi for side in sides)
        area = Rectangle(0, 0, round(width, 3), round(height, 3))
        drawing = f"q {area.x1:g} 0 0 {area.y1:g} 0 0 cm /Im0 Do Q".encode()
        images = Dictionary(Im0=image_of(self._pdf, plan.number))
        new = self._new_page(area, turn, Dictionary(XObject=images))
        self._write(new, drawing, page, area, turn)

    def _add_drawing(self, page: PageText, plan: Drawing) -> None:
        """Take over a scanned page of a PDF: its images by their bytes, its drawing as it is."""
        content = plan.content
        area = _visible_area(plan.page)
        turn = (plan.page.rotation - page.rotation) % 360
        images = {
            name: self._described(plan, name, number) for name, number in plan.numbers.items()
        }
        resources = Dictionary(XObject=Dictionary(images))
        if content.states:
            resources.ExtGState = self._copy(plan.source, Dictionary(content.states))
        new = self._new_page(area, turn, resources)
        largest = content.largest
        whole = largest is not None and largest.area >= _FULL_COVERAGE * area.area
        self._write(new, content.stream, page, largest if largest and whole else area, turn)

    def _described(self, plan: Drawing, name: str, number: int) -> Object:
        """Return an image out of the spool with the entries that it had in its own file."""
        image = image_of(self._pdf, number)
        if "/Subtype" not in image:
            before = plan.content.images[name]
            entries = Dictionary({key: before[key] for key in before.keys() if key != "/Length"})  # noqa: SIM118 - not a dict
            copied = self._copy(plan.source, entries)
            for key in copied.keys():  # noqa: SIM118 - not a dict
                image[key] = copied[key]
            strip_entries(image)
        return image

    def _copy(self, source: Pdf, values: Dictionary) -> Object:
        return self._pdf.copy_foreign(source.make_indirect(values))

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
