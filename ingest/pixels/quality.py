"""Judges a page's picture, so that a clerk is told to scan again while the citizen is still there.

No letter is read for it: a small grey picture (150 dpi), a smaller coloured one (50 dpi) and how
the page lies are enough. Each limit is where a person begins to shake the head, not where reading
fails; `Fault` names them, and the catalogues say what to do.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

import cv2
import numpy as np

from ingest.pixels.covered import find_covered
from ingest.pixels.duplicates import look_of
from ingest.pixels.levels import Levels
from ingest.pixels.light import measure_light
from ingest.pixels.margins import letters_on_the_edge
from ingest.pixels.orientation import Orientation
from ingest.pixels.sharpness import edge_width, laplacian_variance
from ingest.pixels.working import shrunk
from ingest.scans.images import Grey
from ingest.scans.pictures import Pixels
from ingest.text import Fault, Quality, QualityFinding

_WORK_DPI: Final = 150
_COLOUR_DPI: Final = 50
_LOOK_DPI: Final = 75
_INK: Final = 128
# NĐ 30/2020/NĐ-CP, annex I: at least 200 dpi; scanners round.
_LEAST_DPI: Final = 190
# Dots of 1/150 inch. Office scans lie below 0.95; two dots of blur on top make 1.5.
_WIDEST_EDGE: Final = 1.15
_MOST_CUT_LETTERS: Final = 1  # one may be a speck at the edge
_DARKEST_PAPER: Final = 120.0  # of 255; a page in bad light has 190
_PALEST_INK: Final = 62.0  # levels below the paper; worn toner in bad light has 75
_FINGER_MM2: Final = 120.0
_NOTE_MM2: Final = 400.0
_DEEPEST_FOLD: Final = 12.0  # grey levels, across the whole sheet


@dataclass(frozen=True, slots=True)
class Verdict:
    """The measures of a page's picture, and what is wrong with it."""

    quality: Quality
    findings: tuple[QualityFinding, ...]


def judge(
    grey: Grey, colour: Pixels | None, dpi: int, lies: Orientation, *, dpi_stated: bool = True
) -> Verdict:
    """Judge a page as it lies, `lies` telling how; `colour` is its picture of about 50 dpi.

    `dpi_stated` says that `dpi` is known and not assumed: what is assumed proves nothing.
    """
    small, scale = shrunk(grey, dpi, _WORK_DPI)
    dpi_small = round(dpi * scale)
    # Every second pixel has the same levels.
    quarter = np.ascontiguousarray(small[::2, ::2])
    levels = Levels.of(quarter)
    quality = Quality(
        blur=round(laplacian_variance(small), 1),
        contrast=round((levels.percentile(90) - levels.percentile(0.5)) / 255, 3),
        ink=round(levels.share_below(_INK), 4),
        look="" if lies.blank else _look(small, dpi_small, lies),
    )
    findings = [*_of_scanning(dpi, lies, quality, dpi_stated=dpi_stated)]
    findings += _of_light(quarter, dpi_small // 2)
    if not lies.blank:
        findings += _of_print(small, dpi_small)
    findings += _of_cover(small, colour, dpi_small)
    return Verdict(quality, tuple(findings))


def _look(small: Grey, dpi: int, lies: Orientation) -> str:
    far, scale = shrunk(small, dpi, _LOOK_DPI)
    upright = np.ascontiguousarray(np.rot90(far, lies.rotation // 90))
    return look_of(upright, dpi * scale, lies.skew)


def _of_scanning(
    dpi: int, lies: Orientation, quality: Quality, *, dpi_stated: bool
) -> Iterator[QualityFinding]:
    if lies.blank:
        yield QualityFinding(code=Fault.BLANK, measure=quality.ink or 0.0, limit=0.0)
    elif not dpi_stated:
        yield QualityFinding(code=Fault.RESOLUTION_ASSUMED, measure=dpi, limit=_LEAST_DPI)
    elif dpi < _LEAST_DPI:
        yield QualityFinding(code=Fault.LOW_RESOLUTION, measure=dpi, limit=_LEAST_DPI)
    if lies.rotation == 180 and not lies.doubtful:  # noqa: PLR2004 - degrees
        yield QualityFinding(code=Fault.UPSIDE_DOWN, measure=lies.rotation, limit=0)


def _of_light(quarter: Grey, dpi: int) -> Iterator[QualityFinding]:
    light = measure_light(quarter, dpi)
    if light.paper < _DARKEST_PAPER:
        yield QualityFinding(
            code=Fault.TOO_DARK, measure=round(light.paper, 1), limit=_DARKEST_PAPER
        )
    elif light.ink is not None and light.ink < _PALEST_INK:
        yield QualityFinding(code=Fault.TOO_LIGHT, measure=light.ink, limit=_PALEST_INK)


def _of_print(small: Grey, dpi: int) -> Iterator[QualityFinding]:
    width = edge_width(small)
    # At fewer dots an inch each dot is wider on paper.
    if width is not None and (width := round(width * _WORK_DPI / dpi, 2)) > _WIDEST_EDGE:
        yield QualityFinding(code=Fault.BLURRED, measure=width, limit=_WIDEST_EDGE)
    cut = letters_on_the_edge(small, dpi)
    if cut > _MOST_CUT_LETTERS:
        yield QualityFinding(code=Fault.CUT_OFF, measure=cut, limit=_MOST_CUT_LETTERS)


def _of_cover(small: Grey, colour: Pixels | None, dpi: int) -> Iterator[QualityFinding]:
    if colour is None:
        scale = _COLOUR_DPI / dpi
        colour = np.asarray(
            cv2.resize(small, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA), np.uint8
        )
        dots = float(_COLOUR_DPI)
    else:
        dots = dpi * max(colour.shape[:2]) / max(small.shape)
    found = find_covered(colour, dots)
    if found.finger >= _FINGER_MM2:
        yield QualityFinding(code=Fault.FINGER, measure=round(found.finger), limit=_FINGER_MM2)
    if found.note >= _NOTE_MM2:
        yield QualityFinding(code=Fault.STICKY_NOTE, measure=round(found.note), limit=_NOTE_MM2)
    if found.fold >= _DEEPEST_FOLD:
        yield QualityFinding(code=Fault.FOLD, measure=found.fold, limit=_DEEPEST_FOLD)
