"""What a verdict rested on is gathered as it was read, for each signature."""

from dataclasses import replace
from datetime import UTC, datetime

from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding

from signing.certificates.crl_excerpt import CrlExcerpt, key_of
from signing.certificates.fetched import Fetched
from signing.certificates.trust import TrustStore
from signing.evidence_piece import Piece, PieceKind
from signing.gathered import Gathered
from signing.policy import Policy
from signing.verdict import Conclusion
from signing.verify import verify
from tests.attacks.forgeries import flipped_byte
from tests.support.pki import Pki
from tests.support.signed_pdfs import paper_pdf, signed_by


def gathered_online(pki: Pki, pdf: bytes) -> list[tuple[Piece, bytes]]:
    """Judge with excerpts of the lists instead of the lists themselves."""
    given = TrustStore.from_folder(pki.folder)
    excerpts = tuple(
        CrlExcerpt(
            der=authority.crl(),
            signer=key_of(authority.certificate),
            serials=frozenset(str(one.serial_number) for one in below),
        )
        for authority, below in (
            (pki.root, [pki.intermediate.certificate]),
            (pki.intermediate, [pki.leader.certificate]),
        )
    )
    found = Gathered()
    verdict = verify(
        pdf,
        trust=replace(given, crls=()),
        policy=Policy(),
        at=datetime.now(UTC),
        gathered=found,
        fetched=Fetched(excerpts=excerpts),
    )
    assert verdict.conclusion is Conclusion.VALID
    return list(found.pieces())


def gathered(pki: Pki, pdf: bytes, trust: TrustStore | None = None) -> list[tuple[Piece, bytes]]:
    found = Gathered()
    verify(pdf, trust=trust, policy=Policy(), at=datetime.now(UTC), gathered=found)
    return list(found.pieces())


def test_each_signature_has_its_own_path_and_answers(pki: Pki) -> None:
    once = signed_by(pki.leader, paper_pdf(), field="LanhDao")
    twice = signed_by(pki.agency, once, field="CoQuan")
    pieces = gathered(pki, twice, TrustStore.from_folder(pki.folder))
    for field, identity in (("LanhDao", pki.leader), ("CoQuan", pki.agency)):
        own = [(piece, data) for piece, data in pieces if piece.signature == field]
        certificates = [data for piece, data in own if piece.kind is PieceKind.CERTIFICATE]
        assert certificates == [
            one.public_bytes(Encoding.DER)
            for one in (identity.certificate, pki.intermediate.certificate, pki.root.certificate)
        ]
        crls = [data for piece, data in own if piece.kind is PieceKind.CRL]
        assert {x509.load_der_x509_crl(crl).issuer for crl in crls} == {
            pki.root.certificate.subject,
            pki.intermediate.certificate.subject,
        }


def test_a_revoked_certificate_keeps_the_list_that_revoked_it(pki: Pki) -> None:
    pieces = gathered(pki, signed_by(pki.revoked, paper_pdf()), TrustStore.from_folder(pki.folder))
    crls = [x509.load_der_x509_crl(data) for piece, data in pieces if piece.kind is PieceKind.CRL]
    serial = pki.revoked.certificate.serial_number
    assert any(crl.get_revoked_certificate_by_serial_number(serial) for crl in crls)


def test_without_trust_only_the_signers_own_certificate_is_kept(pki: Pki) -> None:
    (only,) = gathered(pki, signed_by(pki.leader, paper_pdf()))
    assert only[1] == pki.leader.certificate.public_bytes(Encoding.DER)
    assert only[0].about == "Nguyễn Thị Thủy Hường"


def test_a_signature_that_does_not_hold_brings_nothing(pki: Pki) -> None:
    assert gathered(pki, flipped_byte(signed_by(pki.leader, paper_pdf()))) == []


def test_what_a_long_list_said_is_kept_and_told_from_a_whole_list(pki: Pki) -> None:
    pieces = [piece for piece, _ in gathered_online(pki, signed_by(pki.leader, paper_pdf()))]
    excerpts = [piece for piece in pieces if piece.kind is PieceKind.CRL_EXCERPT]
    assert [one.about for one in excerpts] == ["CA thử nghiệm", "Gốc chứng thực thử nghiệm"]
    assert not any(piece.kind is PieceKind.CRL for piece in pieces)
