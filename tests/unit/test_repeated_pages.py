"""A page that is in the stack twice is named; a form filled by two people is not."""

from dataclasses import replace

import numpy as np
import pytest

from ingest.digitize import propose
from ingest.picture_warnings import picture_warning
from ingest.pixels.duplicates import look_of
from ingest.text import (
    Box,
    Fault,
    Line,
    PageKind,
    PageText,
    Quality,
    QualityFinding,
    Word,
)

FORM = "Tôi tên là {name} sinh ngày {day} số định danh {number} xin cấp lại giấy {paper} đã mất"


def page(index: int, text: str, seed: int, *findings: QualityFinding) -> PageText:
    """Return a page whose look is invented from `seed`."""
    rng = np.random.default_rng(seed)
    small = np.full((877, 620), 255, np.uint8)
    for line in range(12):
        for word in range(8):
            if rng.random() < 0.7:
                small[100 + 50 * line : 108 + 50 * line, 60 + 60 * word : 100 + 60 * word] = 0
    words = tuple(Word(one, Box(0, 0, 1, 1), 1) for one in text.split())
    return PageText(
        index=index,
        source=0,
        source_page=index,
        kind=PageKind.SCAN,
        width=1654,
        height=2339,
        dpi=200,
        rotation=0,
        skew=0,
        blank=False,
        quality=Quality(look=look_of(small, 75, 0)),
        confidence=0.99,
        lines=(Line(words),),
        findings=findings,
    )


def filled(name: str, day: str, number: str) -> str:
    return FORM.format(name=name, day=day, number=number, paper="khai sinh") + " như trên" * 20


def twins(*pages: PageText) -> dict[int, int | None]:
    reading = propose([], pages, [])
    found = {
        one.index: finding.twin
        for one in reading.pages
        for finding in one.findings
        if finding.code is Fault.DUPLICATE
    }
    told = [one.page for one in reading.warnings if one.code == "duplicate_page"]
    assert told == list(found)
    return found


def test_a_page_read_twice_with_a_word_misread_is_named() -> None:
    text = filled("Nguyễn Văn An", "01/02/1990", "001090000123")
    misread = text.replace("Tôi", "Toi")
    assert twins(page(0, text, 1), page(1, "khác hẳn", 2), page(2, misread, 1)) == {2: 0}


def test_one_form_filled_by_two_people_is_two_pages() -> None:
    one = filled("Nguyễn Văn An", "01/02/1990", "001090000123")
    other = filled("Trần Thị Bình", "03/04/1985", "001185000456")
    assert twins(page(0, one, 1), page(1, other, 1)) == {}


def test_the_same_words_laid_out_otherwise_are_two_pages() -> None:
    text = filled("Nguyễn Văn An", "01/02/1990", "001090000123")
    assert twins(page(0, text, 1), page(1, text, 2)) == {}


@pytest.mark.parametrize("fault", Fault)
def test_every_fault_is_told_with_its_page(fault: Fault) -> None:
    finding = QualityFinding(code=fault, measure=7, limit=1, twin=0)
    warning = picture_warning(finding, 4)
    assert (warning.code, warning.page) == (fault.value, 4)
    assert "age 5" in warning.message


def test_what_is_everyday_is_kept_with_the_page_and_warned_of_by_nobody() -> None:
    everyday = [
        QualityFinding(code=fault, measure=1, limit=0)
        for fault in (Fault.BLANK, Fault.UPSIDE_DOWN, Fault.BLURRED)
    ]
    reading = propose([], [replace(page(0, "chữ", 1), findings=tuple(everyday))], [])
    codes = {one.code for one in reading.warnings}
    assert "blurred" in codes
    assert not codes & {"blank_page", "upside_down"}
    assert reading.pages[0].findings == tuple(everyday)
