"""Printed lines and pages of them, as clean as paper never is."""

from collections.abc import Sequence

import numpy as np
from PIL import Image, ImageDraw, ImageFont

from ingest.scans.images import Grey
from sohoa.samples.fonts import USUAL_FAMILIES, Style

DPI = 180
_POINTS = 13
_PAPER = 240


def printed_line(text: str, style: Style = Style.REGULAR, margin: int = 5) -> Grey:
    """Return a line of 13 points at 180 dpi, ink on light paper, cropped as line finding crops."""
    font = _font(style)
    ascent, descent = font.getmetrics()
    size = (int(font.getlength(text)) + 2 * margin, ascent + descent + 2)
    picture = Image.new("L", size, _PAPER)
    ImageDraw.Draw(picture).text((margin, 1), text, font=font, fill=20)
    return np.asarray(picture, np.uint8)


def printed_page(lines: Sequence[str], width: int = 1240, height: int = 900) -> Grey:
    """Return a page of lines, 13 points, at 180 dpi."""
    page = Image.new("L", (width, height), _PAPER)
    draw = ImageDraw.Draw(page)
    for number, text in enumerate(lines):
        draw.text((120, 100 + 55 * number), text, font=_font(Style.REGULAR), fill=20)
    return np.asarray(page, np.uint8)


def _font(style: Style) -> ImageFont.FreeTypeFont:
    family = next(one for one in USUAL_FAMILIES if one.path(style).is_file())
    return ImageFont.truetype(str(family.path(style)), round(_POINTS * DPI / 72))
