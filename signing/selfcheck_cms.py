"""The CMS half of the self-check: signed attributes, signature, path and timestamp.

RFC 5652 clause 5 (SignedData), RFC 5035 (signing-certificate-v2), RFC 3161 (timestamps). RSA
PKCS#1 v1.5 and ECDSA with SHA-256 are what this house makes; tokens may use SHA-384 or SHA-512.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.serialization import Encoding

from signing.der import DerError, Element, first_element, whole_element
from signing.errors import SelfCheckError

_SIGNED_DATA = bytes.fromhex("2a864886f70d010702")
_DATA = bytes.fromhex("2a864886f70d010701")
_TST_INFO = bytes.fromhex("2a864886f70d0109100104")
_CONTENT_TYPE = bytes.fromhex("2a864886f70d010903")
_MESSAGE_DIGEST = bytes.fromhex("2a864886f70d010904")
_SIGNING_TIME = bytes.fromhex("2a864886f70d010905")
_SIGNING_CERTIFICATE_V2 = bytes.fromhex("2a864886f70d010910022f")
_TIMESTAMP_TOKEN = bytes.fromhex("2a864886f70d010910020e")
_HASHES: dict[bytes, hashes.HashAlgorithm] = {
    bytes.fromhex("608648016503040201"): hashes.SHA256(),
    bytes.fromhex("608648016503040202"): hashes.SHA384(),
    bytes.fromhex("608648016503040203"): hashes.SHA512(),
}
_RSA = bytes.fromhex("2a864886f70d0101")  # arc of all RSA algorithms
_ECDSA = bytes.fromhex("2a8648ce3d04")
_SEQUENCE, _SET, _OCTETS, _OID, _INTEGER = 0x30, 0x31, 0x04, 0x06, 0x02
_CONTEXT_0, _CONTEXT_1 = 0xA0, 0xA1
_TIME_STAMPING = x509.oid.ExtendedKeyUsageOID.TIME_STAMPING


@dataclass(frozen=True, slots=True, kw_only=True)
class MadeCms:
    """What was found in a CMS whose signature holds."""

    certificate: x509.Certificate
    others: tuple[x509.Certificate, ...]
    signature: bytes
    timestamp: bytes | None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Parts:
    content_type: bytes
    content: bytes | None
    certificates: tuple[x509.Certificate, ...]
    digest: hashes.HashAlgorithm
    attributes_encoded: bytes
    attributes: dict[bytes, Element]
    algorithm: bytes
    signature: bytes
    unsigned: dict[bytes, Element]


def check_cms(padded: bytes, digest: bytes, expected: x509.Certificate) -> MadeCms:
    """Check a detached CMS over a SHA-256 `digest`; which zeros may follow.

    Raises `SelfCheckError` when anything about it is not as this house makes it.
    """
    try:
        element = first_element(padded)
        _require(not padded[element.end :].strip(b"\0"), "bytes after the CMS")
        parts = _parts(element)
    except (DerError, ValueError, IndexError) as error:
        raise SelfCheckError(f"the CMS cannot be read: {error}") from error
    _require(parts.content_type == _DATA and parts.content is None, "not a detached signature")
    _require(isinstance(parts.digest, hashes.SHA256), "not SHA-256")
    _require(_SIGNING_TIME not in parts.attributes, "signing-time, which PAdES forbids")
    _require(expected in parts.certificates, "another certificate than the one meant")
    _check_signer(parts, digest, expected)
    token = parts.unsigned.get(_TIMESTAMP_TOKEN)
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
    try:
        parts = _parts(whole_element(made.timestamp))
        info = whole_element(parts.content or b"")
        imprint = info.child(2)
        algorithm = _HASHES.get(imprint.child(0).child(0).value)
        imprinted = imprint.child(1).value
    except (DerError, ValueError, IndexError) as error:
        raise SelfCheckError(f"the timestamp cannot be read: {error}") from error
    _require(parts.content_type == _TST_INFO, "the token is not a timestamp")
    if algorithm is None or imprinted != _hash(algorithm, made.signature):
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


def _parts(content_info: Element) -> _Parts:
    """Take a ContentInfo with SignedData and one SignerInfo apart."""
    _require(content_info.child(0).value == _SIGNED_DATA, "not SignedData")
    signed_data = content_info.child(1).child(0).children()
    encapsulated = signed_data[2].children()
    _require(signed_data[-1].tag == _SET, "no SignerInfos")
    signers = signed_data[-1].children()
    _require(len(signers) == 1, f"{len(signers)} signers")
    signer = signers[0].children()
    _require(signer[3].tag == _CONTEXT_0, "no signed attributes")
    attributes = signer[3]
    algorithm = _HASHES.get(signer[2].child(0).value)
    if algorithm is None:
        raise SelfCheckError("a digest algorithm that is not of SHA-2")
    return _Parts(
        content_type=encapsulated[0].value,
        content=encapsulated[1].child(0).value if len(encapsulated) > 1 else None,
        certificates=tuple(
            x509.load_der_x509_certificate(certificate.encoded)
            for field in signed_data[3:-1]
            if field.tag == _CONTEXT_0
            for certificate in field.children()
        ),
        digest=algorithm,
        attributes_encoded=bytes([_SET]) + attributes.encoded[1:],  # RFC 5652 5.4
        attributes=_attributes(attributes),
        algorithm=signer[4].child(0).value,
        signature=signer[5].value,
        unsigned=_attributes(signer[6]) if len(signer) > 6 else {},  # noqa: PLR2004 - RFC 5652 5.3
    )


def _attributes(field: Element) -> dict[bytes, Element]:
    """Return each attribute's one value by its type."""
    found: dict[bytes, Element] = {}
    for attribute in field.children():
        kind, values = attribute.child(0).value, attribute.child(1).children()
        _require(kind not in found and len(values) == 1, "an attribute with more than one value")
        found[kind] = values[0]
    return found


