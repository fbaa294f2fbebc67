"""Every allowance, where it was granted and where it was not."""

import io

import pikepdf
import pytest
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign import signers
from pyhanko.sign.fields import MDPPerm

from signing.changes.allowances import ALLOWANCES
from signing.changes.change import left_by
from signing.verdict import Changes, Conclusion
from tests.attacks.harmless import HARMLESS, SAME
from tests.attacks.updates import Edit, updated
from tests.support.pki import Pki
from tests.support.rich_pdfs import rich_pdf
from tests.support.signed_pdfs import certified_by, codes, judged, simple_signer

_LEVELS = (None, *MDPPerm)
_CASES = [(name, edit) for name, edits in HARMLESS.items() for edit in edits]


@pytest.fixture(scope="module")
def signed(pki: Pki) -> dict[MDPPerm | None, bytes]:
    return {
        level: certified_by(pki.leader, rich_pdf(streams=level is None), level) for level in _LEVELS
    }


def test_every_allowance_is_tried() -> None:
    assert HARMLESS.keys() == ALLOWANCES.keys()


@pytest.mark.parametrize(("name", "edit"), _CASES, ids=[name for name, _ in _CASES])
def test_an_allowance_counts_where_it_was_granted_and_only_there(
    pki: Pki, signed: dict[MDPPerm | None, bytes], name: str, edit: Edit
) -> None:
    needs = ALLOWANCES[name].needs
    for level, pdf in signed.items():
        left = left_by(level.value if level else None)
        if left not in {needs, needs - 1}:
            continue  # the least that is enough, and one less
        granted = left >= needs
        said = judged(pki, updated(pdf, edit))
        assert (said.conclusion is Conclusion.VALID) is granted, (level, codes(said))
        if granted:
            assert said.signatures[0].changes is Changes.PERMITTED
        else:
            assert ALLOWANCES[name].code in codes(said)


@pytest.mark.parametrize("edit", SAME, ids=lambda edit: str(edit.__name__))
def test_what_is_written_anew_but_means_the_same_is_no_change(
    pki: Pki, signed: dict[MDPPerm | None, bytes], edit: Edit
) -> None:
    said = judged(pki, updated(signed[MDPPerm.NO_CHANGES], edit))
    assert said.conclusion is Conclusion.VALID, codes(said)


def test_padding_that_its_writer_encrypted_harms_nothing(pki: Pki) -> None:
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(rich_pdf())) as pdf:
        pdf.save(out, encryption=pikepdf.Encryption(owner="chu", user="", R=4))
    writer = IncrementalPdfFileWriter(out)
    writer.encrypt(b"")
    meta = signers.PdfSignatureMetadata(field_name="Ky", md_algorithm="sha256")
    signed = signers.sign_pdf(writer, meta, signer=simple_signer(pki.leader)).getvalue()
    end = signed.rindex(b"0000>", 0, signed.rindex(b"%%EOF"))  # nothing signs the padding
    padded = signed[:end] + b"beef" + signed[end + 4 :]
    for pdf_bytes in (signed, padded):
        said = judged(pki, pdf_bytes)
        assert said.conclusion is Conclusion.VALID, codes(said)
