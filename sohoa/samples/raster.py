"""Draws a sheet as pixels: black print on one layer, coloured ink on another."""

from dataclasses import dataclass
from io import BytesIO
from random import Random
from typing import Final

import segno
from PIL import Image, ImageDraw, ImageFilter, ImageFont

from sohoa.samples.fonts import FontFamily
from sohoa.samples.ink import sign, stamp
from sohoa.samples.sheet import (
    HEIGHT,
    WIDTH,
    Panel,
    PenStroke,
    Photo,
    QrCode,
    Rule,
    Seal,
    Sheet,
    Text,
)

_POINTS: Final = 72


@dataclass(frozen=True, slots=True)
class Printed:
    """A printed page: grey print, and what was stamped and written over it."""

    print_layer: Image.Image
    ink_layer: Image.Image
    dpi: int


def draw(sheet: Sheet, rng: Random, dpi: int = 300) -> Printed:
    """Return the sheet as pixels, A4 at `dpi`."""
    unit = dpi / _POINTS
    size = (round(WIDTH * unit), round(HEIGHT * unit))
    page = Image.new("L", size, 255)
    ink = Image.new("RGBA", size, (0, 0, 0, 0))
    pen = ImageDraw.Draw(page)
    faces: dict[tuple[int, float], ImageFont.FreeTypeFont] = {}
    for item in sheet.items:
        match item:
            case Text():
                key = (item.style, item.size)
                if key not in faces:
                    faces[key] = ImageFont.truetype(
                        str(sheet.fonts.path(item.style)), item.size * unit
                    )
                pen.text(
                    (item.x * unit, item.y * unit),
                    item.text,
                    font=faces[key],
                    fill=item.shade,
                    anchor="ls",
                )
            case Rule():
                pen.line(
                    (item.x0 * unit, item.y0 * unit, item.x1 * unit, item.y1 * unit),
                    fill=0,
                    width=max(1, round(item.width * unit)),
                )
            case Panel():
                pen.rounded_rectangle(
                    (item.x0 * unit, item.y0 * unit, item.x1 * unit, item.y1 * unit),
                    12 * unit,
                    outline=90,
                    width=max(1, round(unit)),
                    fill=item.tint,
                )
            case Photo():
                _portrait(page, item, unit, rng)
            case QrCode():
                _code(page, item, unit)
            case Seal():
                stamp(ink, item, dpi, sheet.fonts, rng)
            case PenStroke():
                sign(ink, item, dpi, rng)
    return Printed(page, ink, dpi)


def blank_page(fonts: FontFamily, dpi: int = 300) -> Printed:
    """Return an empty sheet, as the back of a page is."""
    return draw(Sheet(fonts), Random(0), dpi)  # noqa: S311 - draws, guards nothing


def _portrait(page: Image.Image, photo: Photo, unit: float, rng: Random) -> None:
    """Draw somebody who is nobody: head and shoulders, out of focus."""
    size = (round((photo.x1 - photo.x0) * unit), round((photo.y1 - photo.y0) * unit))
    width, height = size
    picture = Image.new("L", size, rng.randint(185, 205))
    pen = ImageDraw.Draw(picture)
    coat, hair, skin = rng.randint(50, 80), rng.randint(35, 55), rng.randint(150, 170)
    pen.ellipse((width * 0.02, height * 0.68, width * 0.98, height * 1.5), fill=coat)
    pen.ellipse((width * 0.27, height * 0.12, width * 0.73, height * 0.62), fill=hair)
    pen.ellipse((width * 0.31, height * 0.22, width * 0.69, height * 0.68), fill=skin)
    picture = picture.filter(ImageFilter.GaussianBlur(width / 40))
    page.paste(picture, (round(photo.x0 * unit), round(photo.y0 * unit)))


def _code(page: Image.Image, code: QrCode, unit: float) -> None:
    stream = BytesIO()
    segno.make_qr(code.payload, error="m").save(stream, kind="png", scale=1, border=2)
    side = round(code.side * unit)
    picture = Image.open(stream).convert("L").resize((side, side), Image.Resampling.NEAREST)
    page.paste(picture, (round(code.x * unit), round(code.y * unit)))