def _check_signer(parts: _Parts, digest: bytes, certificate: x509.Certificate) -> None:
    """Check content-type, message-digest, signing-certificate and the signature itself."""
    named = parts.attributes.get(_CONTENT_TYPE)
    _require(named is not None and named.value == parts.content_type, "content-type differs")
    said = parts.attributes.get(_MESSAGE_DIGEST)
    _require(said is not None and said.value == digest, "message-digest differs from the bytes")
    _check_signing_certificate(parts.attributes.get(_SIGNING_CERTIFICATE_V2), certificate)
    public = certificate.public_key()
    try:
        if isinstance(public, rsa.RSAPublicKey) and parts.algorithm.startswith(_RSA):
            public.verify(
                parts.signature, parts.attributes_encoded, padding.PKCS1v15(), parts.digest
            )
        elif isinstance(public, ec.EllipticCurvePublicKey) and parts.algorithm.startswith(_ECDSA):
            public.verify(parts.signature, parts.attributes_encoded, ec.ECDSA(parts.digest))
        else:
            raise SelfCheckError("the signature's algorithm is not the key's")
    except InvalidSignature as error:
        raise SelfCheckError("the signature does not hold") from error


def _check_signing_certificate(value: Element | None, certificate: x509.Certificate) -> None:
    """RFC 5035: SigningCertificateV2 > certs > ESSCertIDv2 (hash algorithm, SHA-256 if absent)."""
    if value is None:
        raise SelfCheckError("no signing-certificate-v2")
    identity = value.child(0).child(0).children()
    algorithm: hashes.HashAlgorithm | None = hashes.SHA256()
    if identity[0].tag == _SEQUENCE:
        algorithm = _HASHES.get(identity[0].child(0).value)
        identity = identity[1:]
    der = certificate.public_bytes(Encoding.DER)
    if algorithm is None or identity[0].value != _hash(algorithm, der):
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
