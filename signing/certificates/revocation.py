"""What CRLs (RFC 5280) and OCSP answers (RFC 6960) say of one certificate, three-valued.

Nothing is fetched here. An answer counts as "good" only where its own signature holds, it speaks
for this certificate, and it is fresh for the time asked about. "Revoked" counts from any genuine
answer, however old: a certificate does not come back.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final

from cryptography import x509
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from cryptography.x509 import ocsp
from cryptography.x509.oid import ExtendedKeyUsageOID, ExtensionOID

from signing.certificates.crl_excerpt import CrlExcerpt
from signing.certificates.relied import Answer
from signing.policy import Policy
from signing.verdict import Revocation

_BROKEN: Final = (ValueError, TypeError, InvalidSignature, UnsupportedAlgorithm)
_CRL_EXTENSIONS: Final = frozenset(
    {
        ExtensionOID.AUTHORITY_KEY_IDENTIFIER,
        ExtensionOID.CRL_NUMBER,
        ExtensionOID.ISSUING_DISTRIBUTION_POINT,
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Answers:
    """Every answer at hand: from the trust folder, the file's DSS, the signature itself, fetched.

    `excerpts` come only from our own process that read the whole CRL, never from a file.
    """

    crls: tuple[x509.CertificateRevocationList, ...] = ()
    ocsps: tuple[ocsp.OCSPResponse, ...] = ()
    excerpts: tuple[CrlExcerpt, ...] = ()

    def joined(self, other: "Answers") -> "Answers":
        """Return both."""
        return Answers(
            crls=self.crls + other.crls,
            ocsps=self.ocsps + other.ocsps,
            excerpts=self.excerpts + other.excerpts,
        )


@dataclass(frozen=True, slots=True)
class Status:
    """What is known of one certificate; `since` is when it was revoked."""

    revocation: Revocation
    since: datetime | None = None
    stale: bool = field(default=False)  # a genuine answer was there, but not for this time
    # The genuine answers that this rests on.
    used: tuple[Answer, ...] = field(default=(), compare=False)


@dataclass(frozen=True, slots=True)
class _Answer:
    """One genuine answer about the certificate."""

    this_update: datetime
    next_update: datetime | None
    revoked_since: datetime | None
    source: Answer | None  # none for an excerpt, which proves nothing to others


def status(
    certificate: x509.Certificate,
    issuer: x509.Certificate,
    *,
    answers: Answers,
    at: datetime,
    now: datetime,
    policy: Policy,
) -> Status:
    """Return what the answers say of the certificate as it stood at `at`, seen from `now`."""
    genuine = [
        *_from_crls(certificate, issuer, answers.crls),
        *_from_excerpts(certificate, issuer, answers.excerpts),
        *_from_ocsps(certificate, issuer, answers.ocsps),
    ]
    told = [a for a in genuine if a.this_update <= now + policy.clock_skew]
    used = tuple(a.source for a in told if a.source is not None)
    revoked = [a.revoked_since for a in told if a.revoked_since is not None]
    if revoked and min(revoked) <= at:
        return Status(Revocation.REVOKED, min(revoked), used=used)
    if any(_is_fresh(a, certificate, at, policy) for a in told):
        return Status(Revocation.GOOD, min(revoked) if revoked else None, used=used)
    return Status(Revocation.UNKNOWN, stale=bool(told), used=used)


def _is_fresh(answer: _Answer, certificate: x509.Certificate, at: datetime, policy: Policy) -> bool:
    if answer.this_update >= at:
        # Authorities may forget a certificate once its period is over.
        return answer.this_update <= certificate.not_valid_after_utc
    last = answer.next_update or answer.this_update + policy.answer_age
    return at <= last


def _from_crls(
    certificate: x509.Certificate,
    issuer: x509.Certificate,
    crls: Sequence[x509.CertificateRevocationList],
) -> Iterator[_Answer]:
    for crl in crls:
        try:
            if _may_speak(crl, certificate, issuer) and _signed_crl(crl, issuer):
                yield _told(crl, certificate, crl)
        except _BROKEN:
            continue


def _from_excerpts(
    certificate: x509.Certificate, issuer: x509.Certificate, excerpts: Sequence[CrlExcerpt]
) -> Iterator[_Answer]:
    for excerpt in excerpts:
        try:
            crl = excerpt.about(certificate, issuer)
            if crl is not None and _may_speak(crl, certificate, issuer):
                yield _told(crl, certificate, None)
        except _BROKEN:
            continue


def _told(
    crl: x509.CertificateRevocationList, certificate: x509.Certificate, source: Answer | None
) -> _Answer:
    entry = crl.get_revoked_certificate_by_serial_number(certificate.serial_number)
    since = _revoked_since(entry) if entry is not None else None
    return _Answer(crl.last_update_utc, crl.next_update_utc, since, source)


def _may_speak(
    crl: x509.CertificateRevocationList, certificate: x509.Certificate, issuer: x509.Certificate
) -> bool:
    by_issuer = crl.issuer == certificate.issuer
    return by_issuer and _speaks_for(crl, certificate) and _may_sign_crls(issuer)


def _signed_crl(crl: x509.CertificateRevocationList, issuer: x509.Certificate) -> bool:
    key = issuer.public_key()
    return crl.is_signature_valid(key)  # type: ignore[arg-type] # other kinds raise TypeError


def _speaks_for(crl: x509.CertificateRevocationList, certificate: x509.Certificate) -> bool:
    """Tell whether the CRL's scope holds the certificate (RFC 5280 clauses 5.2.4, 5.2.5)."""
    for extension in crl.extensions:
        if extension.oid == ExtensionOID.DELTA_CRL_INDICATOR:
            return False
        if extension.critical and extension.oid not in _CRL_EXTENSIONS:
            return False
    try:
        scope = crl.extensions.get_extension_for_class(x509.IssuingDistributionPoint).value
    except x509.ExtensionNotFound:
        return True
    if scope.indirect_crl or scope.only_contains_attribute_certs or scope.only_some_reasons:
        return False
    authority = _is_authority(certificate)
    if (scope.only_contains_user_certs and authority) or (
        scope.only_contains_ca_certs and not authority
    ):
        return False
    return scope.full_name is None or bool(set(scope.full_name) & _crl_addresses(certificate))


