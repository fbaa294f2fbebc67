"""The CMS half of the self-check: signed attributes, signature, path and timestamp.

RFC 5652 clause 5 (SignedData), RFC 5035 (signing-certificate-v2), RFC 3161 (timestamps). RSA
PKCS#1 v1.5 and ECDSA with SHA-256 are what this house makes; tokens may use SHA-384 or SHA-512.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from cryptography import x509
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.serialization import Encoding

from signing.errors import SelfCheckError
from signing.selfcheck.der import Element, first_element, whole_element
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

# Signature algorithms as whole OID elements: RFC 8017 appendix C (rsaEncryption and with SHA-2),
# RFC 5758 3.2 (ecdsa-with-SHA256, 384, 512).
_RSA = {bytes.fromhex(f"06092a864886f70d0101{last}") for last in ("01", "0b", "0c", "0d")}
_ECDSA = {bytes.fromhex(f"06082a8648ce3d0403{last}") for last in ("02", "03", "04")}

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


def check_cms(padded: bytes, digest: bytes, expected: x509.Certificate) -> MadeCms:
    """Check a detached CMS over a SHA-256 `digest`, which zeros may follow.

    Raises `SelfCheckError` when anything about it is not as this house makes it, and one of
    `UNREADABLE` where it is no CMS at all.
    """
    element = first_element(padded)
    _require(not padded[element.end :].strip(b"\0"), "bytes after the CMS")
    parts = signed_parts(element)
    _require(parts.content_type == DATA and parts.content is None, "not a detached signature")
    _require(isinstance(parts.digest, hashes.SHA256), "not SHA-256")
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


def check_path(
    certificate: x509.Certificate,
    others: Sequence[x509.Certificate],
    roots: Sequence[x509.Certificate],
    at: datetime,
) -> None:
    """Check that the certificates are in force and, where roots are given, lead to one of them."""
    current, path = certificate, [certificate]
    _require(current.not_valid_before_utc <= at <= current.not_valid_after_utc, "not in force")
    while roots and current not in roots:
        pool = [c for c in (*roots, *others) if c not in path and _issued(c, current)]
        if not pool:
            raise SelfCheckError("no path to a trusted root")
        current = pool[0]
        path.append(current)
        _require(_is_authority(current), "an issuer that is no certification authority")
        _require(
            current.not_valid_before_utc <= at <= current.not_valid_after_utc,
            "an issuer that is not in force",
        )


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
    public = certificate.public_key()
    try:
        if isinstance(public, rsa.RSAPublicKey) and parts.algorithm in _RSA:
            public.verify(
                parts.signature, parts.attributes_encoded, padding.PKCS1v15(), parts.digest
            )
        elif isinstance(public, ec.EllipticCurvePublicKey) and parts.algorithm in _ECDSA:
            public.verify(parts.signature, parts.attributes_encoded, ec.ECDSA(parts.digest))
        else:
            raise SelfCheckError("the signature's algorithm is not the key's")
    except InvalidSignature as error:
        raise SelfCheckError("the signature does not hold") from error


def _names(signer: Element, certificate: x509.Certificate) -> bool:
    """Compare issuer and serial as encoded, or the key identifier (RFC 5652 5.3)."""
    if signer.tag == KEY_IDENTIFIER:
        extension = certificate.extensions.get_extension_for_class(x509.SubjectKeyIdentifier)
        return extension.value.digest == signer.value
    fields = whole_element(certificate.tbs_certificate_bytes).children(SEQUENCE)
    serial, _, issuer = fields[1:4] if fields[0].tag == CONTEXT_0 else fields[:3]
    return signer.tag == SEQUENCE and signer.value == issuer.encoded + serial.encoded


def _check_signing_certificate(value: Element | None, certificate: x509.Certificate) -> None:
    """RFC 5035: SigningCertificateV2 > certs > ESSCertIDv2 (hash algorithm, SHA-256 if absent)."""
    if value is None:
        raise SelfCheckError("no signing-certificate-v2")
    identities, *_ = value.children(SEQUENCE)
    identity = list(identities.children(SEQUENCE)[0].children(SEQUENCE))
    algorithm: hashes.HashAlgorithm = hashes.SHA256()
    if identity[0].tag == SEQUENCE:
        algorithm = hash_named(identity.pop(0))
    der = certificate.public_bytes(Encoding.DER)
    if identity[0].tag != OCTETS or identity[0].value != _hash(algorithm, der):
        raise SelfCheckError("signing-certificate-v2 names another certificate")


def _hash(algorithm: hashes.HashAlgorithm, data: bytes) -> bytes:
    return hashlib.new(algorithm.name, data).digest()


def _issued(issuer: x509.Certificate, certificate: x509.Certificate) -> bool:
    try:
        certificate.verify_directly_issued_by(issuer)
    except (InvalidSignature, ValueError, TypeError):
        return False
    return True


def _is_authority(certificate: x509.Certificate) -> bool:
    try:
        constraints = certificate.extensions.get_extension_for_class(x509.BasicConstraints)
    except x509.ExtensionNotFound:
        return False
    return constraints.value.ca


def _may_timestamp(certificate: x509.Certificate) -> bool:
    try:
        usage = certificate.extensions.get_extension_for_class(x509.ExtendedKeyUsage)
    except x509.ExtensionNotFound:
        return False
    return _TIME_STAMPING in usage.value


def _require(holds: bool, otherwise: str) -> None:  # noqa: FBT001 - reads as a sentence
    if not holds:
        raise SelfCheckError(otherwise)
