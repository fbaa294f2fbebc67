"""Lays what was read as invisible text over the picture, word by word.

Each word covers its box, so that a reader's selection marks what it copies; a space follows every
word and spans the gap to the next one, so that every program that extracts the text finds the same
words. The words of a line share one base line that follows the page's skew in steps: letters
themselves stay parallel to the page, because pypdf takes text that is turned by a fraction of a
degree for text turned by ninety.
"""

import math
import re
from statistics import median
from typing import Final

from ingest.archiving.glyphless import ADVANCE, DESCENT, GlyphlessFont
from ingest.scans.placement import Placement
from ingest.text import Line, PageText, Word

FONT_NAME: Final = "SohoaText"
_NEVER_TEXT: Final = re.compile("[\x00-\x20\x7f-\x9f\u00a0\u2028\u2029\ufeff\ufffe\uffff]+")
_SMALLEST_SIZE: Final = 1.0  # points
_LEAST_STRETCH: Final = 1.0  # per cent
_LEAST_GAP: Final = 0.15  # of the line's height, between two words
_INVISIBLE: Final = 3  # text render mode, ISO 32000-1 table 106
_ASTRAY: Final = 0.6  # of the line's height: a word further off has a base line of its own


def text_layer(page: PageText, placement: Placement, font: GlyphlessFont) -> bytes:
    """Return the content stream for a page's text; empty where nothing was read."""
    slope = math.tan(math.radians(page.skew))
    shown = [operators for line in page.lines if (operators := _line(line, slope, placement, font))]
    if not shown:
        return b""
    return "\n".join(("q BT", f"{_INVISIBLE} Tr", *shown, "ET Q")).encode("ascii")


def _line(line: Line, slope: float, placement: Placement, font: GlyphlessFont) -> str:
    words = [(word, text) for word in line.words if (text := _NEVER_TEXT.sub("", word.text))]
    if not words:
        return ""
    feet = [_foot(word, slope) for word, _ in words]
    tall = max(1.0, median(_height(word, slope) for word, _ in words))
    foot = median(feet)
    right = placement.direction(1, 0)
    points_a_pixel = math.hypot(*right)
    size = max(_SMALLEST_SIZE, tall * math.hypot(*placement.direction(0, 1)))
    across, up = (round(part / points_a_pixel) for part in right)
    out = [f"/{FONT_NAME} {size:.2f} Tf"]
    for number, (word, text) in enumerate(words):
        own = foot if abs(feet[number] - foot) < _ASTRAY * tall else feet[number]
        middle = (word.box.x0 + word.box.x1) / 2
        x, y = placement.point(word.box.x0, own + slope * middle - DESCENT * tall)
        following = words[number + 1][0] if number + 1 < len(words) else None
        end = _end(word, following, tall)
        wide = (end - word.box.x0) * points_a_pixel
        out.append(
            f"{_stretch(wide, len(text), size)} Tz"
            f" {across} {up} {-up} {across} {x:.2f} {y:.2f} Tm"
            f" <{font.encode(text)}> Tj"
        )
        gap = 0.0 if following is None else (following.box.x0 - end) * points_a_pixel
        out.append(f"{_stretch(gap, 1, size)} Tz <{font.encode(' ')}> Tj")
    return "\n".join(out)


def _stretch(width: float, letters: int, size: float) -> str:
    """Return the horizontal scaling, in per cent, that makes `letters` letters `width` wide."""
    return f"{max(_LEAST_STRETCH, 100 * width / (letters * ADVANCE * size)):.2f}"


def _end(word: Word, following: Word | None, tall: float) -> float:
    """Return where a word may end: pdfium drops the space between words that overlap."""
    if following is None:
        return word.box.x1
    room = following.box.x0 - _LEAST_GAP * tall
    overlaps = room < word.box.x1
    keeps_most = room - word.box.x0 > (word.box.x1 - word.box.x0) / 2
    return room if overlaps and keeps_most else word.box.x1


def _foot(word: Word, slope: float) -> float:
    """Return where the word's lower edge would meet the page's left side, along the skew."""
    box = word.box
    return box.y1 - slope * (box.x0 + box.x1) / 2 - abs(slope) * (box.x1 - box.x0) / 2


def _height(word: Word, slope: float) -> float:
    """Return the word's height across the base line: a skewed word's box is taller."""
    return word.box.y1 - word.box.y0 - abs(slope) * (word.box.x1 - word.box.x0)
