"""CMS made by endesive, for RSA keys. The only importer of endesive.

Only `endesive.signer` is imported: `endesive.pdf` pulls in oscrypto, which cannot read the version
of OpenSSL 3.0.10 and later. endesive labels an ECDSA signature as RSA, so other keys are refused
here. Its timestamps and OCSP are not used: it goes on silently when a TSA is down.

endesive takes 30 ms for a CMS of which the key takes one: it serialises nested ASN.1 again and
again, though from document to document only the digest and the signature differ. So it makes one
for each certificate, without the key, and that one is kept with two gaps.
"""

import secrets
from dataclasses import dataclass
from typing import Any, Self

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import rsa
from endesive import signer

from signing.cms.builder import algorithm_for
from signing.errors import CertificateRefusedError
from signing.keys.signature_algorithm import Scheme, SignatureAlgorithm
from signing.keys.signing_key import SigningKey

_Chain = tuple[x509.Certificate, ...]


class EndesiveCms:
    """See `CmsBuilder`. Keeps what is constant for a certificate, never a key or a digest."""

    def __init__(self) -> None:
        self._kept: dict[tuple[x509.Certificate, _Chain, SignatureAlgorithm], _Template] = {}

    def build(
        self, digest: bytes, key: SigningKey, algorithm: SignatureAlgorithm | None = None
    ) -> bytes:
        """See `CmsBuilder.build`; RSA only, PKCS#1 v1.5 or PSS."""
        algorithm = algorithm_for(digest, key, algorithm)
        if algorithm.scheme is Scheme.ECDSA:
            raise CertificateRefusedError("endesive signs with RSA only", code="weak_algorithm")
        made_for = key.certificate, key.chain, algorithm
        if made_for not in self._kept:
            self._kept[made_for] = _Template.of(*made_for)
        template = self._kept[made_for]
        return template.filled(digest, key.sign(template.attributes(digest), algorithm))


@dataclass(frozen=True, slots=True)
class _Template:
    """A CMS with gaps for the digest and the signature; `signed`: its attributes with a gap."""

    cms: tuple[bytes, bytes, bytes]
    signed: tuple[bytes, bytes]
    signature_bytes: int

    @classmethod
    def of(
        cls, certificate: x509.Certificate, chain: _Chain, algorithm: SignatureAlgorithm
    ) -> Self:
        """Let endesive build once without the key, and cut what it built at two random marks."""
        public = certificate.public_key()
        if not isinstance(public, rsa.RSAPublicKey):
            raise CertificateRefusedError("endesive signs with RSA only", code="weak_algorithm")
        mark = secrets.token_bytes(algorithm.digest_bytes)
        device = _Rehearsal(certificate, secrets.token_bytes((public.key_size + 7) // 8))
        made = _sign(device, chain, mark, algorithm)
        before, rest = made.split(mark)
        between, after = rest.split(device.signature)
        first, last = device.asked.split(mark)
        return cls((before, between, after), (first, last), len(device.signature))

    def attributes(self, digest: bytes) -> bytes:
        """Return what the key is to sign (RFC 5652 clause 5.4)."""
        return digest.join(self.signed)

    def filled(self, digest: bytes, signature: bytes) -> bytes:
        """Return the CMS; its lengths hold only for a signature as long as the key's modulus."""
        if len(signature) != self.signature_bytes:
            raise CertificateRefusedError("a signature of another key", code="weak_algorithm")
        before, between, after = self.cms
        return b"".join((before, digest, between, signature, after))


def _sign(
    device: "_Rehearsal", chain: _Chain, digest: bytes, algorithm: SignatureAlgorithm
) -> bytes:
    made: bytes = signer.sign(
        b"",
        None,
        None,
        [signer.cert2asn(issuer) for issuer in chain],
        algorithm.hash,
        True,  # noqa: FBT003 - endesive's own signed attributes
        digest,
        device,  # with a device, a salt for PSS is as long as the hash
        algorithm.scheme is Scheme.RSA_PSS,
    )
    return made


class _Rehearsal:
    """What endesive calls an HSM, with nothing in it: hears what is to be signed, gives a mark."""

    def __init__(self, certificate: x509.Certificate, signature: bytes) -> None:
        self._certificate = certificate
        self.signature = signature
        self.asked = b""

    def certificate(self) -> tuple[None, Any]:
        return None, signer.cert2asn(self._certificate)

    def sign(self, _key: None, data: bytes, _hash: str) -> bytes:
        self.asked = data
        return self.signature
