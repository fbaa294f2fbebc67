"""The port to a signing key. No private key is ever an attribute that leaves an adapter."""

from typing import Protocol

from cryptography import x509


class SigningKey(Protocol):
    """A certificate and the ability to sign with its private key.

    `sign` takes the bytes to be signed (not their digest) and returns the raw signature: RSA
    PKCS#1 v1.5 or DER-encoded ECDSA, always over SHA-256. It raises `KeyUnavailableError` when the
    token is gone, and never asks for or retries a PIN.
    """

    @property
    def certificate(self) -> x509.Certificate:
        """The signer's own certificate."""
        ...

    @property
    def chain(self) -> tuple[x509.Certificate, ...]:
        """The certificates above it, nearest first; may be empty; need not hold the root."""
        ...

    def sign(self, data: bytes) -> bytes:
        """Return the signature over `data`."""
        ...
