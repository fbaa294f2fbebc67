"""What must hold before a key is touched (TT 15/2025/TT-BKHCN art. 5 item 1: S1).

A certificate that is expired, revoked, not for signing or not trusted blocks the signature, with a
code that the desk turns into Vietnamese words. Only what was given is used: nothing is fetched.
Revocation lists are a help here, not the judgement: `verify` gives that, with OCSP and all.
"""

from collections.abc import Sequence
from datetime import datetime
from itertools import pairwise

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.x509.oid import ExtendedKeyUsageOID

from signing.errors import CertificateRefusedError

# TT 15/2025/TT-BKHCN, Phụ lục I.
_MIN_RSA_BITS = 2048
_MIN_EC_BITS = 256
_HASHES = {"sha256", "sha384", "sha512", "sha512-256", "sha3-256", "sha3-384", "sha3-512"}
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
) -> None:
    """Return when this certificate may sign at this moment; else raise `CertificateRefusedError`.

    `chain`: intermediates. With `roots`, a path must lead to one of them. With `crls`, none of
    the path's issuers may have revoked what it issued.
    """
    _check_period(certificate, at)
    _check_algorithm(certificate)
    _check_usage(certificate)
    path = _path(certificate, chain, roots)
    if roots and path[-1] not in roots:
        raise CertificateRefusedError("no path to a trusted root", code="certificate_untrusted")
    for issued, issuer in pairwise(path):
        _check_period(issuer, at)
        _check_revocation(issued, issuer, crls)


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
) -> list[x509.Certificate]:
    path = [certificate]
    while path[-1] not in roots:
        issuers = [c for c in (*roots, *chain) if c not in path and _issued(c, path[-1])]
        if not issuers:
            break
        path.append(issuers[0])
    return path


def _issued(issuer: x509.Certificate, certificate: x509.Certificate) -> bool:
    try:
        certificate.verify_directly_issued_by(issuer)
    except (InvalidSignature, ValueError, TypeError):
        return False
    return True


def _check_revocation(
    issued: x509.Certificate,
    issuer: x509.Certificate,
    crls: Sequence[x509.CertificateRevocationList],
) -> None:
    public = issuer.public_key()
    if not isinstance(public, rsa.RSAPublicKey | ec.EllipticCurvePublicKey):
        return
    for crl in crls:
        if (
            crl.issuer == issuer.subject
            and crl.is_signature_valid(public)
            and crl.get_revoked_certificate_by_serial_number(issued.serial_number) is not None
        ):
            raise CertificateRefusedError("the certificate is revoked", code="certificate_revoked")
