"""Takes a CMS signature apart for the self-check (RFC 5652 clause 5), with every tag looked at."""

from dataclasses import dataclass
from functools import lru_cache

from cryptography import x509
from cryptography.hazmat.primitives import hashes

from signing.errors import SelfCheckError
from signing.selfcheck.der import Element

SEQUENCE, SET, OCTETS, CONTEXT_0, CONTEXT_1, KEY_IDENTIFIER = 0x30, 0x31, 0x04, 0xA0, 0xA1, 0x80

# Object identifiers as whole elements, so that comparing them compares the tag too.
DATA = bytes.fromhex("06092a864886f70d010701")
TST_INFO = bytes.fromhex("060b2a864886f70d0109100104")
CONTENT_TYPE = bytes.fromhex("06092a864886f70d010903")
MESSAGE_DIGEST = bytes.fromhex("06092a864886f70d010904")
SIGNING_TIME = bytes.fromhex("06092a864886f70d010905")
SIGNING_CERTIFICATE_V2 = bytes.fromhex("060b2a864886f70d010910022f")
TIMESTAMP_TOKEN = bytes.fromhex("060b2a864886f70d010910020e")
_SIGNED_DATA = bytes.fromhex("06092a864886f70d010702")
_HASHES: dict[bytes, hashes.HashAlgorithm] = {
    bytes.fromhex("0609608648016503040201"): hashes.SHA256(),
    bytes.fromhex("0609608648016503040202"): hashes.SHA384(),
    bytes.fromhex("0609608648016503040203"): hashes.SHA512(),
}
# CMSVersion 1 with issuerAndSerialNumber and no other kinds of certificates, else 3.
_VERSIONS = (bytes.fromhex("020101"), bytes.fromhex("020103"))


@dataclass(frozen=True, slots=True, kw_only=True)
class SignedParts:
    """The parts of a SignedData with one SignerInfo. `content` is None where it is detached."""

    content_type: bytes
    content: bytes | None
    certificates: tuple[x509.Certificate, ...]
    digest: hashes.HashAlgorithm
    signer: Element  # SignerIdentifier
    attributes_encoded: bytes
    attributes: dict[bytes, Element]
    algorithm: Element  # AlgorithmIdentifier of the signature
    signature: bytes
    unsigned: dict[bytes, Element]


def signed_parts(content_info: Element) -> SignedParts:
    """Take a ContentInfo apart; `DerError`, IndexError or ValueError when it is not one."""
    kind, explicit = content_info.children(SEQUENCE)
    (signed,) = explicit.children(CONTEXT_0)
    version, algorithms, encapsulated, *optional, signers = signed.children(SEQUENCE)
    (signer,) = signers.children(SET)
    fields = signer.children(SEQUENCE)
    own_version, identifier, digest, attributes, algorithm, signature = fields[:6]
    _require(kind.encoded == _SIGNED_DATA, "not SignedData")
    _require(version.encoded in _VERSIONS and own_version.encoded in _VERSIONS, "version")
    content_type, *content = encapsulated.children(SEQUENCE)
    _require(signature.tag == OCTETS and len(content) <= 1, "not a signature")
    return SignedParts(
        content_type=content_type.encoded,
        content=_octets(content[0]) if content else None,
        certificates=tuple(
            _certificate(certificate.encoded)
            for field in optional
            if field.tag == CONTEXT_0
            for certificate in field.children(CONTEXT_0)
        ),
        digest=_digest(digest, algorithms),
        signer=identifier,
        attributes_encoded=bytes([SET]) + attributes.encoded[1:],  # RFC 5652 5.4
        attributes=_attributes(attributes, CONTEXT_0),
        algorithm=algorithm,
        signature=signature.value,
        unsigned=_attributes(fields[6], CONTEXT_1) if fields[6:] else {},
    )


@lru_cache(maxsize=1024)
def _certificate(der: bytes) -> x509.Certificate:
    return x509.load_der_x509_certificate(der)


def hash_named(algorithm: Element) -> hashes.HashAlgorithm:
    """Return the hash of an AlgorithmIdentifier; `SelfCheckError` when it is not of SHA-2."""
    found = _HASHES.get(algorithm.children(SEQUENCE)[0].encoded)
    if found is None:
        raise SelfCheckError("a digest algorithm that is not of SHA-2")
    return found


def _digest(own: Element, announced: Element) -> hashes.HashAlgorithm:
    names = {one.children(SEQUENCE)[0].encoded for one in announced.children(SET)}
    _require(own.children(SEQUENCE)[0].encoded in names, "a digest algorithm not announced")
    return hash_named(own)


def _octets(explicit: Element) -> bytes:
    (octets,) = explicit.children(CONTEXT_0)
    _require(octets.tag == OCTETS, "content that is no octet string")
    return octets.value


def _attributes(field: Element, tag: int) -> dict[bytes, Element]:
    """Return each attribute's one value by its type."""
    found: dict[bytes, Element] = {}
    for attribute in field.children(tag):
        kind, values = attribute.children(SEQUENCE)
        _require(kind.encoded not in found, "an attribute given twice")
        (found[kind.encoded],) = values.children(SET)
    return found


def _require(holds: bool, otherwise: str) -> None:  # noqa: FBT001 - reads as a sentence
    if not holds:
        raise SelfCheckError(otherwise)
