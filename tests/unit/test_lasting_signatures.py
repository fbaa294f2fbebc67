"""B-T, B-LT and B-LTA: reached as promised, judged by others too, or not at all."""

import io
from collections.abc import Sequence
from itertools import pairwise

import pytest
from cryptography import x509
from cryptography.x509.oid import ExtendedKeyUsageOID

from signing.certificates.revocation import Answers
from signing.certificates.trust import TrustStore
from signing.errors import (
    CertificateRefusedError,
    LevelUnreachableError,
    SigningError,
    TimestampError,
    UnsuitableDocumentError,
)
from signing.fetching.crl_stream import excerpt
from signing.lasting.promise import Promise
from signing.timestamping.timestamp_rfc3161 import Rfc3161Timestamper
from signing.verdict import Conclusion, Kind
from tests.support.lasting import ClockedAuthority, Responders, pdfsig_finds, pyhanko_says
from tests.support.lasting_room import NOW, Room, signed
from tests.support.long_crls import long_crl
from tests.support.pdf_judges import qpdf_finds_no_fault
from tests.support.pki import Pki
from tests.support.signed_pdfs import codes, paper_pdf, signed_by
from tests.support.tsa import Fault, Tsa


@pytest.mark.parametrize("promise", [Promise.B_T, Promise.B_LT, Promise.B_LTA])
@pytest.mark.parametrize("streams", [False, True])
def test_each_level_is_reached_and_other_judges_agree(
    room: Room, stamper: Rfc3161Timestamper, promise: Promise, *, streams: bool
) -> None:
    old = signed(room.pki.leader, paper_pdf(streams=streams), stamper)
    room.file.write_bytes(old)
    done = room.extender(stamper).extend(room.file, promise)
    assert room.file.read_bytes().startswith(old)
    assert done.verdict.conclusion is Conclusion.VALID, codes(done.verdict)
    (level,) = {one.level for one in done.verdict.signatures if one.kind is Kind.SIGNATURE}
    assert level.lower() == promise.value
    assert pdfsig_finds(room.file) == (1, len(done.timestamps))
    assert qpdf_finds_no_fault(room.file)
    if promise is Promise.B_LTA:
        assert pyhanko_says(room.file, [room.pki.root.certificate]) == {"PASSED"}
    assert all(stamp.answer for stamp in done.timestamps)


def test_a_signature_without_a_timestamp_gets_one_over_the_document(
    room: Room, clocked: ClockedAuthority
) -> None:
    done = room.extender(clocked).extend(room.file, Promise.B_LT)
    assert [one.level for one in done.verdict.signatures] == ["B-LT", "none"]
    assert done.verdict.conclusion is Conclusion.VALID, codes(done.verdict)
    again = room.extender(None).extend(room.file, Promise.B_LT)
    assert not again.timestamps


@pytest.mark.parametrize("who", ["issuer", "delegate"])
def test_without_lists_at_hand_the_authorities_are_asked(
    room: Room, stamper: Rfc3161Timestamper, who: str
) -> None:
    pki = room.pki
    source = Responders(NOW, [pki.intermediate])
    if who == "delegate":
        source.speaks[pki.intermediate.certificate.subject.public_bytes()] = pki.intermediate.issue(
            "OCSP", purpose=ExtendedKeyUsageOID.OCSP_SIGNING, no_check=True
        )
    room.file.write_bytes(signed(pki.leader, paper_pdf(), stamper))
    only = room.with_lists_of(pki.root)
    done = room.extender(stamper, source=source, trust=only).extend(room.file, Promise.B_LTA)
    asked = {one.certificate.serial_number for one in (pki.leader, pki.tsa)}
    assert asked == set(source.asked)
    assert (len(done.material.ocsps), len(done.material.crls)) == (2, 1)
    assert done.verdict.conclusion is Conclusion.VALID, codes(done.verdict)
    assert pdfsig_finds(room.file) == (1, 1)


def test_nobody_is_asked_where_lists_suffice(room: Room, clocked: ClockedAuthority) -> None:
    source = Responders(NOW, [])
    done = room.extender(clocked, source=source).extend(room.file, Promise.B_LT)
    assert not source.asked
    assert len(done.material.crls) == 2


