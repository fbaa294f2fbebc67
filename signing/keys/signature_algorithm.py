"""By which mathematics a key signs: a scheme and a hash, as plain values that cross processes.

TT 15/2025/TT-BKHCN, Phụ lục I: RSA by PKCS#1 v1.5 or PSS (RFC 8017), ECDSA, with SHA-256 and up.
"""

import hashlib
from dataclasses import dataclass
from enum import StrEnum
from typing import Final, Self

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec, rsa

from signing.errors import CertificateRefusedError

HASHES: Final = ("sha256", "sha384", "sha512")


class Scheme(StrEnum):
    """What is computed over the hash."""

    RSA_PKCS1 = "rsa-pkcs1"  # RFC 8017 clause 8.2
    RSA_PSS = "rsa-pss"  # RFC 8017 clause 8.1: MGF1 by the same hash, a salt as long as it
    ECDSA = "ecdsa"


@dataclass(frozen=True, slots=True)
class SignatureAlgorithm:
    """A scheme and its hash, one of `HASHES`; ValueError for another."""

    scheme: Scheme
    hash: str = "sha256"

    def __post_init__(self) -> None:
        if self.hash not in HASHES:
            raise ValueError(f"no hash to sign with: {self.hash}")

    @classmethod
    def usual(
        cls, certificate: x509.Certificate, hash_name: str = "sha256", *, pss: bool = False
    ) -> Self:
        """Return what a certificate's key signs with; `pss` is a wish that only RSA can grant.

        A key that is marked for PSS alone (RFC 4055 clause 3.1) signs so without being asked.
        Raises `CertificateRefusedError` (weak_algorithm) for a key that is neither RSA nor EC.
        """
        public = certificate.public_key()
        if isinstance(public, ec.EllipticCurvePublicKey):
            return cls(Scheme.ECDSA, hash_name)
        if not isinstance(public, rsa.RSAPublicKey):
            raise CertificateRefusedError(
                f"no way to sign with a {type(public).__name__}", code="weak_algorithm"
            )
        pss = pss or certificate.public_key_algorithm_oid == x509.PublicKeyAlgorithmOID.RSASSA_PSS
        return cls(Scheme.RSA_PSS if pss else Scheme.RSA_PKCS1, hash_name)

    def digest_of(self, data: bytes) -> bytes:
        """Return the hash of `data`."""
        return hashlib.new(self.hash, data).digest()

    @property
    def digest_bytes(self) -> int:
        """How long its hash is."""
        return hashlib.new(self.hash).digest_size
