"""No forgery is taken for valid: every class, over files of both producers."""

import pytest
from pyhanko.sign.fields import MDPPerm

from signing.verdict import Conclusion
from tests.attacks.forgeries import BYTES, UPDATES, Edit, Forge, certify_later, updated
from tests.support.pki import Pki
from tests.support.signed_pdfs import certified_by, codes, judged, paper_pdf, signed_by


def plain(pki: Pki) -> bytes:
    return signed_by(pki.leader, paper_pdf())


def turned(pki: Pki) -> bytes:
    return signed_by(pki.leader, paper_pdf(rotate=90))


def in_streams(pki: Pki) -> bytes:
    return signed_by(pki.leader, paper_pdf(streams=True))


def curve(pki: Pki) -> bytes:
    return certified_by(pki.curve, paper_pdf(), box=(320, 40, 520, 120))


@pytest.fixture(scope="module", params=[plain, turned, in_streams, curve])
def signed(request: pytest.FixtureRequest, pki: Pki) -> bytes:
    pdf: bytes = request.param(pki)
    return pdf


@pytest.fixture(scope="module", params=list(MDPPerm))
def certified(request: pytest.FixtureRequest, pki: Pki) -> bytes:
    return certified_by(pki.leader, paper_pdf(), request.param)


def test_the_honest_files_are_valid(pki: Pki, signed: bytes, certified: bytes) -> None:
    assert judged(pki, signed).conclusion is Conclusion.VALID
    assert judged(pki, certified).conclusion is Conclusion.VALID


@pytest.mark.parametrize("edit", UPDATES.values(), ids=UPDATES.keys())
def test_an_update_after_signing_is_caught(pki: Pki, signed: bytes, edit: Edit) -> None:
    verdict = judged(pki, updated(signed, edit))
    assert verdict.conclusion is Conclusion.INVALID, codes(verdict)


@pytest.mark.parametrize("forge", BYTES.values(), ids=BYTES.keys())
def test_changed_bytes_are_caught(pki: Pki, signed: bytes, forge: Forge) -> None:
    verdict = judged(pki, forge(signed))
    assert verdict.conclusion is not Conclusion.VALID
    assert verdict.conclusion is not Conclusion.INDETERMINATE, codes(verdict)


@pytest.mark.parametrize("name", sorted(set(UPDATES) - {"fill_field", "hide_field"}))
def test_no_certification_permits_an_attack(pki: Pki, certified: bytes, name: str) -> None:
    verdict = judged(pki, updated(certified, UPDATES[name]))
    assert verdict.conclusion is Conclusion.INVALID


def test_filling_is_for_those_whom_the_certifier_let(pki: Pki) -> None:
    for level, conclusion in (
        (MDPPerm.NO_CHANGES, Conclusion.INVALID),
        (MDPPerm.FILL_FORMS, Conclusion.VALID),
    ):
        signed = certified_by(pki.leader, paper_pdf(), level)
        assert judged(pki, updated(signed, UPDATES["fill_field"])).conclusion is conclusion


def test_a_certified_paper_may_be_signed_further_when_the_certifier_let(pki: Pki) -> None:
    signed = certified_by(pki.leader, paper_pdf(), MDPPerm.FILL_FORMS)
    twice = certified_by(pki.agency, signed, field="ConDau")
    assert judged(pki, twice).conclusion is Conclusion.VALID


def test_a_sneaky_signature_over_the_text_is_caught(pki: Pki) -> None:
    certified = certified_by(pki.leader, paper_pdf(), MDPPerm.FILL_FORMS)
    over = certified_by(pki.agency, certified, box=(0, 300, 595, 842), field="Lon")
    assert judged(pki, over).conclusion is Conclusion.INVALID


def test_a_second_signature_under_the_first_ones_name_is_caught(pki: Pki) -> None:
    once = signed_by(pki.leader, paper_pdf(), field="ChuKy")
    twice = signed_by(pki.agency, once, field="ConDau").replace(b"(ConDau)", b"(ChuKy) ")
    assert judged(pki, twice).conclusion is Conclusion.INVALID


def test_a_new_document_over_a_signed_one_is_caught(pki: Pki) -> None:
    signed = signed_by(pki.leader, paper_pdf())
    other = paper_pdf()
    start = int(other.rsplit(b"startxref", 1)[1].split()[0])
    shifted = other.replace(b"startxref\n%d" % start, b"startxref\n%d" % (start + len(signed)))
    assert judged(pki, signed + shifted).conclusion is not Conclusion.VALID


def test_certifying_what_others_signed_is_caught(pki: Pki) -> None:
    signed = signed_by(pki.leader, paper_pdf())
    verdict = judged(pki, updated(signed, certify_later))
    assert verdict.conclusion is Conclusion.INVALID
    assert "certified_later" in codes(verdict)
