"""A sheet of A4 paper as a list of things that stand on it, in points from the top left.

The same sheet can be drawn as pixels (`raster.py`) or written as a born-digital PDF (`vector.py`).
It remembers the printed lines, which are the truth that reading is measured against.
"""

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from sohoa.samples.fonts import FontFamily, Style

WIDTH: Final = 595.28
HEIGHT: Final = 841.89
LEFT: Final = 85.0  # 30 mm, NĐ 30/2020/NĐ-CP, Phụ lục I
RIGHT: Final = WIDTH - 48.0
TOP: Final = 64.0
BOTTOM: Final = HEIGHT - 57.0


@dataclass(frozen=True, slots=True)
class Text:
    """Letters on a baseline that starts at (x, y); `shade` 0 is black."""

    text: str
    x: float
    y: float
    size: float
    style: Style
    shade: int = 0


@dataclass(frozen=True, slots=True)
class Rule:
    """A straight line."""

    x0: float
    y0: float
    x1: float
    y1: float
    width: float = 0.8


@dataclass(frozen=True, slots=True)
class Panel:
    """A rounded, lightly tinted rectangle, like a card on a copier's glass."""

    x0: float
    y0: float
    x1: float
    y1: float
    tint: int = 238


@dataclass(frozen=True, slots=True)
class Photo:
    """A blurred portrait."""

    x0: float
    y0: float
    x1: float
    y1: float


@dataclass(frozen=True, slots=True)
class QrCode:
    """A QR code of `payload`, `side` points wide, at its top left corner."""

    payload: str
    x: float
    y: float
    side: float


@dataclass(frozen=True, slots=True)
class Seal:
    """A round red seal around its centre, with `text` along its edge."""

    x: float
    y: float
    radius: float
    text: str


@dataclass(frozen=True, slots=True)
class PenStroke:
    """A signature in ink around its centre."""

    x: float
    y: float
    width: float
    height: float


Item = Text | Rule | Panel | Photo | QrCode | Seal | PenStroke


class Sheet:
    """One sheet being filled from top to bottom; `y` is where the next line goes."""

    def __init__(self, fonts: FontFamily) -> None:
        self.fonts = fonts
        self.items: list[Item] = []
        self.lines: list[str] = []
        self.y = TOP

    def text(
        self, x: float, y: float, text: str, size: float = 13, style: Style = Style.REGULAR
    ) -> float:
        """Print one line at a baseline and return where it ends."""
        text = unicodedata.normalize("NFC", text)
        self.items.append(Text(text, x, y, size, style))
        self.lines.append(" ".join(text.split()))
        return x + self.fonts.width(text, size, style)

    def centred(
        self,
        x: float,
        y: float,
        text: str,
        size: float = 13,
        style: Style = Style.REGULAR,
        *,
        underline: float = 0.0,
    ) -> None:
        """Print one line around `x`; `underline` is the share of its width that is ruled."""
        width = self.fonts.width(text, size, style)
        self.text(x - width / 2, y, text, size, style)
        if underline:
            half = width * underline / 2
            drop = size * (0.3 if underline == 1 else 0.5)  # a part rule stays clear of tails
            self.items.append(Rule(x - half, y + drop, x + half, y + drop))

    def centred_lines(
        self, x: float, text: str, size: float, style: Style, width: float, lead: float = 1.3
    ) -> None:
        """Print centred lines at `y`, as many as the text needs, and move down."""
        for line in self.wrapped(text, size, style, width):
            self.centred(x, self.y, line, size, style)
            self.y += size * lead

    def paragraph(
        self,
        text: str,
        size: float = 13.5,
        style: Style = Style.REGULAR,
        *,
        indent: float = 28,
        x0: float = LEFT,
        x1: float = RIGHT,
        lead: float = 1.32,
        gap: float = 5,
    ) -> None:
        """Print a justified paragraph at `y` and move below it."""
        lines = self.wrapped(text, size, style, x1 - x0, indent)
        for number, line in enumerate(lines):
            start = x0 + (indent if number == 0 else 0)
            words = line.split(" ")
            if number == len(lines) - 1 or len(words) == 1:
                self.text(start, self.y, line, size, style)
            else:
                self._justified(words, start, x1, size, style)
                self.lines.append(line)
            self.y += size * lead
        self.y += gap

    def wrapped(
        self, text: str, size: float, style: Style, width: float, indent: float = 0
    ) -> list[str]:
        """Break a text into lines of at most `width` points, the first one shorter by `indent`."""
        lines: list[str] = []
        room, current = width - indent, ""
        for word in unicodedata.normalize("NFC", text).split():
            longer = f"{current} {word}".strip()
            if current and self.fonts.width(longer, size, style) > room:
                lines.append(current)
                room, current = width, word
            else:
                current = longer
        return [*lines, current] if current else lines

    def blank(self, label: str, value: str, size: float = 13) -> None:
        """Print a form's line: label, the value filled in, and dots to the margin."""
        start = LEFT
        room = RIGHT - start - self.fonts.width(f"{label} ", size, Style.REGULAR)
        first, *rest = self.wrapped(value, size, Style.REGULAR, room) or [""]
        self.leader_line(start, f"{label} {first}".rstrip(), size)
        for line in rest:
            self.leader_line(start, line, size)

    def leader_line(self, x: float, text: str, size: float = 13) -> None:
        """Print a text and dots from its end to the right margin; dots are no truth."""
        end = self.text(x, self.y, text, size)
        dots = int((RIGHT - end - 4) / self.fonts.width(".", size, Style.REGULAR))
        if dots > 0:
            self.items.append(Text("." * dots, end + 3, self.y, size, Style.REGULAR, shade=70))
        self.y += size * 1.62

    def table(
        self,
        columns: Sequence[tuple[str, float]],
        rows: Sequence[Sequence[str]],
        size: float = 11.5,
        *,
        x0: float = LEFT,
        x1: float = RIGHT,
    ) -> None:
        """Print a ruled table; columns are (heading, share of the width)."""
        edges = [x0]
        for _, share in columns:
            edges.append(edges[-1] + share * (x1 - x0))
        top = self.y - size
        heights = [top]
        for number, cells in enumerate([[heading for heading, _ in columns], *rows]):
            style = Style.BOLD if number == 0 else Style.REGULAR
            tallest = 1
            for index, cell in enumerate(cells):
                lines = self.wrapped(cell, size, style, edges[index + 1] - edges[index] - 8)
                for step, line in enumerate(lines):
                    baseline = heights[-1] + size * (1.45 + 1.25 * step)
                    middle = (edges[index] + edges[index + 1]) / 2
                    self.centred(middle, baseline, line, size, style)
                tallest = max(tallest, len(lines))
            heights.append(heights[-1] + size * (0.95 + 1.25 * tallest))
        self.items.extend(Rule(x0, y, x1, y) for y in heights)
        self.items.extend(Rule(x, top, x, heights[-1]) for x in edges)
        self.y = heights[-1] + size * 2

    def _justified(self, words: list[str], x0: float, x1: float, size: float, style: Style) -> None:
        widths = [self.fonts.width(word, size, style) for word in words]
        space = (x1 - x0 - sum(widths)) / (len(words) - 1)
        x = x0
        for word, width in zip(words, widths, strict=True):
            self.items.append(Text(word, x, self.y, size, style))
            x += width + space
