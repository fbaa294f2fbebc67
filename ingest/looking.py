"""Looks through a file's pages without reading a letter: what is wrong with their pictures."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Final

from ingest.papers.page_looks import first_twins
from ingest.pixels.orientation import orientation_of
from ingest.pixels.photo import flatten
from ingest.pixels.quality import Verdict, judge
from ingest.pixels.working import working_picture
from ingest.scans.images import load_seen
from ingest.scans.scan_file import ScanFileInfo
from ingest.text import Fault, PageFindings, PageKind, QualityFinding

# Two scans of one page on one scanner; forms filled by two people stay below, and without their
# words nothing else tells them apart.
_SURELY_ALIKE: Final = 0.93


def look_through(
    path: Path, info: ScanFileInfo, go_on: Callable[[], bool]
) -> tuple[PageFindings, ...]:
    """Judge the file's pages from the first, as long as `go_on` says so after each.

    Born-digital pages have no picture to judge. Raises UnreadableScanError.
    """
    seen: list[tuple[int, Verdict]] = []
    for page in info.pages:
        if page.kind is PageKind.BORN_DIGITAL:
            continue
        picture, dpi = load_seen(path, info, page.number), page.dpi
        if (sheet := flatten(picture, page)) is not None:
            picture, dpi = sheet.seen, sheet.dpi
        lies = orientation_of(working_picture(picture.grey, dpi))
        verdict = judge(picture.grey, picture.colour, dpi, lies, dpi_stated=page.dpi_stated)
        seen.append((page.number, verdict))
        if not go_on():
            break
    twins = first_twins([verdict.quality.look for _, verdict in seen], _SURELY_ALIKE)
    for later, (earlier, alike) in twins.items():
        repeats = QualityFinding(
            code=Fault.DUPLICATE, measure=alike, limit=_SURELY_ALIKE, twin=seen[earlier][0]
        )
        number, verdict = seen[later]
        seen[later] = number, replace(verdict, findings=(*verdict.findings, repeats))
    return tuple(PageFindings(number, verdict.findings) for number, verdict in seen)
