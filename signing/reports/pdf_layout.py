"""Where each line of a printed report stands: A4 pages, measures in points from the lower left.

Lines are broken by the fonts' own widths; a row is never cut by the end of a page, and a heading
never stands alone at its foot.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Final

from signing.reports.report_page import Fact, ReportPage, Section

PAGE: Final = (595.28, 841.89)
_LEFT, _RIGHT, _TOP, _FOOT = 49.0, 546.0, 785.0, 60.0
_LABELS: Final = 146.0  # width of the column of labels
_LEADING: Final = 1.32
_TEXT: Final = 10.5
_SMALL: Final = 8.5
_UPRIGHT: Final = False

Measure = Callable[[str, float, bool], float]
Colour = tuple[float, float, float]
_INK: Final[Colour] = (0.1, 0.1, 0.1)
_GREY: Final[Colour] = (0.33, 0.33, 0.33)
_COLOURS: Final[dict[str, Colour]] = {
    "valid": (0.04, 0.36, 0.12),
    "invalid": (0.56, 0.07, 0.07),
    "unreadable": (0.56, 0.07, 0.07),
    "indeterminate": (0.42, 0.28, 0.0),
    "unsigned": (0.42, 0.28, 0.0),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A line of text whose baseline is at (x, y)."""

    x: float
    y: float
    size: float
    text: str
    bold: bool = False
    colour: Colour = _INK


@dataclass(frozen=True, slots=True)
class Bar:
    """A filled box."""

    x: float
    y: float
    width: float
    height: float
    colour: Colour


@dataclass(slots=True)
class LaidPage:
    """What is drawn on one page."""

    lines: list[Line] = field(default_factory=list)
    bars: list[Bar] = field(default_factory=list)


def lay_out(page: ReportPage, measure: Measure) -> tuple[LaidPage, ...]:
    """Return the pages; `measure(text, size, bold)` gives a text's width in points."""
    desk = _Desk(measure)
    desk.text(page.title, size=17, bold=True, gap=8)
    desk.banner(page.answer, page.state)
    desk.facts(page.facts)
    desk.bullets(page.findings_title, page.findings)
    desk.bullets(page.advice_title, page.advice)
    for section in page.sections:
        _signature(desk, section, page.advice_title)
    desk.heading(page.evidence_title)
    desk.facts(page.evidence, stacked=True)
    desk.text(page.note, size=_SMALL, colour=_GREY, gap=0, before=12)
    return desk.numbered(page.page_of)


def _signature(desk: "_Desk", section: Section, advice_title: str) -> None:
    desk.heading(section.title)
    desk.text(section.answer, bold=True, colour=_COLOURS[section.state], gap=3)
    desk.bullets("", section.reasons)
    desk.facts(section.facts)
    desk.bullets(advice_title, section.advice)


class _Desk:
    """A pen that moves down and takes a new page where one is full."""

    def __init__(self, measure: Measure) -> None:
        self._measure = measure
        self._pages = [LaidPage()]
        self._y = _TOP

    def heading(self, title: str) -> None:
        self._room(90)
        self._pages[-1].bars.append(Bar(_LEFT, self._y - 8, _RIGHT - _LEFT, 0.6, (0.7, 0.7, 0.7)))
        self.text(title, size=13, bold=True, gap=4, before=14)

    def text(
        self,
        text: str,
        *,
        size: float = _TEXT,
        bold: bool = False,
        colour: Colour = _INK,
        gap: float = 4,
        before: float = 0,
    ) -> None:
        self._y -= before
        self._write([(text, _LEFT, _RIGHT, bold, colour)], size)
        self._y -= gap

    def banner(self, text: str, state: str) -> None:
        colour, size, indent = _COLOURS[state], 12.5, 14.0
        lines = list(self._broken(text, size, _RIGHT - _LEFT - 2 * indent, bold=True))
        height = len(lines) * size * _LEADING + 14
        top = self._y + 2
        pale = tuple(1 - (1 - part) * 0.08 for part in colour)
        bars = self._pages[-1].bars
        bars.append(Bar(_LEFT, top - height, _RIGHT - _LEFT, height, (pale[0], pale[1], pale[2])))
        bars.append(Bar(_LEFT, top - height, 5, height, colour))
        self._y = top - 7
        self._write([(text, _LEFT + indent, _RIGHT - indent, True, colour)], size)
        self._y = top - height - 8

    def facts(self, facts: Iterable[Fact], *, stacked: bool = False) -> None:
        for fact in facts:
            if stacked:
                self._write([(fact.label, _LEFT, _RIGHT, False, _INK)], _SMALL + 1)
                if fact.value:
                    self._write([(fact.value, _LEFT + 12, _RIGHT, False, _GREY)], _SMALL)
            else:
                label = (fact.label, _LEFT, _LEFT + _LABELS, False, _GREY)
                self._write([label, (fact.value, _LEFT + _LABELS + 10, _RIGHT, False, _INK)], _TEXT)
            self._y -= 2.5
        self._y -= 4

    def bullets(self, title: str, items: tuple[str, ...]) -> None:
        if not items:
            return
        if title:
            self._room(40)
            self.text(title, bold=True, gap=1)
        for item in items:
            mark = ("–", _LEFT + 4, _LEFT + 14, False, _INK)
            self._write([mark, (item, _LEFT + 14, _RIGHT, False, _INK)], _TEXT)
        self._y -= 5

    def numbered(self, page_of: str) -> tuple[LaidPage, ...]:
        total = len(self._pages)
        for number, page in enumerate(self._pages, 1):
            text = page_of.format(page=number, pages=total)
            x = _RIGHT - self._measure(text, _SMALL, _UPRIGHT)
            page.lines.append(Line(x=x, y=36, size=_SMALL, text=text, colour=_GREY))
        return tuple(self._pages)

    def _write(self, columns: list[tuple[str, float, float, bool, Colour]], size: float) -> None:
        """Set columns side by side; the row is as high as the longest of them."""
        broken = [
            list(self._broken(text, size, right - left, bold=bold))
            for text, left, right, bold, _ in columns
        ]
        height = max(map(len, broken)) * size * _LEADING
        self._room(height)
        for (_, left, _, bold, colour), lines in zip(columns, broken, strict=True):
            for number, line in enumerate(lines):
                y = self._y - size - number * size * _LEADING
                self._pages[-1].lines.append(
                    Line(x=left, y=y, size=size, text=line, bold=bold, colour=colour)
                )
        self._y -= height

    def _room(self, height: float) -> None:
        if self._y - height < _FOOT:
            self._pages.append(LaidPage())
            self._y = _TOP

    def _broken(self, text: str, size: float, width: float, *, bold: bool) -> Iterator[str]:
        """Break at spaces, and inside a word that is too long for a line of its own."""
        line = ""
        for word in text.split():
            tried = f"{line} {word}" if line else word
            if self._measure(tried, size, bold) <= width:
                line = tried
                continue
            if line:
                yield line
            line = word
            while self._measure(line, size, bold) > width:
                cut = next(
                    n
                    for n in range(len(line) - 1, 0, -1)
                    if n == 1 or self._measure(line[:n], size, bold) <= width
                )
                yield line[:cut]
                line = line[cut:]
        yield line
