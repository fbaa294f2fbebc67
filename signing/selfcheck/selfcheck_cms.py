"""The CMS half of the self-check: signed attributes, signature and timestamp.

RFC 5652 clause 5 (SignedData), RFC 5035 (signing-certificate-v2), RFC 3161 (timestamps).
"""

import hashlib
from dataclasses import dataclass
from functools import lru_cache

from cryptography import x509
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.serialization import Encoding

from signing.errors import SelfCheckError
from signing.selfcheck.der import Element, first_element, whole_element
from signing.selfcheck.selfcheck_maths import holds
from signing.selfcheck.selfcheck_parts import (
    CONTENT_TYPE,
    CONTEXT_0,
    DATA,
    KEY_IDENTIFIER,
    MESSAGE_DIGEST,
    OCTETS,
    SEQUENCE,
    SIGNING_CERTIFICATE_V2,
    SIGNING_TIME,
    TIMESTAMP_TOKEN,
    TST_INFO,
    SignedParts,
    hash_named,
    signed_parts,
)

# What reading DER and certificates raises when they are not what they should be.
UNREADABLE = (
    ValueError,
    TypeError,
    IndexError,
    UnsupportedAlgorithm,
    x509.DuplicateExtension,
    x509.ExtensionNotFound,
    x509.InvalidVersion,
    x509.UnsupportedGeneralNameType,
)
_TIME_STAMPING = x509.oid.ExtendedKeyUsageOID.TIME_STAMPING


@dataclass(frozen=True, slots=True, kw_only=True)
class MadeCms:
    """What was found in a CMS whose signature holds."""

    certificate: x509.Certificate
    others: tuple[x509.Certificate, ...]
    signature: bytes
    timestamp: bytes | None


def cms_parts(padded: bytes) -> SignedParts:
    """Take a detached CMS apart, which zeros may follow.

    Raises `SelfCheckError` when anything else does, and one of `UNREADABLE` where it is no CMS.
    """
    element = first_element(padded)
    _require(padded[element.end :] == bytes(len(padded) - element.end), "bytes after the CMS")
    parts = signed_parts(element)
    _require(parts.content_type == DATA and parts.content is None, "not a detached signature")
    return parts


def check_cms(parts: SignedParts, digest: bytes, expected: x509.Certificate) -> MadeCms:
    """Check a CMS over a `digest` by its own algorithm.

    Raises `SelfCheckError` when anything about it is not as this house makes it, and one of
    `UNREADABLE` where it cannot be read.
    """
    _require(SIGNING_TIME not in parts.attributes, "signing-time, which PAdES forbids")
    _require(expected in parts.certificates, "another certificate than the one meant")
    _check_signer(parts, digest, expected)
    token = parts.unsigned.get(TIMESTAMP_TOKEN)
    return MadeCms(
        certificate=expected,
        others=tuple(other for other in parts.certificates if other != expected),
        signature=parts.signature,
        timestamp=None if token is None else token.encoded,
    )


def check_timestamp(made: MadeCms) -> None:
    """Check that a token is there, is over this signature, and is signed by its TSA's key."""
    if made.timestamp is None:
        raise SelfCheckError("no timestamp, though one was asked for")
    parts = signed_parts(whole_element(made.timestamp))
    _require(parts.content_type == TST_INFO, "the token is not a timestamp")
    _version, _policy, imprint, *_ = whole_element(parts.content or b"").children(SEQUENCE)
    named, imprinted = imprint.children(SEQUENCE)
    if imprinted.value != _hash(hash_named(named), made.signature):
        raise SelfCheckError("the timestamp is over something else")
    certificate = next((c for c in parts.certificates if _may_timestamp(c)), None)
    if certificate is None:
        raise SelfCheckError("the token holds no timestamping certificate")
    _check_signer(parts, _hash(parts.digest, parts.content or b""), certificate)


def _check_signer(parts: SignedParts, digest: bytes, certificate: x509.Certificate) -> None:
    """Check content-type, message-digest, signing-certificate and the signature itself."""
    named = parts.attributes.get(CONTENT_TYPE)
    _require(named is not None and named.encoded == parts.content_type, "content-type differs")
    said = parts.attributes.get(MESSAGE_DIGEST)
    _require(
        said is not None and said.tag == OCTETS and said.value == digest,
        "message-digest differs from the bytes",
    )
    _require(_names(parts.signer, certificate), "the signer identifier names another certificate")
    _check_signing_certificate(parts.attributes.get(SIGNING_CERTIFICATE_V2), certificate)
    if not holds(parts, certificate):
        raise SelfCheckError("the signature does not hold")


def _names(signer: Element, certificate: x509.Certificate) -> bool:
    """Compare issuer and serial as encoded, or the key identifier (RFC 5652 5.3)."""
    if signer.tag == KEY_IDENTIFIER:
        extension = certificate.extensions.get_extension_for_class(x509.SubjectKeyIdentifier)
        return extension.value.digest == signer.value
    return signer.tag == SEQUENCE and signer.value == _issuer_and_serial(certificate)


@lru_cache(maxsize=1024)
def _issuer_and_serial(certificate: x509.Certificate) -> bytes:
    fields = whole_element(certificate.tbs_certificate_bytes).children(SEQUENCE)
    serial, _, issuer = fields[1:4] if fields[0].tag == CONTEXT_0 else fields[:3]
    return issuer.encoded + serial.encoded


def _check_signing_certificate(value: Element | None, certificate: x509.Certificate) -> None:
    """RFC 5035: SigningCertificateV2 > certs > ESSCertIDv2 (hash algorithm, SHA-256 if absent)."""
    if value is None:
        raise SelfCheckError("no signing-certificate-v2")
    identities, *_ = value.children(SEQUENCE)
    identity = list(identities.children(SEQUENCE)[0].children(SEQUENCE))
    algorithm: hashes.HashAlgorithm = hashes.SHA256()
    if identity[0].tag == SEQUENCE:
        algorithm = hash_named(identity.pop(0))
    if identity[0].tag != OCTETS or identity[0].value != _fingerprint(certificate, algorithm.name):
        raise SelfCheckError("signing-certificate-v2 names another certificate")


@lru_cache(maxsize=1024)
def _fingerprint(certificate: x509.Certificate, hash_name: str) -> bytes:
    return hashlib.new(hash_name, certificate.public_bytes(Encoding.DER)).digest()


def _hash(algorithm: hashes.HashAlgorithm, data: bytes) -> bytes:
    return hashlib.new(algorithm.name, data).digest()


def _may_timestamp(certificate: x509.Certificate) -> bool:
    try:
        usage = certificate.extensions.get_extension_for_class(x509.ExtendedKeyUsage)
    except x509.ExtensionNotFound:
        return False
    return _TIME_STAMPING in usage.value


def _require(holds: bool, otherwise: str) -> None:  # noqa: FBT001 - reads as a sentence
    if not holds:
        raise SelfCheckError(otherwise)
