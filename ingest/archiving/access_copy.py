"""Writes a small copy to look at: upright, level, searchable, about 50 kB a page.

It is not the archive copy, and says so in both its descriptions; it makes no claim to PDF/A, so
that nobody files it as one. Pages lose their paper's grain, never their letters.
"""

import contextlib
import io
import math
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Final

import cv2
import numpy as np
from pikepdf import Array, Dictionary, Name, Object, Pdf, Stream
from PIL import Image

from ingest.archiving.archive import damage_told, save
from ingest.archiving.archive_file import ArchiveMetadata, ArchiveResult, Copy, PdfaLevel
from ingest.archiving.describing import describe
from ingest.archiving.glyphless import GlyphlessFont
from ingest.archiving.mixed_raster import Ink, Layers, take_apart
from ingest.archiving.text_layer import FONT_NAME, packed, text_layer
from ingest.scans.images import load_colours
from ingest.scans.pictures import Pixels
from ingest.scans.placement import Rectangle, place
from ingest.scans.scan import inspect
from ingest.scans.scan_file import ScanFileInfo, ScanLimits
from ingest.scans.tiff_stream import repacked
from ingest.text import Box, Line, PageKind, PageText, Word

MASK_DPI: Final = 200
_POINTS: Final = 72
_BACKGROUND_QUALITY: Final = 40
_LEVEL: Final = 0.05  # degrees: less skew is not seen
# The limits were kept when the scan was accepted.
_NO_LIMITS: Final = ScanLimits(file_bytes=2**63, page_pixels=2**62, pages=2**31)


def write_access_copy(
    sources: Sequence[Path], pages: Sequence[PageText], out: Path, meta: ArchiveMetadata
) -> ArchiveResult:
    """Write `pages`, in their order, to the file `out`; `page.source` indexes into `sources`.

    Born-digital pages go over as they are. Raises UnreadableScanError or EncryptedScanError for
    a source that cannot be read, ValueError for no pages at all or a naive time. Where it raises,
    `out` is not there.
    """
    if not pages or meta.created.utcoffset() is None:
        raise ValueError("an access copy has pages, and a time with its zone")
    part = out.with_name(out.name + ".part")
    with contextlib.ExitStack() as opened:
        opened.enter_context(damage_told())
        infos = [inspect(source, source.name, _NO_LIMITS) for source in sources]
        pdf = opened.enter_context(Pdf.new())
        copy = _Copy(pdf)
        for page in pages:
            path = sources[page.source]
            if page.kind is PageKind.BORN_DIGITAL:
                pdf.pages.append(opened.enter_context(Pdf.open(path)).pages[page.source_page])
            else:
                copy.add(page, path, infos[page.source])
        copy.finish()
        describe(pdf, meta, claim=None, copy=Copy.ACCESS)
        try:
            save(pdf, part, PdfaLevel.A2U)
            part.replace(out)
        finally:
            part.unlink(missing_ok=True)
    return ArchiveResult(pages=len(pages), bytes=out.stat().st_size, pdfa=False)


