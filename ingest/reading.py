"""Reads one page: pixels in, upright text with boxes out. The way through this room, in order.

    load -> flatten -> codes -> how it lies -> clean -> recognise -> mend -> way back -> verdict

It opens one file and one page at a time, so that pages can be read by several processes.
"""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from ingest.pixels.cleaning import Cleaned, cleaned_page
from ingest.pixels.codes import read_codes, without_codes
from ingest.pixels.orientation import orientation_of
from ingest.pixels.photo import flatten
from ingest.pixels.quality import judge
from ingest.pixels.reading_scale import choose_dpi
from ingest.pixels.working import at_dpi, working_picture
from ingest.recognition.ocr import OcrEngine
from ingest.recognition.repair import repair_lines
from ingest.scans.born_digital import read_born_digital
from ingest.scans.images import Grey, Seen, load_seen
from ingest.scans.scan_file import PageInfo, ScanFileInfo
from ingest.second_opinion import settled
from ingest.text import Fault, Line, PageKind, PageText, Quality


def read_page(path: Path, info: ScanFileInfo, page_number: int, engine: OcrEngine) -> PageText:
    """Return page `page_number` of the file at `path`, read.

    `index` is the page number and `source` 0; whoever joins several files puts the true ones.
    Raises UnreadableScanError when the page cannot be decoded, EngineMissingError.
    """
    page = info.pages[page_number]
    match page.kind:
        case PageKind.BORN_DIGITAL:
            return read_printed_page(path, page)
        case PageKind.SCAN:
            return _read_scan(load_seen(path, info, page_number), page, engine)


def read_printed_page(path: Path, page: PageInfo) -> PageText:
    """Return a born-digital page with the text that it carries; no engine is needed.

    Raises UnreadableScanError when the page is damaged.
    """
    lines = read_born_digital(path, page)
    return PageText(
        index=page.number,
        source=0,
        source_page=page.number,
        kind=page.kind,
        width=page.width,
        height=page.height,
        dpi=page.dpi,
        rotation=0,
        skew=0.0,
        blank=not lines,
        quality=Quality(),
        confidence=1.0,
        lines=lines,
    )


def _read_scan(photo: Seen, page: PageInfo, engine: OcrEngine) -> PageText:
    sheet = flatten(photo, page)
    seen, dpi = (photo, page.dpi) if sheet is None else (sheet.seen, sheet.dpi)
    codes = read_codes(seen.grey, dpi)
    grey = without_codes(seen.grey, codes)
    working = working_picture(grey, dpi)
    lies = settled(orientation_of(working), working, engine)
    lines: tuple[Line, ...] = ()
    if not lies.blank:
        finer = at_dpi(working, grey, choose_dpi(lies.x_height, dpi))
        cleaned = cleaned_page(finer, lies)
        width, height = _upright_size(grey, lies.rotation)
        found = repair_lines(engine.read(cleaned.grey, cleaned.dpi))
        lines = _on_original(found, cleaned, width, height)
    if sheet is not None:
        lines = tuple(sheet.on_photo(line, lies.rotation) for line in lines)
    verdict = judge(grey, seen.colour, dpi, lies, dpi_stated=page.dpi_stated)
    width, height = _upright_size(photo.grey, lies.rotation)
    return PageText(
        index=page.number,
        source=0,
        source_page=page.number,
        kind=page.kind,
        width=width,
        height=height,
        dpi=page.dpi,
        rotation=lies.rotation,
        skew=round(lies.skew, 3),
        blank=lies.blank and not codes,
        quality=verdict.quality,
        confidence=_mean_confidence(lines),
        lines=lines,
        codes=tuple(dict.fromkeys(code.text for code in codes)),
        # A sheet that holds nothing but a code is no blank one.
        findings=tuple(one for one in verdict.findings if not (codes and one.code is Fault.BLANK)),
    )


def _upright_size(grey: Grey, rotation: int) -> tuple[int, int]:
    """Return (width, height) of a picture once it is turned upright."""
    height, width = grey.shape
    return (width, height) if rotation % 180 == 0 else (height, width)


def _on_original(
    lines: Sequence[Line], cleaned: Cleaned, width: int, height: int
) -> tuple[Line, ...]:
    places = [word.box for line in lines for word in line.words]
    boxes = iter(cleaned.to_original(places, width, height))
    return tuple(
        Line(tuple(replace(word, box=next(boxes)) for word in line.words)) for line in lines
    )


def _mean_confidence(lines: tuple[Line, ...]) -> float:
    """Return the mean over letters; 1 where nothing is printed, since nothing is doubtful."""
    letters = sum(len(word.text) for line in lines for word in line.words)
    if not letters:
        return 1.0
    total = sum(word.confidence * len(word.text) for line in lines for word in line.words)
    return round(total / letters, 3)
