"""A trailer that tells fewer objects than there are: what is added overwrites nothing old."""

import re
from io import BytesIO
from pathlib import Path
from random import Random

import pikepdf
import pypdfium2

from signing.cms.cms_endesive import EndesiveCms
from signing.lasting.promise import Promise
from signing.making.stamping import stamp_number
from signing.profiles import Profile, SignatureSpec
from signing.verdict import Conclusion
from sohoa.samples.decision import write_draft_decision
from sohoa.samples.facts import SAMPLE_DAY, invent_facts
from sohoa.samples.fonts import find_family
from tests.support.blank_pdfs import blank_pdf
from tests.support.lasting import ClockedAuthority
from tests.support.lasting_room import Room
from tests.support.pki import Pki, key_of
from tests.support.signed_files import signed_with


def _understated(pdf: bytes) -> bytes:
    """Return a file that PDF writers with this fault make: /Size 1, whatever is in it."""
    with pikepdf.open(BytesIO(pdf)) as document:
        plain = BytesIO()
        document.save(plain, object_stream_mode=pikepdf.ObjectStreamMode.disable)
    (told,) = re.finditer(rb"/Size \d+", plain.getvalue())
    return plain.getvalue().replace(told[0], b"/Size 1".ljust(len(told[0])))


def test_a_signature_and_its_validation_data_take_free_numbers(
    pki: Pki, room: Room, clocked: ClockedAuthority
) -> None:
    paper = _understated(blank_pdf(pages=3))
    spec = SignatureSpec(profile=Profile.INVISIBLE, at=clocked.now)
    signed = signed_with(EndesiveCms(), key_of(pki.leader), paper, spec)
    room.file.write_bytes(signed)
    extended = room.extender(clocked).extend(room.file, Promise.B_LTA)
    assert extended.verdict.conclusion is Conclusion.VALID
    with pikepdf.open(room.file) as document:
        assert len(document.pages) == 3
        assert {"/AcroForm", "/DSS"} <= set(document.Root.keys())


def test_a_number_takes_free_numbers(tmp_path: Path) -> None:
    path = tmp_path / "draft.pdf"
    write_draft_decision(invent_facts(Random(5)), find_family(), path)  # noqa: S311 - invented
    draft = _understated(path.read_bytes())
    before, after = _words(draft), _words(stamp_number(draft, "128", SAMPLE_DAY))
    assert "128" not in before
    assert "128" in after
    assert len(after) > len(before)


def _words(pdf: bytes) -> str:
    return str(pypdfium2.PdfDocument(pdf)[0].get_textpage().get_text_range())
