"""One public-key operation, checked: a value signs these bytes, or not.

Algorithms come from the signature and are believed only where every place that names one agrees.
Whether an algorithm is still strong enough is policy, not mathematics, and not judged here.
"""

import hashlib
from collections.abc import Iterable
from typing import Any, Final

from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import dsa, ec, ed448, ed25519, padding, rsa, utils
from cryptography.hazmat.primitives.asymmetric.types import PublicKeyTypes

from signing.faults import FaultError
from signing.revisions.pdf_objects import UNREADABLE

HASHES: Final[dict[str, type[hashes.HashAlgorithm]]] = {
    "md5": hashes.MD5,
    "sha1": hashes.SHA1,
    "sha224": hashes.SHA224,
    "sha256": hashes.SHA256,
    "sha384": hashes.SHA384,
    "sha512": hashes.SHA512,
    "sha3_224": hashes.SHA3_224,
    "sha3_256": hashes.SHA3_256,
    "sha3_384": hashes.SHA3_384,
    "sha3_512": hashes.SHA3_512,
}
_SHAKE256_BYTES: Final = 64  # RFC 8419: Ed448 hashes with SHAKE256, 512 bits out
_BARE_EC_KEY: Final = "1.2.840.10045.2.1"  # id-ecPublicKey where ecdsa-with-... belongs
_RSA: Final = ("rsassa_pkcs1v15", "rsassa_pss")
_MESSAGE_ITSELF: Final = frozenset({"ed25519", "ed448"})


def digest(algorithm: str, chunks: Iterable[bytes | memoryview]) -> bytes:
    """Return the digest of the chunks; raise `FaultError` for an unknown algorithm."""
    if algorithm == "shake256":
        shake = hashlib.shake_256()
        for chunk in chunks:
            shake.update(chunk)
        return shake.digest(_SHAKE256_BYTES)
    if algorithm not in HASHES:
        raise _failure("digest_unsupported", algorithm)
    state = hashlib.new(algorithm, usedforsecurity=False)
    for chunk in chunks:
        state.update(chunk)
    return state.digest()


def public_key(certificate: Any) -> PublicKeyTypes:  # noqa: ANN401 - asn1crypto is untyped
    """Return the key of an asn1crypto certificate; raise `FaultError` where it is none."""
    try:
        info = certificate["tbs_certificate"]["subject_public_key_info"]
        if info.algorithm in ("rsa", "rsassa_pss"):
            numbers = info["public_key"].parsed
            modulus = numbers["modulus"].native
            if modulus < 0:  # test cards of Estonia: the modulus lacks its leading zero
                modulus = int.from_bytes(numbers["modulus"].contents, "big")
            exponent = numbers["public_exponent"].native
            return rsa.RSAPublicNumbers(exponent, modulus).public_key()
        return serialization.load_der_public_key(info.dump())
    except (*UNREADABLE, UnsupportedAlgorithm) as error:
        raise _failure("key_unreadable", type(error).__name__) from error


def check(
    key: PublicKeyTypes,
    *,
    algorithm: Any,  # noqa: ANN401 - asn1crypto's SignedDigestAlgorithm, untyped
    digest_algorithm: str,
    signature: bytes,
    message: bytes,
    prehashed: bool = False,
) -> None:
    """Raise `FaultError` unless `signature` is the key's over `message` (or over its digest)."""
    kind = _kind(algorithm)
    named = _hash_in(algorithm, kind, digest_algorithm)
    if named is not None and named != digest_algorithm:
        raise _failure("digest_mismatch", f"{named} and {digest_algorithm}")
    if named is not None and named not in HASHES:
        raise _failure("digest_unsupported", named)
    plain = HASHES[named or "sha512"]()
    how = utils.Prehashed(plain) if prehashed else plain
    try:
        if kind in _MESSAGE_ITSELF and not prehashed:
            _check_edwards(key, kind, signature, message)
        elif isinstance(key, rsa.RSAPublicKey) and kind in _RSA:
            scheme = padding.PKCS1v15() if kind == _RSA[0] else _pss(algorithm["parameters"])
            key.verify(signature, message, scheme, how)
        elif isinstance(key, ec.EllipticCurvePublicKey) and kind == "ecdsa":
            key.verify(signature, message, ec.ECDSA(how))
        elif isinstance(key, dsa.DSAPublicKey) and kind == "dsa":
            key.verify(signature, message, how)
        else:
            raise _unsupported(kind, key)
    except InvalidSignature as error:
        raise _failure("signature_wrong") from error
    except (*UNREADABLE, UnsupportedAlgorithm) as error:
        raise _failure("signature_wrong", str(error)[:80]) from error


def _check_edwards(key: PublicKeyTypes, kind: str, signature: bytes, message: bytes) -> None:
    if (isinstance(key, ed25519.Ed25519PublicKey) and kind == "ed25519") or (
        isinstance(key, ed448.Ed448PublicKey) and kind == "ed448"
    ):
        key.verify(signature, message)
    else:
        raise _unsupported(kind, key)


def _unsupported(kind: str, key: PublicKeyTypes) -> FaultError:
    return _failure("signature_unsupported", f"{kind} with a {type(key).__name__}")


def _kind(algorithm: Any) -> str:  # noqa: ANN401 - asn1crypto is untyped
    name = str(algorithm["algorithm"].native)
    try:
        return str(algorithm.signature_algo)
    except ValueError:
        return "ecdsa" if name == _BARE_EC_KEY else name


def _hash_in(algorithm: Any, kind: str, fallback: str) -> str | None:  # noqa: ANN401 - untyped
    if kind in _MESSAGE_ITSELF:
        return None
    if kind == "rsassa_pss":
        return str(algorithm["parameters"]["hash_algorithm"]["algorithm"].native)
    try:
        return str(algorithm.hash_algo)
    except ValueError:
        return fallback


def _pss(parameters: Any) -> padding.PSS:  # noqa: ANN401 - asn1crypto is untyped
    generator = parameters["mask_gen_algorithm"]["parameters"]["algorithm"].native
    return padding.PSS(padding.MGF1(HASHES[generator]()), parameters["salt_length"].native)


def _failure(code: str, detail: str = "") -> FaultError:
    return FaultError(code, detail, subindication="SIG_CRYPTO_FAILURE")
