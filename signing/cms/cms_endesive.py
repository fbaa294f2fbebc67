"""CMS made by endesive, for RSA keys. The only importer of endesive.

Only `endesive.signer` is imported: `endesive.pdf` pulls in oscrypto, which cannot read the version
of OpenSSL 3.0.10 and later. endesive labels an ECDSA signature as RSA, so other keys are refused
here. Its timestamps and OCSP are not used: it goes on silently when a TSA is down.
"""

import hashlib
import secrets
from collections.abc import Callable
from typing import Any, Literal

from asn1crypto import cms
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding
from endesive import signer

from signing.errors import CertificateRefusedError
from signing.keys.signing_key import SigningKey

_HASH = "sha256"
_DIGEST_BYTES = 32


class EndesiveCms:
    """See `CmsBuilder`. Keeps the certificates' constant parts, never a key or a digest."""

    def __init__(self) -> None:
        self._signed_attributes: dict[bytes, tuple[bytes, bytes]] = {}

    def build(self, digest: bytes, key: SigningKey) -> bytes:
        """See `CmsBuilder.build`; RSA PKCS#1 v1.5 only."""
        if len(digest) != _DIGEST_BYTES:
            raise ValueError("a SHA-256 digest has 32 bytes")
        if not isinstance(key.certificate.public_key(), rsa.RSAPublicKey):
            raise CertificateRefusedError("endesive signs with RSA only", code="weak_algorithm")
        return _sign(key, digest, self._attributes(key.certificate))

    def _attributes(self, certificate: x509.Certificate) -> Callable[[bytes], Any]:
        """Give endesive its own signed attributes ready-made: the same bytes, 20 times faster.

        endesive re-serialises nested ASN.1 again and again; only message-digest differs from
        document to document. Its documented `attrs=` hook takes a plain function.
        """
        fingerprint = hashlib.sha256(certificate.public_bytes(Encoding.DER)).digest()
        if fingerprint not in self._signed_attributes:
            self._signed_attributes[fingerprint] = _template(certificate)
        before, after = self._signed_attributes[fingerprint]

        def attributes(digest: bytes) -> Any:  # noqa: ANN401 - asn1crypto has no types
            return cms.CMSAttributes.load(before + digest + after)

        return attributes


def _template(certificate: x509.Certificate) -> tuple[bytes, bytes]:
    """Let endesive build once without a key and cut its signed attributes at the digest."""
    mark = secrets.token_bytes(_DIGEST_BYTES)
    made = _sign(_NoKey(certificate), mark, attributes=True)
    signer_info = cms.ContentInfo.load(made)["content"]["signer_infos"][0]
    attributes: bytes = b"\x31" + signer_info["signed_attrs"].dump()[1:]  # SET OF, RFC 5652 5.4
    before, after = attributes.split(mark)
    return before, after


def _sign(
    key: SigningKey,
    digest: bytes,
    attributes: Callable[[bytes], Any] | Literal[True],
) -> bytes:
    made: bytes = signer.sign(
        b"",
        None,
        None,
        [issuer.public_bytes(Encoding.DER) for issuer in key.chain],
        _HASH,
        attributes,
        digest,
        _Device(key),
    )
    return made


class _Device:
    """A `SigningKey` in the shape that endesive calls an HSM."""

    def __init__(self, key: SigningKey) -> None:
        self._key = key

    def certificate(self) -> tuple[None, x509.Certificate]:
        return None, self._key.certificate

    def sign(self, _key: None, data: bytes, _hash: str) -> bytes:
        return self._key.sign(data)


class _NoKey:
    """A certificate whose key is never asked: enough to learn the shape of the attributes."""

    def __init__(self, certificate: x509.Certificate) -> None:
        self.certificate = certificate
        self.chain: tuple[x509.Certificate, ...] = ()

    def sign(self, data: bytes) -> bytes:
        return hashlib.sha256(data).digest()
