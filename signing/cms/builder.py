"""The port to a maker of CMS signatures, and the choice of one by the kind of key.

Law 8: a process that holds a key calls `build` with a digest and hands on what comes back. It
never sees the PDF, neither here nor anywhere below.
"""

from typing import Final, Protocol

from signing.keys.signature_algorithm import HASHES, Scheme, SignatureAlgorithm
from signing.keys.signing_key import SigningKey

_BY_LENGTH: Final = {SignatureAlgorithm(Scheme.ECDSA, name).digest_bytes: name for name in HASHES}


class CmsBuilder(Protocol):
    """Makes the CMS that goes into a PDF signature (EN 319 142-1 clause 5.3 and 6.3, level B-B).

    The promise: DER `ContentInfo` of a detached `SignedData`, one SignerInfo, the signed
    attributes content-type, message-digest and signing-certificate-v2, and no signing-time (the
    time claimed is in the PDF). The key is used exactly once. Deterministic with PKCS#1 v1.5.
    """

    def build(
        self, digest: bytes, key: SigningKey, algorithm: SignatureAlgorithm | None = None
    ) -> bytes:
        """Return the CMS for this digest of the byte range, signed by `algorithm`.

        None: what the certificate's key usually signs with, and the hash of SHA-2 whose length
        the digest has. Raises `KeyUnavailableError` when the key does not answer,
        `CertificateRefusedError` when this builder cannot use the algorithm, and ValueError for
        a digest of another length than the algorithm's.
        """
        ...


class CmsByAlgorithm:
    """Sends a key to the builder that can use it: RSA to one, elliptic curves to the other."""

    def __init__(self, *, rsa: CmsBuilder, ec: CmsBuilder) -> None:
        self._rsa = rsa
        self._ec = ec

    def build(
        self, digest: bytes, key: SigningKey, algorithm: SignatureAlgorithm | None = None
    ) -> bytes:
        """See `CmsBuilder.build`."""
        algorithm = algorithm_for(digest, key, algorithm)
        builder = self._ec if algorithm.scheme is Scheme.ECDSA else self._rsa
        return builder.build(digest, key, algorithm)


def algorithm_for(
    digest: bytes, key: SigningKey, algorithm: SignatureAlgorithm | None
) -> SignatureAlgorithm:
    """Return the algorithm to sign this digest by; see `CmsBuilder.build`."""
    hash_name = _BY_LENGTH.get(len(digest))
    if hash_name is None or (algorithm is not None and algorithm.hash != hash_name):
        raise ValueError(f"no digest to sign: it has {len(digest)} bytes")
    return algorithm or SignatureAlgorithm.usual(key.certificate, hash_name)
