"""The mathematics of the self-check: RSA by PKCS#1 v1.5 or PSS, ECDSA; always with SHA-2.

The algorithm named must be the key's, and its hash the one of the digest (RFC 5652 clause 5.3,
RFC 8933); of PSS the parameters that this house makes: MGF1 by the same hash, a salt as long as it.
"""

from functools import lru_cache

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.asymmetric.types import CertificatePublicKeyTypes

from signing.errors import SelfCheckError
from signing.selfcheck.der import Element
from signing.selfcheck.selfcheck_parts import (
    CONTEXT_0,
    CONTEXT_1,
    SEQUENCE,
    SignedParts,
    hash_named,
)

# As whole OID elements: RFC 8017 appendix C (rsaEncryption fits any hash), RFC 5758 clause 3.2.
_RSA = "06092a864886f70d0101"
_ANY_RSA, _PSS, _MGF1 = (bytes.fromhex(_RSA + last) for last in ("01", "0a", "08"))
_PKCS1 = {
    bytes.fromhex(_RSA + last): name
    for last, name in (("0b", "sha256"), ("0c", "sha384"), ("0d", "sha512"))
}
_ECDSA = {
    bytes.fromhex(f"06082a8648ce3d0403{last}"): name
    for last, name in (("02", "sha256"), ("03", "sha384"), ("04", "sha512"))
}
_CONTEXT_2, _CONTEXT_3, _INTEGER = 0xA2, 0xA3, 0x02


def holds(parts: SignedParts, certificate: x509.Certificate) -> bool:
    """Tell whether the signature over the attributes is by the certificate's key.

    Raises `SelfCheckError` where the algorithm named is not one that the key signs with.
    """
    key, hashed = _public(certificate), parts.digest
    name = parts.algorithm.children(SEQUENCE)[0].encoded
    try:
        if isinstance(key, ec.EllipticCurvePublicKey) and _ECDSA.get(name) == hashed.name:
            key.verify(parts.signature, parts.attributes_encoded, ec.ECDSA(hashed))
        elif isinstance(key, rsa.RSAPublicKey) and name == _PSS:
            _require_house_pss(parts.algorithm, hashed)
            salted = padding.PSS(padding.MGF1(hashed), hashed.digest_size)
            key.verify(parts.signature, parts.attributes_encoded, salted, hashed)
        elif isinstance(key, rsa.RSAPublicKey) and (
            name == _ANY_RSA or _PKCS1.get(name) == hashed.name
        ):
            key.verify(parts.signature, parts.attributes_encoded, padding.PKCS1v15(), hashed)
        else:
            raise SelfCheckError("the signature's algorithm is not the key's")
    except InvalidSignature:
        return False
    return True


@lru_cache(maxsize=1024)
def _public(certificate: x509.Certificate) -> CertificatePublicKeyTypes:
    return certificate.public_key()


def _require_house_pss(algorithm: Element, hashed: hashes.HashAlgorithm) -> None:
    """RSASSA-PSS-params, RFC 4055 clause 3.1."""
    _, parameters = algorithm.children(SEQUENCE)
    given = {field.tag: field.children(field.tag)[0] for field in parameters.children(SEQUENCE)}
    mask = given[CONTEXT_1].children(SEQUENCE)
    salt = given[_CONTEXT_2]
    trailer = given.get(_CONTEXT_3)
    if (
        hash_named(given[CONTEXT_0]).name != hashed.name
        or mask[0].encoded != _MGF1
        or hash_named(mask[1]).name != hashed.name
        or salt.tag != _INTEGER
        or int.from_bytes(salt.value, "big") != hashed.digest_size
        or (trailer is not None and trailer.value != b"\x01")
    ):
        raise SelfCheckError("PSS with other parameters than this house's")
