"""What timestamps and embedded revocation answers do to a verdict."""

import io
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from asn1crypto import crl as asn1_crl
from asn1crypto import keys, x509
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign import signers
from pyhanko.sign.fields import SigSeedSubFilter
from pyhanko.sign.timestamps import DummyTimeStamper
from pyhanko.sign.validation.dss import DocumentSecurityStore
from pyhanko_certvalidator.registry import SimpleCertificateStore

from signing.certificates.trust import TrustStore
from signing.policy import Policy
from signing.verdict import Conclusion, FileVerdict, Kind, Revocation, TimeSource
from signing.verify import verify
from sohoa.samples.authority import Identity
from tests.support.pki import Pki
from tests.support.signed_pdfs import codes, judged, paper_pdf, signed_by, simple_signer

NOW = datetime.now(UTC).replace(microsecond=0)


def stamper(authority: Identity) -> DummyTimeStamper:
    store = SimpleCertificateStore()
    for certificate in authority.chain:
        store.register(x509.Certificate.load(certificate.public_bytes(Encoding.DER)))
    key = authority.key.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())
    return DummyTimeStamper(
        tsa_cert=x509.Certificate.load(authority.certificate.public_bytes(Encoding.DER)),
        tsa_key=keys.PrivateKeyInfo.load(key),
        certs_to_embed=store,
        fixed_dt=NOW,
    )


def timestamped(signer: Identity, authority: Identity) -> bytes:
    meta = signers.PdfSignatureMetadata(
        field_name="ChuKy", subfilter=SigSeedSubFilter.PADES, md_algorithm="sha256"
    )
    made = signers.PdfSigner(meta, simple_signer(signer), timestamper=stamper(authority))
    return bytes(made.sign_pdf(IncrementalPdfFileWriter(io.BytesIO(paper_pdf()))).getvalue())


def document_timestamped(pdf: bytes, authority: Identity) -> bytes:
    made = signers.PdfTimeStamper(stamper(authority))
    return bytes(made.timestamp_pdf(IncrementalPdfFileWriter(io.BytesIO(pdf)), "sha256").getvalue())


def with_answers(pdf: bytes, pki: Pki) -> bytes:
    """Add the CRLs of the trust folder to the file's own store."""
    out = io.BytesIO(pdf)
    crls = [
        asn1_crl.CertificateList.load((pki.folder / name).read_bytes())
        for name in ("root.crl", "intermediate.crl")
    ]
    DocumentSecurityStore.add_dss(out, sig_contents=None, crls=crls)
    return out.getvalue()


def judged_at(pki: Pki, pdf: bytes, at: datetime, *, crls: bool = True) -> FileVerdict:
    store = TrustStore.from_folder(pki.folder)
    return verify(pdf, trust=store if crls else replace(store, crls=()), policy=Policy(), at=at)


def test_a_trusted_timestamp_proves_the_time(pki: Pki) -> None:
    verdict = judged(pki, timestamped(pki.leader, pki.tsa))
    (one,) = verdict.signatures
    assert verdict.conclusion is Conclusion.VALID, codes(verdict)
    assert (one.time, one.time_source, one.level) == (NOW, TimeSource.TIMESTAMP, "B-T")


def test_a_timestamp_of_a_stranger_proves_nothing(pki: Pki) -> None:
    verdict = judged(pki, timestamped(pki.leader, pki.stranger))
    assert verdict.signatures[0].time_source is TimeSource.CLAIMED
    assert "timestamp_untrusted" in codes(verdict)


def test_a_timestamp_made_with_a_signers_certificate_proves_nothing(pki: Pki) -> None:
    verdict = judged(pki, timestamped(pki.leader, pki.agency))
    assert verdict.signatures[0].time_source is TimeSource.CLAIMED


def test_a_signature_outlives_its_certificate_only_with_a_timestamp(pki: Pki) -> None:
    signer = pki.intermediate.issue("Ngắn Hạn", end=NOW + timedelta(days=2))
    later = NOW + timedelta(days=10)
    kept = judged_at(pki, timestamped(signer, pki.tsa), later)
    lost = judged_at(pki, signed_by(signer, paper_pdf()), later)
    assert kept.conclusion is Conclusion.VALID, codes(kept)
    assert lost.conclusion is Conclusion.INDETERMINATE
    assert "certificate_expired" in codes(lost)


def test_a_forged_time_in_a_timestamp_is_caught(pki: Pki) -> None:
    signed = timestamped(pki.leader, pki.tsa)
    stated = NOW.strftime("%Y%m%d%H%M").encode().hex().encode()
    earlier = NOW.replace(year=2019, day=1).strftime("%Y%m%d%H%M").encode().hex().encode()
    forged = signed.replace(stated, earlier)
    assert forged != signed
    assert judged(pki, forged).conclusion is Conclusion.INVALID


def test_a_document_timestamp_is_judged_like_a_signature(pki: Pki) -> None:
    verdict = judged(pki, document_timestamped(signed_by(pki.leader, paper_pdf()), pki.tsa))
    assert verdict.conclusion is Conclusion.VALID, codes(verdict)
    signature, stamp = verdict.signatures
    assert (signature.kind, stamp.kind) == (Kind.SIGNATURE, Kind.TIMESTAMP)
    assert (signature.time, signature.time_source) == (NOW, TimeSource.TIMESTAMP)


def test_a_changed_document_under_its_timestamp_is_caught(pki: Pki) -> None:
    stamped = document_timestamped(paper_pdf(), pki.tsa)
    forged = stamped.replace(b"500 trieu", b"900 trieu")
    assert judged(pki, forged).conclusion is Conclusion.INVALID


@pytest.mark.parametrize(("stamp", "level"), [(False, "B-LT"), (True, "B-LTA")])
def test_answers_inside_the_file_count(pki: Pki, level: str, *, stamp: bool) -> None:
    pdf = with_answers(timestamped(pki.leader, pki.tsa), pki)
    if stamp:
        pdf = document_timestamped(pdf, pki.tsa)
    verdict = judged_at(pki, pdf, datetime.now(UTC), crls=False)
    assert verdict.conclusion is Conclusion.VALID, codes(verdict)
    assert verdict.signatures[0].level == level
    assert verdict.signatures[0].revocation is Revocation.GOOD


def test_answers_inside_the_file_can_speak_against_it(pki: Pki) -> None:
    pdf = with_answers(signed_by(pki.revoked, paper_pdf()), pki)
    verdict = judged_at(pki, pdf, datetime.now(UTC), crls=False)
    assert verdict.signatures[0].revocation is Revocation.REVOKED
    assert verdict.conclusion is not Conclusion.VALID
