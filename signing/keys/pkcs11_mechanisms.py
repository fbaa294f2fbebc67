"""How a PKCS#11 device is asked for a signature by each algorithm, whatever it can hash itself."""

from typing import Any, Final

from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from pkcs11 import MGF, Mechanism

from signing.errors import CertificateRefusedError
from signing.keys.signature_algorithm import Scheme, SignatureAlgorithm

# DigestInfo (RFC 8017 9.2 note 1), for devices that pad but do not hash.
_DIGEST_INFO: Final = {
    "sha256": bytes.fromhex("3031300d060960864801650304020105000420"),
    "sha384": bytes.fromhex("3041300d060960864801650304020205000430"),
    "sha512": bytes.fromhex("3051300d060960864801650304020305000440"),
}
_PKCS1: Final = {
    "sha256": Mechanism.SHA256_RSA_PKCS,
    "sha384": Mechanism.SHA384_RSA_PKCS,
    "sha512": Mechanism.SHA512_RSA_PKCS,
}
_PSS: Final = {
    "sha256": (Mechanism.SHA256_RSA_PKCS_PSS, Mechanism.SHA256, MGF.SHA256),
    "sha384": (Mechanism.SHA384_RSA_PKCS_PSS, Mechanism.SHA384, MGF.SHA384),
    "sha512": (Mechanism.SHA512_RSA_PKCS_PSS, Mechanism.SHA512, MGF.SHA512),
}


def sign_on_device(
    private: Any,  # noqa: ANN401 - pkcs11 has no types
    known: frozenset[Any],
    data: bytes,
    algorithm: SignatureAlgorithm,
) -> bytes:
    """Return the signature over `data`; `known` are the mechanisms that the device has.

    The device hashes where it can; else it gets the hash. Raises `CertificateRefusedError`
    (weak_algorithm) when it has no way to sign so.
    """
    match algorithm.scheme:
        case Scheme.RSA_PKCS1:
            return _pkcs1(private, known, data, algorithm)
        case Scheme.RSA_PSS:
            return _pss(private, known, data, algorithm)
        case Scheme.ECDSA:
            return _ecdsa(private, known, data, algorithm)


def _pkcs1(
    private: Any,  # noqa: ANN401
    known: frozenset[Any],
    data: bytes,
    algorithm: SignatureAlgorithm,
) -> bytes:
    whole = _PKCS1[algorithm.hash]
    if whole in known:
        return bytes(private.sign(data, mechanism=whole))
    _need(known, Mechanism.RSA_PKCS, algorithm)
    named = _DIGEST_INFO[algorithm.hash] + algorithm.digest_of(data)
    return bytes(private.sign(named, mechanism=Mechanism.RSA_PKCS))


def _pss(
    private: Any,  # noqa: ANN401
    known: frozenset[Any],
    data: bytes,
    algorithm: SignatureAlgorithm,
) -> bytes:
    whole, hashed, mask = _PSS[algorithm.hash]
    parameters = (hashed, mask, algorithm.digest_bytes)
    if whole in known:
        return bytes(private.sign(data, mechanism=whole, mechanism_param=parameters))
    _need(known, Mechanism.RSA_PKCS_PSS, algorithm)
    digest = algorithm.digest_of(data)
    return bytes(private.sign(digest, mechanism=Mechanism.RSA_PKCS_PSS, mechanism_param=parameters))


def _ecdsa(
    private: Any,  # noqa: ANN401
    known: frozenset[Any],
    data: bytes,
    algorithm: SignatureAlgorithm,
) -> bytes:
    # Raw CKM_ECDSA over our digest: SoftHSM 2.6 has no CKM_ECDSA_SHA256. r and s are
    # concatenated (PKCS#11 2.40 section 2.3.1); CMS wants them in DER.
    _need(known, Mechanism.ECDSA, algorithm)
    raw = bytes(private.sign(algorithm.digest_of(data), mechanism=Mechanism.ECDSA))
    half = len(raw) // 2
    return encode_dss_signature(
        int.from_bytes(raw[:half], "big"), int.from_bytes(raw[half:], "big")
    )


def _need(known: frozenset[Any], mechanism: Any, algorithm: SignatureAlgorithm) -> None:  # noqa: ANN401
    if mechanism not in known:
        raise CertificateRefusedError(
            f"the device cannot sign by {algorithm.scheme} with {algorithm.hash}",
            code="weak_algorithm",
        )