class _Copy:
    def __init__(self, pdf: Pdf) -> None:
        self._pdf = pdf
        self._font = GlyphlessFont()
        self._wanting_font: list[Object] = []

    def add(self, page: PageText, path: Path, info: ScanFileInfo) -> None:
        pixels, page = _levelled(load_colours(path, info, page.source_page), page)
        layers = take_apart(pixels, page.dpi)
        width, height = (side * _POINTS / page.dpi for side in (page.width, page.height))
        images = Dictionary(Im0=self._background(layers))
        drawing = [f"q {width:.2f} 0 0 {height:.2f} 0 0 cm /Im0 Do"]
        for number, ink in enumerate(layers.inks, start=1):
            images[f"/Im{number}"] = self._mask(ink)
            colour = " ".join(f"{part / 255:.2f}" for part in ink.colour)
            drawing.append(f"{colour} rg /Im{number} Do")
        area = Rectangle(0, 0, round(width, 2), round(height, 2))
        text = text_layer(page, place(area, 0, page.width, page.height), self._font)
        content = Stream(self._pdf, packed("\n".join((*drawing, "Q\n")).encode("ascii") + text))
        content.Filter = Name.FlateDecode
        self._pdf.add_blank_page(page_size=(area.width, area.height))
        new = self._pdf.pages[-1].obj
        new.Contents = self._pdf.make_indirect(content)
        fonts = self._pdf.make_indirect(Dictionary())
        new.Resources = Dictionary(XObject=images, Font=fonts)
        self._wanting_font.append(fonts)

    def finish(self) -> None:
        font = self._font.embed(self._pdf)
        for fonts in self._wanting_font:
            fonts["/" + FONT_NAME] = font

    def _background(self, layers: Layers) -> Object:
        packed_picture = io.BytesIO()
        pixels = layers.background[..., ::-1]
        Image.fromarray(np.ascontiguousarray(pixels)).save(
            packed_picture, "JPEG", quality=_BACKGROUND_QUALITY, optimize=True
        )
        image = Stream(self._pdf, packed_picture.getvalue())
        image.Type, image.Subtype = Name.XObject, Name.Image
        image.Height, image.Width = layers.background.shape[:2]
        image.BitsPerComponent, image.ColorSpace = 8, Name.DeviceRGB
        image.Filter = Name.DCTDecode
        return self._pdf.make_indirect(image)

    def _mask(self, ink: Ink) -> Object:
        picture = repacked(Image.fromarray(~ink.mask))
        image = Stream(self._pdf, picture.data)
        image.Type, image.Subtype = Name.XObject, Name.Image
        image.Width, image.Height = picture.width, picture.height
        image.BitsPerComponent, image.ImageMask = 1, True
        image.Filter = Name("/" + picture.filter)
        image.DecodeParms = Dictionary({f"/{key}": one for key, one in picture.parameters.items()})
        if picture.inverted:
            image.Decode = Array([1, 0])
        return self._pdf.make_indirect(image)


def _levelled(pixels: Pixels, page: PageText) -> tuple[Pixels, PageText]:
    """Return the page upright, level and at 200 dpi at most, and its text to match."""
    colour = pixels if pixels.ndim == 3 else cv2.cvtColor(pixels, cv2.COLOR_GRAY2BGR)  # noqa: PLR2004 - has colours
    upright = np.ascontiguousarray(np.rot90(colour, page.rotation // 90))
    scale = min(1.0, MASK_DPI / page.dpi)
    size = max(1, round(page.width * scale)), max(1, round(page.height * scale))
    small = cv2.resize(upright, size, interpolation=cv2.INTER_AREA)
    skew = page.skew if abs(page.skew) > _LEVEL else 0.0
    turn = cv2.getRotationMatrix2D((size[0] / 2, size[1] / 2), skew, 1.0)
    level = (
        cv2.warpAffine(small, turn, size, flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
        if skew
        else small
    )
    lines = tuple(
        Line(tuple(_moved(word, scale, turn, skew) for word in line.words)) for line in page.lines
    )
    text = replace(
        page,
        width=size[0],
        height=size[1],
        dpi=round(page.dpi * scale),
        rotation=0,
        skew=0.0,
        lines=lines,
    )
    return np.asarray(level, np.uint8), text


def _moved(word: Word, scale: float, turn: np.ndarray, skew: float) -> Word:
    """Turn a word's middle with the page; its box was taller for the skew."""
    box = word.box
    wide, slope = box.x1 - box.x0, abs(math.tan(math.radians(skew)))
    tall = max((box.y1 - box.y0) / 2, box.y1 - box.y0 - slope * wide)
    middle = np.array([(box.x0 + box.x1) / 2 * scale, (box.y0 + box.y1) / 2 * scale, 1.0])
    x, y = (float(part) for part in turn @ middle)
    half, up = wide * scale / 2, tall * scale / 2
    return replace(word, box=Box(x - half, y - up, x + half, y + up))
