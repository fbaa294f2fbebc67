"""Number and date go into a draft's blanks, and nowhere else."""

from datetime import date
from io import BytesIO
from pathlib import Path
from random import Random

import pikepdf
import pytest

from signing.apply import Signer
from signing.cms.cms_endesive import EndesiveCms
from signing.errors import UnsuitableDocumentError
from signing.making.stamping import stamp_number
from signing.profiles import Profile, SignatureSpec
from sohoa.samples.decision import write_draft_decision
from sohoa.samples.facts import invent_facts
from sohoa.samples.fonts import find_family
from tests.support.blank_pdfs import blank_pdf
from tests.support.pdf_judges import qpdf_finds_no_fault, shown_text
from tests.support.pki import Pki, key_of

ON = date(2026, 2, 5)
FACTS = invent_facts(Random(7))  # noqa: S311 - sample papers, not secrets


@pytest.fixture
def draft(tmp_path: Path) -> bytes:
    path = tmp_path / "draft.pdf"
    write_draft_decision(FACTS, find_family(), path)
    return path.read_bytes()


@pytest.mark.parametrize("number", ["128", "128/QĐ-UBND", " 128/QĐ-UBND "])
def test_number_and_date_can_be_read_where_the_blanks_were(
    draft: bytes, tmp_path: Path, number: str
) -> None:
    stamped = stamp_number(draft, number, ON)
    path = tmp_path / "numbered.pdf"
    path.write_bytes(stamped)
    words = " ".join(shown_text(path, "-layout").split())
    assert "128/QĐ-UBND" in words
    assert "ngày 05 tháng 02 năm 2026" in words
    assert stamped.startswith(draft)
    assert qpdf_finds_no_fault(path)


def test_a_month_after_february_is_written_without_a_zero(draft: bytes, tmp_path: Path) -> None:
    path = tmp_path / "numbered.pdf"
    path.write_bytes(stamp_number(draft, "1", date(2026, 9, 30)))
    assert "ngày 30 tháng 9 năm 2026" in " ".join(shown_text(path, "-layout").split())


@pytest.mark.parametrize(
    ("number", "on"),
    [("128/QĐ-SNV", ON), ("128", date(2027, 2, 5)), ("", ON), ("/QĐ-UBND", ON), ("<b>", ON)],
)
def test_a_number_that_is_not_for_this_draft_is_refused(
    draft: bytes, number: str, on: date
) -> None:
    with pytest.raises(UnsuitableDocumentError) as refused:
        stamp_number(draft, number, on)
    assert refused.value.code == "number_differs"


def test_a_draft_is_numbered_once(draft: bytes) -> None:
    with pytest.raises(UnsuitableDocumentError) as refused:
        stamp_number(stamp_number(draft, "128", ON), "129", ON)
    assert refused.value.code == "nothing_to_number"


def test_a_paper_without_blanks_is_refused() -> None:
    with pytest.raises(UnsuitableDocumentError) as refused:
        stamp_number(blank_pdf(), "128", ON)
    assert refused.value.code == "nothing_to_number"


def test_a_signed_paper_is_never_stamped(pki: Pki, draft: bytes) -> None:
    signer = Signer(cms=EndesiveCms(), clock=lambda: pki.now)
    spec = SignatureSpec(profile=Profile.LEADER, at=pki.now)
    signed = signer.sign(draft, spec, key_of(pki.leader))
    with pytest.raises(UnsuitableDocumentError) as refused:
        stamp_number(signed, "128", ON)
    assert refused.value.code == "already_signed"


@pytest.mark.parametrize("draft_bytes", [b"", b"%PDF-1.7", b"text"])
def test_a_damaged_draft_is_refused_as_damaged(draft_bytes: bytes) -> None:
    with pytest.raises(UnsuitableDocumentError) as refused:
        stamp_number(draft_bytes, "128", ON)
    assert refused.value.code == "damaged_document"


def test_a_leaders_signature_stands_right_above_the_printed_name(pki: Pki, draft: bytes) -> None:
    signer = Signer(cms=EndesiveCms(), clock=lambda: pki.now)
    spec = SignatureSpec(profile=Profile.LEADER, at=pki.now, name=FACTS.chairman)
    signed = signer.sign(draft, spec, key_of(pki.leader))
    with pikepdf.open(BytesIO(signed)) as document:
        x0, y0, x1, y1 = (float(value) for value in document.pages[-1].Annots[0].Rect)
    usual = signer.sign(
        blank_pdf(), SignatureSpec(profile=Profile.LEADER, at=pki.now), key_of(pki.leader)
    )
    with pikepdf.open(BytesIO(usual)) as document:
        assert float(document.pages[-1].Annots[0].Rect[1]) == 150
    assert y0 > 160
    assert 300 < (x0 + x1) / 2 < 540
    assert y1 - y0 >= 24
