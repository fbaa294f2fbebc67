"""A further signature may not make unreadable what was signed, however small the thing it hides.

Sneaky signatures: Mainka et al., "Attacks on PDF Certification", IEEE S&P 2021. The paper says its
sum at y = 700; turned and shifted pages tell whether boxes and pixels are brought together rightly.
"""

import io
from typing import Final

import pikepdf
import pytest
from pikepdf import Array
from pyhanko.pdf_utils.content import RawContent
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.layout import (
    AxisAlignment,
    BoxConstraints,
    Margins,
    SimpleBoxLayoutRule,
)
from pyhanko.sign import signers
from pyhanko.sign.fields import MDPPerm, SigFieldSpec
from pyhanko.stamp import StaticStampStyle

from signing.verdict import Conclusion
from tests.support.pki import Pki
from tests.support.rich_pdfs import rich_pdf
from tests.support.signed_pdfs import certified_by, codes, judged, simple_signer

Box = tuple[int, int, int, int]

_WHITE: Final = b"1 g 0 0 600 850 re f\n"
_BLACK: Final = b"0 g 0 0 600 850 re f\n"
_SEAL: Final = b"1 0 0 RG 4 w 10 10 80 80 re S\n"
_DIGIT: Final = (180, 696, 192, 716)
_EDGE: Final = (100, 690, 104, 716)  # a millimetre of a line
_FOOTNOTE: Final = (72, 40, 78, 48)  # one letter of nine points
_MANY_LINES: Final = (60, 400, 560, 740)
_OVER_TEXT: Final = (60, 660, 160, 760)
_BESIDE: Final = (400, 500, 440, 540)


def _signed(pki: Pki, pdf: bytes, ink: bytes, box: Box, *, field: str = "Hai") -> bytes:
    """Sign with a look of one's own: in a new field, or in one that is there already."""
    writer = IncrementalPdfFileWriter(io.BytesIO(pdf))
    corner = AxisAlignment.ALIGN_MIN
    look = StaticStampStyle(
        background=RawContent(ink, box=BoxConstraints(box[2] - box[0], box[3] - box[1])),
        background_layout=SimpleBoxLayoutRule(corner, corner, Margins(0, 0, 0, 0)),
        background_opacity=1,
        border_width=0,
    )
    signer = signers.PdfSigner(
        signers.PdfSignatureMetadata(field_name=field, md_algorithm="sha256"),
        simple_signer(pki.agency),
        stamp_style=look,
        new_field_spec=None if field == "ky_sau" else SigFieldSpec(field, on_page=0, box=box),
    )
    return bytes(signer.sign_pdf(writer).getvalue())


def _with_place(box: Box) -> bytes:
    """Return the paper with its empty signature field moved to the box."""
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(rich_pdf())) as pdf:
        pdf.Root.AcroForm.Fields[2].Rect = Array(list(box))
        pdf.save(out)
    return out.getvalue()


@pytest.fixture(scope="module", params=[(90, 0), (0, 50)], ids=["turned", "shifted"])
def certified(request: pytest.FixtureRequest, pki: Pki) -> tuple[bytes, int]:
    rotate, shift = request.param
    paper = rich_pdf(rotate=rotate, shift=shift)
    return certified_by(pki.leader, paper, MDPPerm.FILL_FORMS), shift


@pytest.mark.parametrize(
    ("ink", "box", "hides"),
    [
        *((_WHITE, box, True) for box in (_DIGIT, _EDGE, _FOOTNOTE, _MANY_LINES)),
        (_BLACK, _DIGIT, True),
        (_SEAL, _OVER_TEXT, False),
        (_BLACK, _BESIDE, False),
    ],
)
def test_a_signature_may_lie_over_text_but_not_hide_it(
    pki: Pki, certified: tuple[bytes, int], ink: bytes, box: Box, *, hides: bool
) -> None:
    signed, shift = certified
    x0, y0, x1, y1 = (number + shift for number in box)
    said = judged(pki, _signed(pki, signed, ink, (x0, y0, x1, y1)))
    assert said.conclusion is (Conclusion.INVALID if hides else Conclusion.VALID), codes(said)
    assert bool(codes(said) & {"content_hidden", "signature_too_big"}) is hides


@pytest.mark.parametrize(
    ("ink", "box", "hides"),
    [
        (_WHITE, _DIGIT, True),
        (_WHITE, _MANY_LINES, True),
        (_SEAL, _OVER_TEXT, False),
        (_WHITE, (400, 20, 560, 80), False),
    ],
)
def test_a_place_prepared_over_text_gives_no_leave_to_hide_it(
    pki: Pki, ink: bytes, box: Box, *, hides: bool
) -> None:
    signed = certified_by(pki.leader, _with_place(box))
    said = judged(pki, _signed(pki, signed, ink, box, field="ky_sau"))
    assert said.conclusion is (Conclusion.INVALID if hides else Conclusion.VALID), codes(said)


def test_ink_as_bright_as_its_ground_is_seen_by_its_colour(pki: Pki) -> None:
    green = b"0 0.5 0 rg 60 500 200 60 re f\n"
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(rich_pdf())) as pdf:
        red = b"q %sBT 1 0 0 rg /F1 30 Tf 70 520 Td (999) Tj ET Q\n" % green
        pdf.pages[0].contents_add(red)
        pdf.save(out)
    signed = certified_by(pki.leader, out.getvalue(), MDPPerm.FILL_FORMS)
    hidden = judged(
        pki, _signed(pki, signed, b"0 0.5 0 rg 0 0 600 850 re f\n", (60, 500, 260, 560))
    )
    assert "content_hidden" in codes(hidden)
    beside = judged(pki, _signed(pki, signed, _SEAL, (60, 500, 160, 560)))
    assert beside.conclusion is Conclusion.VALID
