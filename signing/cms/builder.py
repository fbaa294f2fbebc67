"""The port to a maker of CMS signatures, and the choice of one by the kind of key.

Law 8: a process that holds a key calls `build` with a digest and hands on what comes back. It
never sees the PDF, neither here nor anywhere below.
"""

from typing import Protocol

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec, rsa

from signing.errors import CertificateRefusedError
from signing.keys.signing_key import SigningKey


class CmsBuilder(Protocol):
    """Makes the CMS that goes into a PDF signature (EN 319 142-1 clause 5.3 and 6.3, level B-B).

    The promise: DER `ContentInfo` of a detached `SignedData`, one SignerInfo, SHA-256, the signed
    attributes content-type, message-digest and signing-certificate-v2, and no signing-time (the
    time claimed is in the PDF). The key is used exactly once. Deterministic with an RSA key.
    """

    def build(self, digest: bytes, key: SigningKey) -> bytes:
        """Return the CMS for this 32-byte SHA-256 digest of the byte range.

        Raises `KeyUnavailableError` when the key does not answer and `CertificateRefusedError`
        when this builder cannot use its algorithm.
        """
        ...


class CmsByAlgorithm:
    """Sends a key to the builder that can use it: RSA to one, elliptic curves to the other."""

    def __init__(self, *, rsa: CmsBuilder, ec: CmsBuilder) -> None:
        self._rsa = rsa
        self._ec = ec

    def build(self, digest: bytes, key: SigningKey) -> bytes:
        """See `CmsBuilder.build`."""
        return self._for(key.certificate).build(digest, key)

    def _for(self, certificate: x509.Certificate) -> CmsBuilder:
        public = certificate.public_key()
        if isinstance(public, rsa.RSAPublicKey):
            return self._rsa
        if isinstance(public, ec.EllipticCurvePublicKey):
            return self._ec
        raise CertificateRefusedError(
            f"no way to sign with a {type(public).__name__}", code="weak_algorithm"
        )
