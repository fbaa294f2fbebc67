"""What people put on printed paper: a worn red seal and a signature in blue ink."""

import math
from itertools import pairwise
from random import Random
from typing import Final

import numpy as np
from PIL import Image, ImageDraw, ImageFont

from sohoa.samples.fonts import FontFamily, Style
from sohoa.samples.sheet import PenStroke, Seal

_CLEAR: Final = (0, 0, 0, 0)
_PENS: Final = ((20, 40, 150, 235), (40, 60, 170, 225), (25, 25, 30, 235))


def stamp(ink: Image.Image, seal: Seal, dpi: int, fonts: FontFamily, rng: Random) -> None:
    """Press a round seal onto the ink layer."""
    unit = dpi / 72
    radius = seal.radius * unit
    side = int(2 * radius) + 40
    middle = side / 2
    colour = (
        rng.randint(188, 222),
        rng.randint(15, 50),
        rng.randint(30, 65),
        rng.randint(150, 210),
    )
    picture = Image.new("RGBA", (side, side), _CLEAR)
    draw = ImageDraw.Draw(picture)
    for share, width in ((1.0, 10), (0.915, 4), (0.58, 4)):
        reach = radius * share
        draw.ellipse(
            (middle - reach, middle - reach, middle + reach, middle + reach),
            outline=colour,
            width=max(1, round(width * dpi / 300)),
        )
    draw.polygon(_star(middle, radius), fill=colour)
    _round_text(picture, seal.text.upper(), radius, colour, fonts)
    picture = picture.rotate(rng.uniform(-20, 20), resample=Image.Resampling.BICUBIC)
    pixels = np.asarray(picture).copy()
    noise = np.random.default_rng(rng.randint(0, 1 << 30)).random((side // 8 + 1, side // 8 + 1))
    wear = np.asarray(
        Image.fromarray((noise * 255).astype(np.uint8)).resize(
            (side, side), Image.Resampling.BICUBIC
        ),
        np.float32,
    )
    pixels[..., 3] = (pixels[..., 3] * np.clip(0.55 + 0.7 * wear / 255, 0, 1)).astype(np.uint8)
    place = (int(seal.x * unit - middle), int(seal.y * unit - middle))
    ink.alpha_composite(Image.fromarray(pixels), (max(0, place[0]), max(0, place[1])))


def sign(ink: Image.Image, stroke: PenStroke, dpi: int, rng: Random) -> None:
    """Write an unreadable signature onto the ink layer."""
    unit = dpi / 72
    x, y = stroke.x * unit, stroke.y * unit
    width, height = stroke.width * unit, stroke.height * unit
    points = [(x - width / 2, y)]
    for _ in range(rng.randint(6, 9)):
        points.append(
            (points[-1][0] + width / 8 * rng.uniform(0.4, 1.5), y + rng.uniform(-0.5, 0.5) * height)
        )
    points += [(x + width * 0.1, y + height * 0.45), (x - width * 0.45, y + height * 0.35)]
    draw = ImageDraw.Draw(ink)
    colour = rng.choice(_PENS)
    for before, after in pairwise(_smooth(points)):
        draw.line(
            (*before, *after), fill=colour, width=max(1, round(rng.choice((5, 6)) * dpi / 300))
        )


def _star(middle: float, radius: float) -> list[tuple[float, float]]:
    corners = []
    for corner in range(10):
        angle = -math.pi / 2 + corner * math.pi / 5
        reach = radius * (0.26 if corner % 2 == 0 else 0.11)
        corners.append((middle + reach * math.cos(angle), middle + reach * math.sin(angle)))
    return corners


def _round_text(
    picture: Image.Image,
    text: str,
    radius: float,
    colour: tuple[int, int, int, int],
    fonts: FontFamily,
) -> None:
    middle = picture.width / 2
    cell = int(radius * 0.38)
    face = ImageFont.truetype(str(fonts.path(Style.BOLD)), max(8, int(radius * 0.19)))
    for position, letter in enumerate(text):
        angle = math.pi * (0.85 + 1.3 * position / max(1, len(text) - 1))
        glyph = Image.new("RGBA", (cell, cell), _CLEAR)
        ImageDraw.Draw(glyph).text(
            (cell / 2, cell / 2), letter, font=face, fill=colour, anchor="mm"
        )
        glyph = glyph.rotate(-math.degrees(angle) - 90, resample=Image.Resampling.BICUBIC)
        picture.alpha_composite(
            glyph,
            (
                int(middle + radius * 0.75 * math.cos(angle) - cell / 2),
                int(middle + radius * 0.75 * math.sin(angle) - cell / 2),
            ),
        )


def _smooth(points: list[tuple[float, float]]) -> list[tuple[float, float]]:
    """Return a Catmull-Rom curve through the points."""
    padded = [points[0], *points, points[-1]]
    curve = []
    for index in range(1, len(padded) - 2):
        around = np.array(padded[index - 1 : index + 3])
        for step in np.linspace(0, 1, 20):
            weights = np.array(
                [
                    -step + 2 * step**2 - step**3,
                    2 - 5 * step**2 + 3 * step**3,
                    step + 4 * step**2 - 3 * step**3,
                    -(step**2) + step**3,
                ]
            )
            x, y = weights @ around / 2
            curve.append((float(x), float(y)))
    return curve
