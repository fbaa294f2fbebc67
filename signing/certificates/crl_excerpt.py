"""What a long CRL says of a few certificates, without the rest of it.

A CRL of 50 MB is read as a stream, its signature checked on the way; what is kept is a small CRL
with only the entries that were looked for. The signature in it no longer fits: whoever made the
excerpt vouches, and says whose key fitted and which serial numbers were looked for.
"""

from dataclasses import dataclass

from cryptography import x509
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat


@dataclass(frozen=True, slots=True, kw_only=True)
class CrlExcerpt:
    """`der`: the small CRL; `signer`: SHA-256 of the SubjectPublicKeyInfo whose key fitted.

    An absent serial number is not revoked only where it is one of `serials` (decimal).
    """

    der: bytes
    signer: bytes
    serials: frozenset[str]

    def about(
        self, certificate: x509.Certificate, issuer: x509.Certificate
    ) -> x509.CertificateRevocationList | None:
        """Return the small CRL where it was made for this certificate; else None.

        Raises `ValueError` where it cannot be parsed.
        """
        if str(certificate.serial_number) not in self.serials or self.signer != key_of(issuer):
            return None
        return x509.load_der_x509_crl(self.der)


def key_of(issuer: x509.Certificate) -> bytes:
    """Return the SHA-256 of the issuer's SubjectPublicKeyInfo; empty for a key that is no key."""
    try:
        spki = issuer.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    except (ValueError, UnsupportedAlgorithm):
        return b""
    digest = hashes.Hash(hashes.SHA256())
    digest.update(spki)
    return digest.finalize()