def _crl_addresses(certificate: x509.Certificate) -> set[x509.GeneralName]:
    try:
        points = certificate.extensions.get_extension_for_class(x509.CRLDistributionPoints).value
    except x509.ExtensionNotFound:
        return set()
    return {name for point in points for name in point.full_name or ()}


def _is_authority(certificate: x509.Certificate) -> bool:
    try:
        return certificate.extensions.get_extension_for_class(x509.BasicConstraints).value.ca
    except x509.ExtensionNotFound:
        return False


def _may_sign_crls(issuer: x509.Certificate) -> bool:
    try:
        return issuer.extensions.get_extension_for_class(x509.KeyUsage).value.crl_sign
    except x509.ExtensionNotFound:
        return True


def _revoked_since(entry: x509.RevokedCertificate) -> datetime | None:
    since = entry.revocation_date_utc
    for extension in entry.extensions:
        if isinstance(extension.value, x509.CRLReason):
            if extension.value.reason is x509.ReasonFlags.remove_from_crl:
                return None
        elif isinstance(extension.value, x509.InvalidityDate):
            since = min(since, extension.value.invalidity_date_utc)
    return since


def _from_ocsps(
    certificate: x509.Certificate,
    issuer: x509.Certificate,
    responses: Sequence[ocsp.OCSPResponse],
) -> Iterator[_Answer]:
    for response in responses:
        try:
            if response.response_status is not ocsp.OCSPResponseStatus.SUCCESSFUL:
                continue
            about = [r for r in response.responses if _is_about(r, certificate, issuer)]
            if not about or not _signed_ocsp(response, issuer):
                continue
            for single in about:
                if single.certificate_status is ocsp.OCSPCertStatus.UNKNOWN:
                    continue
                yield _Answer(
                    single.this_update_utc,
                    single.next_update_utc,
                    single.revocation_time_utc,
                    response,
                )
        except _BROKEN:
            continue


def _is_about(
    single: ocsp.OCSPSingleResponse, certificate: x509.Certificate, issuer: x509.Certificate
) -> bool:
    if single.serial_number != certificate.serial_number:
        return False
    name = hashes.Hash(single.hash_algorithm)
    name.update(issuer.subject.public_bytes())
    return name.finalize() == single.issuer_name_hash and single.issuer_key_hash == _key_hash(
        issuer, single.hash_algorithm
    )


def _key_hash(issuer: x509.Certificate, algorithm: hashes.HashAlgorithm) -> bytes:
    """Hash the subjectPublicKey bits, without tag and length (RFC 6960 clause 4.1.1)."""
    if isinstance(algorithm, hashes.SHA1):
        return x509.SubjectKeyIdentifier.from_public_key(issuer.public_key()).digest
    key = issuer.public_key()
    if isinstance(key, rsa.RSAPublicKey):
        bits = key.public_bytes(Encoding.DER, PublicFormat.PKCS1)
    elif isinstance(key, ec.EllipticCurvePublicKey):
        bits = key.public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
    else:
        raise UnsupportedAlgorithm("no key hash for this kind of key")
    state = hashes.Hash(algorithm)
    state.update(bits)
    return state.finalize()


def _signed_ocsp(response: ocsp.OCSPResponse, issuer: x509.Certificate) -> bool:
    """Tell whether the issuer, or somebody it authorised for OCSP, signed the response."""
    if _fits(response, issuer):
        return True
    for candidate in response.certificates:
        try:
            candidate.verify_directly_issued_by(issuer)
            purposes = candidate.extensions.get_extension_for_class(x509.ExtendedKeyUsage).value
        except (*_BROKEN, x509.ExtensionNotFound):
            continue
        within = (
            candidate.not_valid_before_utc - timedelta(minutes=5)
            <= response.produced_at_utc
            <= candidate.not_valid_after_utc
        )
        if ExtendedKeyUsageOID.OCSP_SIGNING in purposes and within and _fits(response, candidate):
            return True
    return False


def _fits(response: ocsp.OCSPResponse, signer: x509.Certificate) -> bool:
    key, how = signer.public_key(), response.signature_hash_algorithm
    try:
        if isinstance(key, rsa.RSAPublicKey) and how is not None:
            key.verify(response.signature, response.tbs_response_bytes, padding.PKCS1v15(), how)
            return True
        if isinstance(key, ec.EllipticCurvePublicKey) and how is not None:
            key.verify(response.signature, response.tbs_response_bytes, ec.ECDSA(how))
            return True
    except InvalidSignature:
        return False
    return False
