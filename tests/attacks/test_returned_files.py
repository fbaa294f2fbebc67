"""Files that come back from signers' own machines: what is taken, and every way to cheat."""

import io

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyhanko.sign import signers
from pyhanko.sign.fields import SigFieldSpec, append_signature_field

from signing.certificates.trust import TrustStore
from signing.errors import CertificateRefusedError, SigningError
from signing.policy import Policy
from signing.returned import Expected, ReturnRefusedError, check_returned
from signing.verdict import Conclusion, FileVerdict
from sohoa.samples.authority import Authority, Identity
from tests.attacks.updates import (
    LIE,
    Edit,
    Writer,
    annotation,
    field,
    lay,
    page,
    put,
    stream,
    updated,
)
from tests.support.pki import Pki
from tests.support.signed_pdfs import paper_pdf, signed_by, simple_signer


def judged(pki: Pki, data: bytes, draft: bytes, signer: Identity | None = None) -> FileVerdict:
    identity = signer or pki.leader
    expected = Expected(draft=draft, certificate=identity.certificate, chain=identity.chain)
    trust = TrustStore.from_folder(pki.folder)
    return check_returned(data, expected, trust=trust, policy=Policy(), at=pki.now)


def refusal(pki: Pki, data: bytes, draft: bytes, signer: Identity | None = None) -> str:
    with pytest.raises(SigningError) as refused:
        judged(pki, data, draft, signer)
    assert isinstance(refused.value, (ReturnRefusedError, CertificateRefusedError))
    return refused.value.code


def elsewhere(
    identity: Identity, draft: bytes, *, seen: bool = False, first: Edit | None = None
) -> bytes:
    """Sign as another program would: pyHanko, with a change that goes along in the same update."""
    writer = Writer(io.BytesIO(draft), strict=False)
    if first is not None:
        first(writer)
    box = (300, 50, 500, 120) if seen else None
    append_signature_field(writer, SigFieldSpec("ky-duyet", on_page=0, box=box))
    meta = signers.PdfSignatureMetadata(field_name="ky-duyet")
    out = signers.PdfSigner(meta, simple_signer(identity)).sign_pdf(writer)
    return bytes(out.getvalue())


def number_on_top(w: Writer) -> None:
    """What signing programs do that are told to print number and date."""
    ink = b"BT /F1 12 Tf 0 5 Td (16/QD-UBND) Tj ET"
    lay(w, 0, annotation(w, "/FreeText", [72, 750, 200, 780], ink))


def other_amount(w: Writer) -> None:
    put(w, page(w), "/Contents", stream(w, LIE))


def filled_in(w: Writer) -> None:
    put(w, field(w, "ghi_chu"), "/V", "16/QD-UBND")


@pytest.mark.parametrize("streams", [False, True])
def test_the_draft_and_its_signers_signature_is_taken(pki: Pki, *, streams: bool) -> None:
    draft = paper_pdf(streams=streams)
    for data in (
        signed_by(pki.leader, draft),
        elsewhere(pki.leader, draft),
        elsewhere(pki.leader, draft, seen=True),
    ):
        assert judged(pki, data, draft).conclusion is Conclusion.VALID


def test_the_agency_signs_over_the_leaders_signature(pki: Pki) -> None:
    draft = signed_by(pki.leader, paper_pdf(), field="leader")
    data = elsewhere(pki.agency, draft)
    assert len(judged(pki, data, draft, pki.agency).signatures) == 2


def test_a_copy_without_a_signature_is_told(pki: Pki) -> None:
    draft = paper_pdf()
    assert refusal(pki, draft, draft) == "return_unsigned"
    assert refusal(pki, updated(draft, number_on_top), draft) == "return_unsigned"
    leaders = signed_by(pki.leader, draft, field="leader")
    assert refusal(pki, leaders, leaders, pki.agency) == "return_unsigned"


def test_another_file_is_told(pki: Pki) -> None:
    draft = paper_pdf()
    rewritten = signed_by(pki.leader, paper_pdf(rotate=90))
    assert refusal(pki, rewritten, draft) == "return_other_file"
    assert refusal(pki, draft[:-10], draft) == "return_other_file"
    assert refusal(pki, b"", draft) == "return_other_file"


def test_two_signatures_are_one_too_many(pki: Pki) -> None:
    draft = paper_pdf()
    twice = elsewhere(pki.agency, signed_by(pki.leader, draft, field="leader"))
    assert refusal(pki, twice, draft) == "return_many_signatures"


def test_somebody_elses_signature_is_told(pki: Pki) -> None:
    draft = paper_pdf()
    assert refusal(pki, elsewhere(pki.agency, draft), draft) == "return_other_signer"


def test_a_namesake_with_a_certificate_of_their_own_making_is_told(pki: Pki) -> None:
    draft = paper_pdf()
    false = Authority.root("CA thử nghiệm", pki.now).issue(
        "Nguyễn Thị Thủy Hường", organisation="UBND xã Đông Hải"
    )
    assert refusal(pki, elsewhere(false, draft), draft) == "return_other_signer"


@pytest.mark.parametrize("change", [number_on_top, other_amount, filled_in])
def test_what_was_changed_along_with_the_first_signature_is_told(pki: Pki, change: Edit) -> None:
    """No judge of signatures alone sees this: the signature covers the change."""
    draft = paper_pdf()
    assert refusal(pki, elsewhere(pki.leader, draft, first=change), draft) == "return_changed"
    before = elsewhere(pki.leader, updated(draft, change))
    assert refusal(pki, before, draft) == "return_changed"


def test_what_was_changed_after_the_signature_is_told(pki: Pki) -> None:
    draft = paper_pdf()
    after = updated(signed_by(pki.leader, draft), number_on_top)
    assert refusal(pki, after, draft) in {"return_changed", "return_invalid"}


def test_a_signature_that_does_not_hold_is_told(pki: Pki) -> None:
    draft = paper_pdf()
    data = bytearray(signed_by(pki.leader, draft))
    at = data.index(b"/ByteRange", len(draft))
    data[data.index(b"/M ", at - 400) + 5] ^= 1
    assert refusal(pki, bytes(data), draft) in {"return_invalid", "return_unreadable"}


def test_a_certificate_that_may_not_sign_is_told(pki: Pki) -> None:
    draft = paper_pdf()
    for identity, code in (
        (pki.expired, "certificate_expired"),
        (pki.revoked, "certificate_revoked"),
        (pki.stranger, "certificate_untrusted"),
        (pki.tls_server, "certificate_usage"),
    ):
        assert refusal(pki, elsewhere(identity, draft), draft, identity) == code


def test_without_known_roots_it_is_taken_but_not_valid(pki: Pki) -> None:
    draft = paper_pdf()
    expected = Expected(draft=draft, certificate=pki.leader.certificate)
    verdict = check_returned(
        signed_by(pki.leader, draft), expected, trust=None, policy=Policy(), at=pki.now
    )
    assert verdict.conclusion is Conclusion.INDETERMINATE


@given(tail=st.binary(max_size=300))
def test_whatever_follows_the_draft_it_never_breaks_the_judge(pki: Pki, tail: bytes) -> None:
    draft = paper_pdf()
    refusal(pki, draft + tail, draft)
