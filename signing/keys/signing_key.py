"""The port to a signing key. No private key is ever an attribute that leaves an adapter."""

from typing import Protocol

from cryptography import x509

from signing.keys.signature_algorithm import SignatureAlgorithm


class SigningKey(Protocol):
    """A certificate and the ability to sign with its private key.

    `sign` takes the bytes to be signed (not their digest) and returns the raw signature: RSA by
    PKCS#1 v1.5 or PSS, or DER-encoded ECDSA. It raises `KeyUnavailableError` when the token is
    gone, `CertificateRefusedError` (weak_algorithm) when the key cannot sign by this algorithm,
    and never asks for or retries a PIN.
    """

    @property
    def certificate(self) -> x509.Certificate:
        """The signer's own certificate."""
        ...

    @property
    def chain(self) -> tuple[x509.Certificate, ...]:
        """The certificates above it, nearest first; may be empty; need not hold the root."""
        ...

    def sign(self, data: bytes, algorithm: SignatureAlgorithm) -> bytes:
        """Return the signature over `data` by this algorithm."""
        ...
