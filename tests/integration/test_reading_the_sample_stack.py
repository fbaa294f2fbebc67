"""The sample stack is read as well as the demo promises."""

import pytest

from ingest.papers.cover import decode
from ingest.reading import read_page
from ingest.recognition.ocr import OcrEngine
from ingest.recognition.ocr_pytesseract import PytesseractEngine
from ingest.recognition.tessdata import find_tessdata
from ingest.text import PageKind, PageText
from sohoa.samples.citizen_card import card_payload
from sohoa.samples.stack import DemoStack
from sohoa.samples.truth import TextErrors, normal, text_errors
from tests.support.samples import look_at


def test_less_than_one_letter_in_a_hundred_is_wrong(
    sample_stack: DemoStack, sample_pages: tuple[PageText, ...]
) -> None:
    errors = TextErrors(0, 0)
    for true, read in zip(sample_stack.pages, sample_pages, strict=True):
        errors += text_errors(true.lines, read.text)
    assert errors.printed > 7000
    assert errors.rate < 0.01


def test_each_field_value_stands_in_the_text_or_the_codes_of_its_document(
    sample_stack: DemoStack, sample_pages: tuple[PageText, ...]
) -> None:
    missing = [
        (document.type, name, value)
        for document in sample_stack.documents
        for name, value in document.fields.items()
        if name not in {"ngay_ban_hanh", "ngay_sinh"}
        if normal(value).casefold()
        not in normal(" ".join(_said(sample_pages[page]) for page in document.pages)).casefold()
    ]
    assert missing == []


def test_pages_come_out_upright_and_their_tilt_is_known(
    sample_stack: DemoStack, sample_pages: tuple[PageText, ...]
) -> None:
    for true, read in zip(sample_stack.pages, sample_pages, strict=True):
        assert read.rotation == true.rotation
        assert read.skew == pytest.approx(true.skew, abs=0.25)
        assert (read.width, read.height, read.dpi) == (2480, 3508, 300)
        assert read.kind is PageKind.SCAN
        assert not read.blank


def test_the_cover_sheets_code_names_the_dossier_and_its_parts(
    sample_stack: DemoStack, sample_pages: tuple[PageText, ...]
) -> None:
    (code,) = sample_pages[0].codes
    cover = decode(code)
    assert cover is not None
    assert cover.dossier == sample_stack.dossier
    assert [kind for kind, _ in cover.parts] == [one.type for one in sample_stack.documents]


def test_the_cards_code_is_read(
    sample_stack: DemoStack, sample_pages: tuple[PageText, ...]
) -> None:
    assert sample_pages[4].codes == (card_payload(sample_stack.facts),)


def test_boxes_lie_on_the_printed_words(
    sample_stack: DemoStack, sample_pages: tuple[PageText, ...]
) -> None:
    """The name under the signature is printed in the lower right part of an upright page."""
    page = sample_pages[7]
    (line,) = [one for one in page.lines if sample_stack.facts.deputy in one.text]
    assert line.box.x0 > page.width * 0.5
    assert page.height * 0.3 < line.box.y0 < page.height * 0.5
    for one in (word for line in page.lines for word in line.words):
        assert 0 <= one.box.x0 < one.box.x1 <= page.width
        assert 0 <= one.box.y0 < one.box.y1 <= page.height


def test_the_box_of_a_page_that_lay_upside_down_is_on_the_upright_page(
    sample_pages: tuple[PageText, ...],
) -> None:
    number, first, *_ = sample_pages[6].lines
    assert number.text == "2"
    assert first.text.startswith("Danh sách các hộ")
    assert first.box.y1 < sample_pages[6].height * 0.2


def test_the_draft_decision_is_taken_as_text(sample_stack: DemoStack, engine: OcrEngine) -> None:
    info = look_at(sample_stack.decision)
    assert [page.kind for page in info.pages] == [PageKind.BORN_DIGITAL]
    page = read_page(sample_stack.decision, info, 0, engine)
    assert text_errors(sample_stack.decision_lines, page.text).rate == 0
    assert page.confidence == 1


def test_the_program_reads_what_the_library_reads(
    sample_stack: DemoStack, sample_pages: tuple[PageText, ...]
) -> None:
    info = look_at(sample_stack.pdf)
    page = read_page(sample_stack.pdf, info, 8, PytesseractEngine(find_tessdata()))
    assert text_errors(sample_stack.pages[8].lines, page.text).rate < 0.02
    assert page.lines[0].text == sample_pages[8].lines[0].text


def _said(page: PageText) -> str:
    return " ".join((page.text, *page.codes))
