"""What is wrong with pages' pictures, as warnings: a sentence for the log, a code for a person."""

from collections.abc import Iterator, Sequence
from typing import Final

from ingest.text import Fault, PageText, QualityFinding, ReadingWarning

# Blank backs and pages the wrong way round are an office's everyday: nobody has to act.
_EVERYDAY: Final = frozenset({Fault.BLANK, Fault.UPSIDE_DOWN})


def picture_warnings(pages: Sequence[PageText]) -> Iterator[ReadingWarning]:
    """Return a warning for everything that a person should do something about."""
    for page in pages:
        for finding in page.findings:
            if finding.code not in _EVERYDAY:
                yield picture_warning(finding, page.index)


def picture_warning(finding: QualityFinding, page: int) -> ReadingWarning:  # noqa: C901, PLR0911 - one return a fault
    """Return the warning for one finding about page `page`, from 0."""
    number, measure = page + 1, finding.measure
    match finding.code:
        case Fault.LOW_RESOLUTION:
            text = f"Page {number} has {measure:g} dpi; the rules ask for 200."
            return ReadingWarning(code="low_resolution", message=text, page=page)
        case Fault.RESOLUTION_ASSUMED:
            text = f"Page {number} does not say its resolution; {measure:g} dpi is assumed."
            return ReadingWarning(code="resolution_assumed", message=text, page=page)
        case Fault.BLURRED:
            text = f"Page {number} is blurred ({measure:g}, at most {finding.limit:g})."
            return ReadingWarning(code="blurred", message=text, page=page)
        case Fault.CUT_OFF:
            text = f"Text runs off the edge of page {number} ({measure:g} letters on it)."
            return ReadingWarning(code="cut_off", message=text, page=page)
        case Fault.TOO_DARK:
            text = f"Page {number} is too dark ({measure:g} of 255)."
            return ReadingWarning(code="too_dark", message=text, page=page)
        case Fault.TOO_LIGHT:
            text = f"The print of page {number} is too pale ({measure:g} levels)."
            return ReadingWarning(code="too_light", message=text, page=page)
        case Fault.FINGER:
            text = f"A finger covers a part of page {number} ({measure:g} mm²)."
            return ReadingWarning(code="finger", message=text, page=page)
        case Fault.FOLD:
            text = f"Page {number} is folded ({measure:g} grey levels deep)."
            return ReadingWarning(code="fold", message=text, page=page)
        case Fault.STICKY_NOTE:
            text = f"A note sticks on page {number} ({measure:g} mm²)."
            return ReadingWarning(code="sticky_note", message=text, page=page)
        case Fault.DUPLICATE:
            text = f"Page {number} repeats page {(finding.twin or 0) + 1}."
            return ReadingWarning(code="duplicate_page", message=text, page=page)
        case Fault.BLANK:
            text = f"Page {number} is blank."
            return ReadingWarning(code="blank_page", message=text, page=page)
        case Fault.UPSIDE_DOWN:
            text = f"Page {number} lies upside down."
            return ReadingWarning(code="upside_down", message=text, page=page)
