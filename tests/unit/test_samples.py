"""The sample dossier is the same paper for the same seed, and its measure is fair."""

import hashlib
from pathlib import Path

import pikepdf
import pytest

from ingest.text import PageKind
from sohoa.samples.facts import invent_facts, iso_of_printed, long_date
from sohoa.samples.fonts import FontFamily, find_family
from sohoa.samples.stack import DemoStack, make_demo_stack, sample_papers
from sohoa.samples.truth import TextErrors, text_errors
from tests.support.samples import dice, look_at


def test_twelve_pages_make_a_cover_and_four_papers(sample_stack: DemoStack) -> None:
    assert len(sample_stack.pages) == 12
    assert [(one.type, one.pages) for one in sample_stack.documents] == [
        ("DON", (1, 2, 3)),
        ("CCCD", (4,)),
        ("GXN", (5, 6, 7)),
        ("GCN", (8, 9, 10, 11)),
    ]
    assert sum(page.rotation == 180 for page in sample_stack.pages) == 1
    info = look_at(sample_stack.pdf)
    assert {(page.kind, page.dpi) for page in info.pages} == {(PageKind.SCAN, 300)}


def test_the_same_seed_scans_the_same_bytes(tmp_path: Path, sample_stack: DemoStack) -> None:
    again = make_demo_stack(tmp_path, seed=1)
    first, second = (
        hashlib.sha256(one.pdf.read_bytes()).hexdigest() for one in (sample_stack, again)
    )
    assert first == second


def test_another_seed_is_about_somebody_else() -> None:
    assert invent_facts(dice(1)).applicant != invent_facts(dice(2)).applicant


@pytest.mark.parametrize("seed", range(40))
def test_whoever_is_invented_their_papers_fit_on_their_sheets(seed: int) -> None:
    facts = invent_facts(dice(seed))
    assert len(facts.applicant.number) == 12
    assert facts.applicant.number[4:6] == facts.applicant.born[-2:]
    for paper in sample_papers(facts, find_family()):
        for sheet in paper.sheets:
            assert sheet.y < 830, (paper.type, sheet.lines[0])


def test_the_draft_leaves_room_for_number_and_date(sample_stack: DemoStack) -> None:
    text = " ".join(sample_stack.decision_lines)
    assert "Số: /QĐ-UBND" in text
    assert "ngày tháng năm 2026" in text
    with pikepdf.open(sample_stack.decision) as pdf:
        assert len(pdf.pages) == 1
        assert "/AcroForm" not in pdf.Root


def test_dates_are_written_as_offices_write_them() -> None:
    assert long_date((5, 2, 2026)) == "ngày 05 tháng 02 năm 2026"
    assert long_date((21, 11, 2026)) == "ngày 21 tháng 11 năm 2026"
    assert iso_of_printed("05/03/1980") == "1980-03-05"


def test_a_machine_without_fonts_is_told_what_to_install() -> None:
    nowhere = FontFamily((Path("/a"), Path("/b"), Path("/c"), Path("/d")))
    with pytest.raises(FileNotFoundError, match="fonts-liberation2"):
        find_family([nowhere])


@pytest.mark.parametrize(
    ("read", "wrong"),
    [
        ("một hai\nba bốn", 0),
        ("ba bốn một hai", 0),
        ("ba bốn mot hai", 1),
        ("một hai", 6),
        ("", 13),
        ("một hai ba bốn xyz", 3),
    ],
)
def test_reading_order_does_not_count_but_every_letter_does(read: str, wrong: int) -> None:
    assert text_errors(["một hai", "ba bốn"], read) == TextErrors(wrong, 13)


def test_dot_leaders_are_no_text() -> None:
    assert text_errors(["Họ và tên: An"], "Họ và tên: An ..........").rate == 0
