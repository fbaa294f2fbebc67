"""What must hold before a key is touched (TT 15/2025/TT-BKHCN art. 5 item 1: S1).

A certificate that is expired, revoked, not for signing or not trusted blocks the signature, with a
code that the desk turns into Vietnamese words. Only what was given is used: nothing is fetched.
Whether revocation must be known is the office's choice; what is known to be revoked never signs.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from itertools import pairwise

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.x509.oid import ExtendedKeyUsageOID

from signing.certificates import path
from signing.certificates.genuine import same_name
from signing.certificates.revocation import Answers, status
from signing.errors import CertificateRefusedError, ClockError
from signing.policy import Policy
from signing.verdict import Revocation

_NO_ANSWERS = Answers()
_POLICY = Policy()
_CLOCK_SKEW = timedelta(minutes=5)
# TT 15/2025/TT-BKHCN, Phụ lục I.
_MIN_RSA_BITS = 2048
_MIN_EC_BITS = 256
_HASHES = {"sha256", "sha384", "sha512", "sha512-256", "sha3-256", "sha3-384", "sha3-512"}
_WHY_NO_PATH = {"authority_out_of_period": "certificate_expired"}
_NOT_FOR_DOCUMENTS = {
    ExtendedKeyUsageOID.SERVER_AUTH,
    ExtendedKeyUsageOID.TIME_STAMPING,
    ExtendedKeyUsageOID.OCSP_SIGNING,
    ExtendedKeyUsageOID.CODE_SIGNING,
}


def check_certificate(
    certificate: x509.Certificate,
    *,
    at: datetime,
    chain: Sequence[x509.Certificate] = (),
    roots: Sequence[x509.Certificate] = (),
    crls: Sequence[x509.CertificateRevocationList] = (),
    answers: Answers = _NO_ANSWERS,
    must_be_known: bool = False,
    policy: Policy = _POLICY,
) -> None:
    """Return when this certificate may sign at this moment; else raise `CertificateRefusedError`.

    `chain`: intermediates. With `roots`, a path must lead to one of them. None of the path's
    certificates may be known to be revoked, by `crls` or `answers`; `must_be_known`: a fresh
    answer must say of each that it is not (an office's choice where authorities can be reached).
    """
    _check_period(certificate, at)
    _check_algorithm(certificate)
    _check_usage(certificate)
    found = _path(certificate, chain, roots, at, policy)
    given = answers.joined(Answers(crls=tuple(crls)))
    for place, (issued, issuer) in enumerate(pairwise(found)):
        known = status(
            issued,
            issuer,
            answers=given,
            at=at,
            now=at,
            policy=policy,
            above=found[place + 2 :],
            helpers=chain,
        )
        if known.revocation is Revocation.REVOKED:
            raise CertificateRefusedError("the certificate is revoked", code="certificate_revoked")
        if must_be_known and known.revocation is not Revocation.GOOD:
            raise CertificateRefusedError(
                "nothing fresh says that the certificate is not revoked", code="revocation_unknown"
            )


def check_clock(now: datetime, past: Iterable[datetime], *, told: datetime | None = None) -> None:
    """Return unless the machine's clock is clearly wrong; else raise `ClockError`.

    `past`: moments that have certainly been, such as when a certificate, a revocation list or the
    last entry of a trail was made. `told`: what a timestamping authority says that it is now.
    """
    newest = max(past, default=now)
    if now + _CLOCK_SKEW < newest:
        raise ClockError(f"the clock says {now:%Y-%m-%d %H:%M} UTC, before {newest:%Y-%m-%d %H:%M}")
    if told is not None and abs(told - now) > _CLOCK_SKEW:
        raise ClockError(f"the clock says {now:%H:%M} UTC, the timestamping authority {told:%H:%M}")


def _check_period(certificate: x509.Certificate, at: datetime) -> None:
    if at < certificate.not_valid_before_utc:
        raise CertificateRefusedError(
            f"valid only from {certificate.not_valid_before_utc:%Y-%m-%d %H:%M} UTC",
            code="certificate_not_yet_valid",
        )
    if at > certificate.not_valid_after_utc:
        raise CertificateRefusedError(
            f"expired on {certificate.not_valid_after_utc:%Y-%m-%d %H:%M} UTC",
            code="certificate_expired",
        )


def _check_algorithm(certificate: x509.Certificate) -> None:
    public = certificate.public_key()
    strong = (isinstance(public, rsa.RSAPublicKey) and public.key_size >= _MIN_RSA_BITS) or (
        isinstance(public, ec.EllipticCurvePublicKey) and public.key_size >= _MIN_EC_BITS
    )
    algorithm = certificate.signature_hash_algorithm
    if not strong or algorithm is None or algorithm.name not in _HASHES:
        raise CertificateRefusedError(
            "a key or hash that is too weak or not known", code="weak_algorithm"
        )


def _check_usage(certificate: x509.Certificate) -> None:
    extensions = certificate.extensions
    try:
        usage = extensions.get_extension_for_class(x509.KeyUsage).value
    except x509.ExtensionNotFound:
        usage = None
    if usage is None or not (usage.digital_signature or usage.content_commitment):
        raise CertificateRefusedError("not a certificate for signing", code="certificate_usage")
    try:
        purposes = set(extensions.get_extension_for_class(x509.ExtendedKeyUsage).value)
    except x509.ExtensionNotFound:
        return
    if purposes <= _NOT_FOR_DOCUMENTS:
        raise CertificateRefusedError(
            "a certificate for another purpose than documents", code="certificate_usage"
        )


def _path(
    certificate: x509.Certificate,
    chain: Sequence[x509.Certificate],
    roots: Sequence[x509.Certificate],
    at: datetime,
    policy: Policy,
) -> tuple[x509.Certificate, ...]:
    """Return the path to a root; without roots as much of it as the chain shows.

    Built as the judge builds it: what would not be believed afterwards is not signed with.
    """
    found = path.build(
        certificate,
        anchors=roots or _tops(chain),
        helpers=chain,
        at=at,
        longest=policy.longest_path,
    )
    if found.objection is None:
        return found.certificates
    reason = found.objection.reason
    if not roots and reason.code == "no_path":
        return (certificate,)
    raise CertificateRefusedError(
        f"no path to a trusted root: {reason.message}",
        code=_WHY_NO_PATH.get(reason.code, "certificate_untrusted"),
    )


def _tops(chain: Sequence[x509.Certificate]) -> list[x509.Certificate]:
    """Return those of a chain that none of the others issued."""
    return [
        one
        for one in chain
        if not any(other != one and same_name(other.subject, one.issuer) for other in chain)
    ]
