"""Draws upright, evenly lit pages: print, rules, stamps, pens, at any resolution.

Coordinates and sizes are in millimetres and points, so that a page is the same at every dpi.
"""

import math

import cv2
import numpy as np
from PIL import Image, ImageDraw, ImageFont

from ingest.recognition.printed_line import PrintedLine
from ingest.scans.images import Grey
from sohoa.samples.fonts import Style, find_family

PAPER, BLACK, STAMP = 240, 25, 150


class DrawnPage:
    """A page to draw on; `grey` is what a reader sees."""

    def __init__(self, dpi: int = 150, width: float = 210, height: float = 150) -> None:
        self.dpi = dpi
        self._image = Image.new("L", (self._px(width), self._px(height)), PAPER)
        self._draw = ImageDraw.Draw(self._image)

    def _px(self, millimetres: float) -> int:
        return round(millimetres * self.dpi / 25.4)

    def print(
        self, x: float, y: float, text: str, *, points: float = 13, style: Style = Style.REGULAR
    ) -> None:
        """Set a line whose baseline begins at x, y."""
        face = ImageFont.truetype(str(find_family().path(style)), round(points * self.dpi / 72))
        self._draw.text((self._px(x), self._px(y)), text, BLACK, face, anchor="ls")

    def rule(self, x0: float, y0: float, x1: float, y1: float, *, thick: float = 0.3) -> None:
        """Draw a straight rule."""
        ends = (self._px(x0), self._px(y0), self._px(x1), self._px(y1))
        self._draw.line(ends, BLACK, max(1, self._px(thick)))

    def table(self, xs: list[float], ys: list[float]) -> None:
        """Draw the grid of a table."""
        for x in xs:
            self.rule(x, ys[0], x, ys[-1])
        for y in ys:
            self.rule(xs[0], y, xs[-1], y)

    def stamp(self, x: float, y: float, *, shade: int = STAMP) -> None:
        """Press a round stamp with its middle at x, y."""
        for radius in (18.0, 16.5, 11.0):
            box = [self._px(v) for v in (x - radius, y - radius, x + radius, y + radius)]
            self._draw.ellipse(box, outline=shade, width=self._px(0.5))
        star = [
            (self._px(x + r * math.sin(a)), self._px(y - r * math.cos(a)))
            for i in range(10)
            for r, a in [(4.0 if i % 2 == 0 else 1.6, i * math.pi / 5)]
        ]
        self._draw.polygon(star, fill=shade)

    def signature(self, x: float, y: float) -> None:
        """Sign with a pen, some 45 mm wide, the middle at x, y."""
        way = [
            (
                self._px(x + 22 * math.sin(1.3 * t) + 2 * math.cos(5 * t)),
                self._px(y + 8 * math.sin(4 * t) * math.exp(-0.1 * t)),
            )
            for t in np.linspace(0, 4.5, 120)
        ]
        self._draw.line(way, BLACK, self._px(0.45))

    def photograph(self, x: float, y: float, *, width: float = 25, height: float = 33) -> None:
        """Put a picture of many shades with its corner at x, y."""
        shades = np.random.default_rng(5).integers(30, 220, (22, 16)).astype(np.uint8)
        picture = cv2.resize(shades, (self._px(width), self._px(height)))
        self._image.paste(Image.fromarray(picture), (self._px(x), self._px(y)))

    def blot(self, x: float, y: float, radius: float) -> None:
        """Punch a hole, or let a drop fall."""
        box = [self._px(v) for v in (x - radius, y - radius, x + radius, y + radius)]
        self._draw.ellipse(box, fill=BLACK)

    def box(self, x: float, y: float, side: float) -> None:
        """Draw an empty box to tick."""
        ends = [self._px(v) for v in (x, y, x + side, y + side)]
        self._draw.rectangle(ends, outline=BLACK, width=max(1, self._px(0.3)))

    @property
    def grey(self) -> Grey:
        """The page as it is drawn, its edges as soft as a scanner makes them."""
        return np.asarray(cv2.GaussianBlur(np.array(self._image), (3, 3), 0.6), np.uint8)

    @property
    def two_level(self) -> Grey:
        """The page as a two-level scan shows it after cleaning."""
        return np.where(self.grey < 140, 0, PAPER).astype(np.uint8)

    def turned(self, degrees: float) -> Grey:
        """The page as it is when levelling missed by so much."""
        grey = self.grey
        height, width = grey.shape
        turn = cv2.getRotationMatrix2D((width / 2, height / 2), degrees, 1)
        return np.asarray(cv2.warpAffine(grey, turn, (width, height), borderValue=PAPER), np.uint8)

    def bent(self, depth: float) -> Grey:
        """The page as it falls by `depth` into the fold of a bound volume, at the left."""
        grey = self.grey
        height, width = grey.shape
        x, y = np.meshgrid(np.arange(width, dtype=np.float32), np.arange(height, dtype=np.float32))
        fall = self._px(depth) * np.clip(1 - x / (0.25 * width), 0, 1) ** 2
        return np.asarray(cv2.remap(grey, x, y - fall, cv2.INTER_LINEAR, borderValue=PAPER))

    def on(self, lines: tuple[PrintedLine, ...], x: float, y: float) -> list[PrintedLine]:
        """Return the lines whose rectangle holds a point."""
        across, down = self._px(x), self._px(y)
        return [
            line
            for line in lines
            if line.left <= across < line.right and line.top <= down < line.bottom
        ]
