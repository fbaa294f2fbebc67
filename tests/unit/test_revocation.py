"""What CRLs and OCSP answers say: genuine, fresh and about this certificate, or nothing."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.x509 import ocsp
from cryptography.x509.oid import ExtendedKeyUsageOID

from signing.certificates.revocation import Answers, Status, status
from signing.policy import Policy
from signing.verdict import Revocation
from sohoa.samples.authority import Authority, Identity
from tests.support.pki import Pki

NOW = datetime.now(UTC).replace(microsecond=0)
HOUR = timedelta(hours=1)


def asked(pki: Pki, answers: Answers, *, at: datetime = NOW) -> Status:
    return status(
        pki.leader.certificate,
        pki.intermediate.certificate,
        answers=answers,
        at=at,
        now=NOW,
        policy=Policy(),
    )


def crl(
    authority: Authority,
    revoked: Sequence[tuple[x509.Certificate, datetime]] = (),
    *,
    start: datetime = NOW - HOUR,
    end: datetime = NOW + HOUR,
    scope: x509.IssuingDistributionPoint | None = None,
) -> Answers:
    builder = (
        x509.CertificateRevocationListBuilder()
        .issuer_name(authority.certificate.subject)
        .last_update(start)
        .next_update(end)
    )
    if scope is not None:
        builder = builder.add_extension(scope, critical=True)
    for certificate, when in revoked:
        entry = x509.RevokedCertificateBuilder().serial_number(certificate.serial_number)
        builder = builder.add_revoked_certificate(entry.revocation_date(when).build())
    return Answers(crls=(builder.sign(authority.key, hashes.SHA256()),))


def scope(
    *, users: bool = False, authorities: bool = False, url: str = ""
) -> x509.IssuingDistributionPoint:
    return x509.IssuingDistributionPoint(
        full_name=[x509.UniformResourceIdentifier(url)] if url else None,
        relative_name=None,
        only_contains_user_certs=users,
        only_contains_ca_certs=authorities,
        only_some_reasons=None,
        indirect_crl=False,
        only_contains_attribute_certs=False,
    )


def answer(
    pki: Pki,
    responder: Identity | Authority,
    *,
    said: ocsp.OCSPCertStatus = ocsp.OCSPCertStatus.GOOD,
    about: x509.Certificate | None = None,
) -> Answers:
    revoked = NOW - 2 * HOUR if said is ocsp.OCSPCertStatus.REVOKED else None
    builder = (
        ocsp.OCSPResponseBuilder()
        .add_response(
            cert=about or pki.leader.certificate,
            issuer=pki.intermediate.certificate,
            algorithm=hashes.SHA256(),
            cert_status=said,
            this_update=NOW - HOUR,
            next_update=NOW + HOUR,
            revocation_time=revoked,
            revocation_reason=None,
        )
        .responder_id(ocsp.OCSPResponderEncoding.HASH, responder.certificate)
        .certificates([responder.certificate])
    )
    return Answers(ocsps=(builder.sign(responder.key, hashes.SHA256()),))


def test_a_fresh_crl_without_the_certificate_is_good(pki: Pki) -> None:
    assert asked(pki, crl(pki.intermediate)).revocation is Revocation.GOOD


def test_no_answer_is_unknown(pki: Pki) -> None:
    assert asked(pki, Answers()) == Status(Revocation.UNKNOWN)


def test_an_old_crl_still_revokes_but_never_acquits(pki: Pki) -> None:
    old = {"start": NOW - 9 * HOUR, "end": NOW - 8 * HOUR}
    listed = [(pki.leader.certificate, NOW - 9 * HOUR)]
    assert asked(pki, crl(pki.intermediate, listed, **old)).revocation is Revocation.REVOKED
    silent = asked(pki, crl(pki.intermediate, **old))
    assert (silent.revocation, silent.stale) == (Revocation.UNKNOWN, True)


def test_a_revocation_after_the_proven_time_does_not_count(pki: Pki) -> None:
    later = crl(pki.intermediate, [(pki.leader.certificate, NOW - 2 * HOUR)])
    assert asked(pki, later, at=NOW - 3 * HOUR).revocation is Revocation.GOOD
    assert asked(pki, later, at=NOW).revocation is Revocation.REVOKED


def test_a_crl_of_the_future_does_not_count(pki: Pki) -> None:
    future = crl(pki.intermediate, start=NOW + HOUR, end=NOW + 2 * HOUR)
    assert asked(pki, future).revocation is Revocation.UNKNOWN


def test_a_crl_of_another_signer_does_not_count(pki: Pki) -> None:
    namesake = Authority(
        key=pki.root.key,
        certificate=pki.intermediate.certificate,
        chain=(),
        now=pki.now,
    )
    assert asked(pki, crl(namesake)).revocation is Revocation.UNKNOWN


@pytest.mark.parametrize(
    ("held", "state"),
    [
        (scope(users=True), Revocation.GOOD),
        (scope(authorities=True), Revocation.UNKNOWN),
        (scope(url="http://elsewhere.example/part2.crl"), Revocation.UNKNOWN),
    ],
)
def test_a_crl_counts_only_for_its_scope(
    pki: Pki, held: x509.IssuingDistributionPoint, state: Revocation
) -> None:
    assert asked(pki, crl(pki.intermediate, scope=held)).revocation is state


def test_an_ocsp_answer_of_the_issuer_counts(pki: Pki) -> None:
    said = ocsp.OCSPCertStatus
    assert asked(pki, answer(pki, pki.intermediate)).revocation is Revocation.GOOD
    revoked = answer(pki, pki.intermediate, said=said.REVOKED)
    assert asked(pki, revoked).revocation is Revocation.REVOKED
    unknown = answer(pki, pki.intermediate, said=said.UNKNOWN)
    assert asked(pki, unknown).revocation is Revocation.UNKNOWN


def test_an_ocsp_answer_of_an_authorised_responder_counts(pki: Pki) -> None:
    responder = pki.intermediate.issue("OCSP", purpose=ExtendedKeyUsageOID.OCSP_SIGNING)
    assert asked(pki, answer(pki, responder)).revocation is Revocation.GOOD


def test_an_ocsp_answer_of_anybody_else_does_not_count(pki: Pki) -> None:
    foreign = pki.root.issue("OCSP", purpose=ExtendedKeyUsageOID.OCSP_SIGNING)
    for responder in (pki.agency, foreign, pki.stranger):
        assert asked(pki, answer(pki, responder)).revocation is Revocation.UNKNOWN


def test_an_ocsp_answer_about_another_certificate_does_not_count(pki: Pki) -> None:
    other = answer(pki, pki.intermediate, about=pki.agency.certificate)
    assert asked(pki, other).revocation is Revocation.UNKNOWN
