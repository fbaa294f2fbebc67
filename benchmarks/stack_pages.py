"""Puts lines on a page as a reader would report them, without drawing anything.

Places are in points on A4 from the top left, like the sheets of `sohoa/samples`; what comes out is
a PageText whose boxes are pixels.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from random import Random

from ingest.text import Box, Line, PageKind, PageText, Quality, Word

WIDTH, HEIGHT = 595.0, 842.0
LEFT, RIGHT, TOP, BOTTOM = 85.0, 547.0, 57.0, 780.0
MIDDLE = (LEFT + RIGHT) / 2
_LETTER = 0.5  # of its size, the mean width of a letter of Times
_CAPITAL = 0.66


@dataclass(frozen=True, slots=True)
class Look:
    """How a paper was printed and scanned: resolution, letter size, paper's size against A4."""

    dpi: int
    size: float
    paper: float = 1.0


@dataclass(slots=True)
class Draft:
    """A page being written: (text, x, y, size), and where the next line goes."""

    look: Look
    lines: list[tuple[str, float, float, float]] = field(default_factory=list)
    y: float = TOP + 8
    codes: tuple[str, ...] = ()

    def put(self, x: float, y: float, text: str, size: float | None = None) -> None:
        """Print a line at a place."""
        self.lines.append((text, x, y, size or self.look.size))

    def middle(self, text: str, size: float | None = None, x: float = MIDDLE) -> None:
        """Print a centred line and go on below it."""
        self.put(x - width(text, size or self.look.size) / 2, self.y, text, size)
        self.y += 1.5 * (size or self.look.size)

    def beside(self, left: str, right: str, size: float | None = None) -> None:
        """Print two columns at one height, joined as recognisers join them."""
        size = size or self.look.size
        x = MIDDLE + 0.06 * WIDTH
        at = max(LEFT - 10, LEFT + 85 - width(left, size) / 2)
        gap = " " * max(1, round((x - at - width(left, size)) / (size * _LETTER)))
        self.put(at, self.y, f"{left}{gap}{right}" if left else right, size)
        if not left:
            text, _, y, one = self.lines.pop()
            self.put(x, y, text, one)
        self.y += 1.5 * size

    def paragraph(self, text: str, indent: float = 28) -> None:
        """Print running text in lines of full width."""
        words, line, x = text.split(), "", LEFT + indent
        for word in words:
            if x + width(f"{line} {word}", self.look.size) > RIGHT and line:
                self.put(x, self.y, line)
                line, x = "", LEFT
                self.y += 1.4 * self.look.size
            line = f"{line} {word}".strip()
        self.put(x, self.y, line)
        self.y += 1.7 * self.look.size

    @property
    def full(self) -> bool:
        """Whether no further paragraph fits."""
        return self.y > BOTTOM - 80


def width(text: str, size: float) -> float:
    """Return about how wide a text is printed, in points."""
    return sum(size * (_CAPITAL if letter.isupper() else _LETTER) for letter in text)


def blank(look: Look) -> PageText:
    """Return a page that nothing stands on."""
    return _page(look, (), (), is_blank=True)


def as_read(draft: Draft, rng: Random) -> PageText:
    """Return the draft as a perfect reader reports it, moved a little as paper lies."""
    dx, dy = rng.uniform(-12, 12), rng.uniform(-12, 12)
    scale = draft.look.dpi / 72 * draft.look.paper
    lines = []
    for text, x, y, size in sorted(draft.lines, key=lambda line: line[2]):
        words, at = [], x + dx
        for piece in text.split(" "):
            end = at + width(piece, size)
            if piece:
                box = Box(at * scale, (y + dy) * scale, end * scale, (y + dy + 1.15 * size) * scale)
                words.append(Word(piece, box, round(rng.uniform(0.88, 0.99), 2)))
            at = end + size * _LETTER
        lines.append(Line(tuple(words)))
    return _page(draft.look, lines, draft.codes)


def _page(
    look: Look, lines: Sequence[Line], codes: tuple[str, ...], *, is_blank: bool = False
) -> PageText:
    scale = look.dpi / 72 * look.paper
    return PageText(
        index=0,
        source=0,
        source_page=0,
        kind=PageKind.SCAN,
        width=round(WIDTH * scale),
        height=round(HEIGHT * scale),
        dpi=look.dpi,
        rotation=0,
        skew=0.0,
        blank=is_blank,
        quality=Quality(),
        confidence=0.95,
        lines=tuple(lines),
        codes=codes,
    )
