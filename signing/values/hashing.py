"""Digests by the names that asn1crypto gives them."""

import hashlib
from collections.abc import Iterable
from typing import Final

from cryptography.hazmat.primitives import hashes

from signing.faults import FaultError

HASHES: Final[dict[str, type[hashes.HashAlgorithm]]] = {
    "md5": hashes.MD5,
    "sha1": hashes.SHA1,
    "sha224": hashes.SHA224,
    "sha256": hashes.SHA256,
    "sha384": hashes.SHA384,
    "sha512": hashes.SHA512,
    "sha512_224": hashes.SHA512_224,
    "sha512_256": hashes.SHA512_256,
    "sha3_224": hashes.SHA3_224,
    "sha3_256": hashes.SHA3_256,
    "sha3_384": hashes.SHA3_384,
    "sha3_512": hashes.SHA3_512,
}
_SHAKES: Final = {"shake128": 32, "shake256": 64}  # bytes out: RFC 8702 clause 3.1, RFC 8419


def digest(algorithm: str, chunks: Iterable[bytes | memoryview]) -> bytes:
    """Return the digest of the chunks; raise `FaultError` for an unknown algorithm."""
    plain = algorithm.removesuffix("_len")  # RFC 8702, RFC 8419: the length that is usual anyhow
    if plain in _SHAKES:
        shake = hashlib.new(plain, usedforsecurity=False)
        for chunk in chunks:
            shake.update(chunk)
        return shake.digest(_SHAKES[plain])  # type: ignore[call-arg] # a SHAKE is told how long
    if algorithm not in HASHES:
        raise FaultError("digest_unsupported", algorithm, subindication="SIG_CRYPTO_FAILURE")
    state = hashlib.new(algorithm, usedforsecurity=False)
    for chunk in chunks:
        state.update(chunk)
    return state.digest()
