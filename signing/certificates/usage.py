"""May this certificate do what was done with it? Purposes, key usage, strength of key, digest."""

from typing import Final

from cryptography import x509
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.x509.oid import ExtendedKeyUsageOID

from signing.outcome import Objection, doubt
from signing.policy import Policy
from signing.verdict import Kind

_USAGE: Final = "SIG_CONSTRAINTS_FAILURE"
_CRYPTO: Final = "CRYPTO_CONSTRAINTS_FAILURE_NO_POE"


def objections(
    certificate: x509.Certificate, kind: Kind, digest_algorithm: str, policy: Policy
) -> tuple[Objection, ...]:
    """Return what speaks against the certificate as signer or as timestamping authority."""
    try:
        purpose = (
            _as_signer(certificate, policy)
            if kind is Kind.SIGNATURE
            else _as_authority_of_time(certificate)
        )
    except ValueError as error:
        return (doubt("certificate_unreadable", _USAGE, str(error)[:80]),)
    return purpose + _strength(certificate, digest_algorithm, policy)


def _as_signer(certificate: x509.Certificate, policy: Policy) -> tuple[Objection, ...]:
    found = []
    usage = _key_usage(certificate)
    if usage is not None:
        signs = usage.content_commitment or (
            usage.digital_signature and not policy.require_non_repudiation
        )
        if not signs:
            found.append(doubt("key_usage", _USAGE))
    purposes = _purposes(certificate)
    if purposes is not None and not purposes & policy.signer_purposes:
        found.append(doubt("purpose", _USAGE, ", ".join(sorted(purposes))))
    return tuple(found)


def _as_authority_of_time(certificate: x509.Certificate) -> tuple[Objection, ...]:
    # RFC 3161 clause 2.3: exactly this purpose, and critical.
    usage = _key_usage(certificate)
    if usage is not None and not (usage.digital_signature or usage.content_commitment):
        return (doubt("key_usage", _USAGE),)
    try:
        extension = certificate.extensions.get_extension_for_class(x509.ExtendedKeyUsage)
    except x509.ExtensionNotFound:
        return (doubt("timestamp_purpose", _USAGE),)
    only = list(extension.value) == [ExtendedKeyUsageOID.TIME_STAMPING]
    return () if only and extension.critical else (doubt("timestamp_purpose", _USAGE),)


def _strength(
    certificate: x509.Certificate, digest_algorithm: str, policy: Policy
) -> tuple[Objection, ...]:
    found = []
    if digest_algorithm in policy.weak_digests:
        found.append(doubt("weak_digest", _CRYPTO, digest_algorithm))
    try:
        key = certificate.public_key()
    except (ValueError, UnsupportedAlgorithm) as error:
        return (*found, doubt("key_unreadable", _CRYPTO, str(error)[:80]))
    weak_rsa = isinstance(key, rsa.RSAPublicKey) and key.key_size < policy.least_rsa_bits
    weak_ec = isinstance(key, ec.EllipticCurvePublicKey) and key.key_size < policy.least_ec_bits
    if weak_rsa or weak_ec:
        found.append(doubt("weak_key", _CRYPTO))
    return tuple(found)


def _key_usage(certificate: x509.Certificate) -> x509.KeyUsage | None:
    try:
        return certificate.extensions.get_extension_for_class(x509.KeyUsage).value
    except x509.ExtensionNotFound:
        return None


def _purposes(certificate: x509.Certificate) -> frozenset[str] | None:
    try:
        value = certificate.extensions.get_extension_for_class(x509.ExtendedKeyUsage).value
    except x509.ExtensionNotFound:
        return None
    return frozenset(purpose.dotted_string for purpose in value)
