"""One public-key operation, checked: a value signs these bytes, or not.

Algorithms come from the signature and are believed only where every place that names one agrees.
Whether an algorithm is still strong enough is policy, not mathematics, and not judged here.
"""

from typing import Any, Final

from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import dsa, ec, ed448, ed25519, padding, rsa, utils
from cryptography.hazmat.primitives.asymmetric.types import PublicKeyTypes

from signing.faults import FaultError
from signing.unreadable import PARSER_FAILURES
from signing.values import pss
from signing.values.hashing import HASHES

_PKCS1: Final = "rsassa_pkcs1v15"
_PSS: Final = "rsassa_pss"
_MESSAGE_ITSELF: Final = frozenset({"ed25519", "ed448"})
# Identifiers that asn1crypto does not know: what they are and the digest that they name, if any.
_NAMED: Final[dict[str, tuple[str, str | None]]] = {
    "1.2.840.10045.2.1": ("ecdsa", None),  # id-ecPublicKey, where ecdsa-with-... belongs
    "1.2.840.113549.1.1.15": (_PKCS1, "sha512_224"),  # RFC 8017
    "1.2.840.113549.1.1.16": (_PKCS1, "sha512_256"),
    "2.16.840.1.101.3.4.3.13": (_PKCS1, "sha3_224"),  # NIST's register of algorithms
    "2.16.840.1.101.3.4.3.14": (_PKCS1, "sha3_256"),
    "2.16.840.1.101.3.4.3.15": (_PKCS1, "sha3_384"),
    "2.16.840.1.101.3.4.3.16": (_PKCS1, "sha3_512"),
    "2.16.840.1.101.3.4.3.3": ("dsa", "sha384"),
    "2.16.840.1.101.3.4.3.4": ("dsa", "sha512"),
}


def key_info(certificate: Any) -> Any:  # noqa: ANN401 - asn1crypto is untyped
    """Return the SubjectPublicKeyInfo of an asn1crypto certificate."""
    return certificate["tbs_certificate"]["subject_public_key_info"]


def public_key(info: Any) -> PublicKeyTypes:  # noqa: ANN401 - asn1crypto is untyped
    """Return the key of a SubjectPublicKeyInfo; raise `FaultError` where it is none."""
    try:
        if info.algorithm in ("rsa", _PSS):
            numbers = info["public_key"].parsed
            modulus = numbers["modulus"].native
            if modulus < 0:  # test cards of Estonia: the modulus lacks its leading zero
                modulus = int.from_bytes(numbers["modulus"].contents, "big")
            exponent = numbers["public_exponent"].native
            return rsa.RSAPublicNumbers(exponent, modulus).public_key()
        return serialization.load_der_public_key(info.dump())
    except (*PARSER_FAILURES, UnsupportedAlgorithm) as error:
        raise _failure("key_unreadable", type(error).__name__) from error


def check(
    info: Any,  # noqa: ANN401 - asn1crypto's PublicKeyInfo, untyped
    *,
    algorithm: Any,  # noqa: ANN401 - asn1crypto's SignedDigestAlgorithm, untyped
    digest_algorithm: str | None,
    signature: bytes,
    message: bytes,
    prehashed: bool = False,
) -> None:
    """Raise `FaultError` unless `signature` is the key's over `message` (or over its digest).

    `digest_algorithm` is what stands beside the algorithm in a CMS; None where there is no such.
    """
    key = public_key(info)
    kind, named = named_by(algorithm)
    if named and digest_algorithm and named != digest_algorithm:
        raise _failure("digest_mismatch", f"{named} and {digest_algorithm}")
    hashed = named or digest_algorithm or "none"
    if kind not in _MESSAGE_ITSELF and hashed not in HASHES:
        raise _failure("digest_unsupported", hashed)
    try:
        if kind in _MESSAGE_ITSELF:
            if prehashed:
                raise _unsupported(f"{kind} without signed attributes", key)
            _check_edwards(key, kind, signature, message)
            return
        plain = HASHES[hashed]()
        how = utils.Prehashed(plain) if prehashed else plain
        if isinstance(key, rsa.RSAPublicKey) and kind in (_PKCS1, _PSS):
            wanted = pss.parameters_of(algorithm) if kind == _PSS else None
            pss.check_key(info, wanted)
            scheme = wanted.padding() if wanted else padding.PKCS1v15()
            key.verify(signature, message, scheme, how)
        elif isinstance(key, ec.EllipticCurvePublicKey) and kind == "ecdsa":
            key.verify(signature, message, ec.ECDSA(how))
        elif isinstance(key, dsa.DSAPublicKey) and kind == "dsa":
            key.verify(signature, message, how)
        else:
            raise _unsupported(kind, key)
    except InvalidSignature as error:
        raise _failure("signature_wrong") from error
    except (*PARSER_FAILURES, UnsupportedAlgorithm) as error:
        raise _failure("signature_wrong", str(error)[:80]) from error


def named_by(algorithm: Any) -> tuple[str, str | None]:  # noqa: ANN401 - asn1crypto is untyped
    """Return the kind of signature and the digest that a SignedDigestAlgorithm names, if any."""
    name = str(algorithm["algorithm"].native)
    if name in _NAMED:
        return _NAMED[name]
    if name == _PSS:
        return _PSS, str(algorithm["parameters"]["hash_algorithm"]["algorithm"].native)
    try:
        kind = str(algorithm.signature_algo)
    except ValueError:
        return name, None
    try:
        return kind, None if kind in _MESSAGE_ITSELF else str(algorithm.hash_algo)
    except ValueError:
        return kind, None


def _check_edwards(key: PublicKeyTypes, kind: str, signature: bytes, message: bytes) -> None:
    if (isinstance(key, ed25519.Ed25519PublicKey) and kind == "ed25519") or (
        isinstance(key, ed448.Ed448PublicKey) and kind == "ed448"
    ):
        key.verify(signature, message)
    else:
        raise _unsupported(kind, key)


def _unsupported(kind: str, key: PublicKeyTypes) -> FaultError:
    return _failure("signature_unsupported", f"{kind} with a {type(key).__name__}")


def _failure(code: str, detail: str = "") -> FaultError:
    return FaultError(code, detail, subindication="SIG_CRYPTO_FAILURE")
