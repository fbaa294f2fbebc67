"""The code on a result: read again by a camera's software, and no letter under it."""

from datetime import date
from pathlib import Path

import pypdfium2
import pytest

from ingest.pixels.codes import read_codes
from signing.appearances.placement import SeenPage
from signing.appearances.text_positions import Letter, letters_of
from signing.errors import UnsuitableDocumentError
from signing.making.short_link import short_link_drawing
from signing.making.stamping import stamp_number
from sohoa.samples.stack import DemoStack

LINK = "https://mot-cua.example/d/doc_cr6k843kw39eygejf2h52prj3v"
A4 = SeenPage(box=(0.0, 0.0, 595.0, 842.0), rotation=0)


@pytest.fixture(scope="module")
def draft(sample_stack: DemoStack) -> bytes:
    return sample_stack.decision.read_bytes()


def letter(*box: float) -> Letter:
    x0, y0, x1, y1 = box
    return Letter(text="x", box=(x0, y0, x1, y1), origin=(x0, y0), size=12)


def test_the_link_is_read_from_the_printed_page(draft: bytes, tmp_path: Path) -> None:
    stamped = stamp_number(draft, "15/QĐ-UBND", date(2026, 11, 21), link=LINK)
    assert stamped.startswith(draft)
    picture = pypdfium2.PdfDocument(stamped)[0].render(scale=200 / 72).to_numpy()
    assert LINK in [code.text for code in read_codes(picture.min(axis=2), 200)]


def test_no_letter_lies_under_it_and_without_a_link_there_is_none(draft: bytes) -> None:
    plain = stamp_number(draft, "15/QĐ-UBND", date(2026, 11, 21))
    linked = stamp_number(draft, "15/QĐ-UBND", date(2026, 11, 21), link=LINK)
    assert letters_of(plain, 0) == letters_of(linked, 0)
    before, after = (
        pypdfium2.PdfDocument(pdf)[0].render(scale=1).to_numpy() for pdf in (plain, linked)
    )
    darker = (after < before).any(axis=2).nonzero()
    covered = before[darker[0].min() : darker[0].max(), darker[1].min() : darker[1].max()]
    assert (covered == 255).all()


def test_it_goes_elsewhere_where_letters_are_and_nowhere_where_all_is_full() -> None:
    corner = short_link_drawing(LINK, A4, [])
    beside = short_link_drawing(LINK, A4, [letter(30, 30, 40, 40)])
    assert b"" not in {corner, beside}
    assert corner != beside
    assert short_link_drawing(LINK, A4, [letter(0, 0, 595, 842)]) == b""
    assert short_link_drawing(LINK, SeenPage(box=(0.0, 0.0, 50.0, 50.0), rotation=0), []) == b""


def test_a_link_too_long_for_a_camera_is_refused() -> None:
    with pytest.raises(UnsuitableDocumentError, match="too long"):
        short_link_drawing("https://x/" + "a" * 300, A4, [])