def test_who_answers_for_an_authority_must_be_proven_too(
    room: Room, clocked: ClockedAuthority
) -> None:
    pki = room.pki
    speaker = pki.intermediate.issue("OCSP", purpose=ExtendedKeyUsageOID.OCSP_SIGNING)
    source = Responders(NOW, [pki.intermediate])
    source.speaks[pki.intermediate.certificate.subject.public_bytes()] = speaker
    before = room.file.read_bytes()
    # The responder's own certificate may be revoked, and nobody but itself says that it is not.
    extender = room.extender(clocked, source=source, trust=room.with_lists_of(pki.root))
    with pytest.raises(LevelUnreachableError, match="Nguyễn Thị Thủy Hường"):
        extender.extend(room.file, Promise.B_LT)
    assert room.file.read_bytes() == before


def test_a_level_out_of_reach_leaves_the_file_as_it_was(
    room: Room, clocked: ClockedAuthority
) -> None:
    before = room.file.read_bytes()
    silent = Responders(NOW, [])
    for extender, promise, error in (
        (room.extender(None), Promise.B_T, LevelUnreachableError),
        (room.extender(clocked, crls=False), Promise.B_LT, LevelUnreachableError),
        (room.extender(clocked, crls=False, source=silent), Promise.B_LT, SigningError),
        (room.extender(clocked, trust=TrustStore()), Promise.B_LT, LevelUnreachableError),
    ):
        with pytest.raises(error):
            extender.extend(room.file, promise)
        assert room.file.read_bytes() == before


@pytest.mark.parametrize("fault", [Fault.DOWN, Fault.OTHER_DIGEST, Fault.FLIPPED])
def test_an_authority_that_lies_or_is_down_spoils_nothing(
    room: Room, tsa: Tsa, stamper: Rfc3161Timestamper, fault: Fault
) -> None:
    before = room.file.read_bytes()
    tsa.fault = fault
    with pytest.raises(TimestampError):
        room.extender(stamper).extend(room.file, Promise.B_LTA)
    assert room.file.read_bytes() == before


def test_a_revoked_signer_gets_no_level(room: Room, clocked: ClockedAuthority) -> None:
    room.file.write_bytes(signed_by(room.pki.revoked, paper_pdf()))
    with pytest.raises(CertificateRefusedError) as refused:
        room.extender(clocked).extend(room.file, Promise.B_LT)
    assert refused.value.code == "certificate_revoked"


def test_a_paper_that_nobody_signed_is_not_extended(room: Room, clocked: ClockedAuthority) -> None:
    room.file.write_bytes(paper_pdf())
    with pytest.raises(UnsuitableDocumentError) as refused:
        room.extender(clocked).extend(room.file, Promise.B_T)
    assert refused.value.code == "nothing_signed"


def test_two_signatures_share_one_archive_timestamp(
    room: Room, stamper: Rfc3161Timestamper, tsa: Tsa
) -> None:
    pdf = signed(room.pki.leader, paper_pdf(), stamper)
    room.file.write_bytes(signed(room.pki.agency, pdf, stamper))
    tsa.asked = 0
    done = room.extender(stamper).extend(room.file, Promise.B_LTA)
    ours = [one for one in done.verdict.signatures if one.kind is Kind.SIGNATURE]
    assert [one.level for one in ours] == ["B-LTA", "B-LTA"]
    assert tsa.asked == 1
    assert pyhanko_says(room.file, [room.pki.root.certificate]) == {"PASSED"}


class Excerpts:
    """A source that has only excerpts of lists, as the one over HTTP has of long ones."""

    def __init__(self, pki: Pki) -> None:
        self.lists = {one.certificate: one for one in (pki.root, pki.intermediate)}

    def answers(self, path: Sequence[x509.Certificate]) -> Answers:
        told = [
            excerpt(io.BytesIO(long_crl(self.lists[above])), above, (below,))
            for below, above in pairwise(path)
        ]
        return Answers(excerpts=tuple(told))


def test_what_an_excerpt_says_reaches_no_level_and_it_is_told_which_list_is_too_long(
    pki: Pki, room: Room, clocked: ClockedAuthority
) -> None:
    extender = room.extender(clocked, crls=False, source=Excerpts(pki))
    with pytest.raises(LevelUnreachableError) as refused:
        extender.extend(room.file, Promise.B_LT)
    assert refused.value.code == "crl_too_long"
    assert "CA thử nghiệm" in str(refused.value)
