"""CMS made by endesive, for RSA keys. The only importer of endesive.

Only `endesive.signer` is imported: `endesive.pdf` pulls in oscrypto, which cannot read the version
of OpenSSL 3.0.10 and later. endesive labels an ECDSA signature as RSA, so other keys are refused
here. Its timestamps and OCSP are not used: it goes on silently when a TSA is down.
"""

import secrets
from collections.abc import Callable
from typing import Any, Literal

from asn1crypto import cms
from cryptography import x509
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding
from endesive import signer

from signing.cms.builder import algorithm_for
from signing.errors import CertificateRefusedError
from signing.keys.signature_algorithm import Scheme, SignatureAlgorithm
from signing.keys.signing_key import SigningKey

_Template = tuple[bytes, bytes]


class EndesiveCms:
    """See `CmsBuilder`. Keeps the certificates' constant parts, never a key or a digest."""

    def __init__(self) -> None:
        self._signed_attributes: dict[tuple[bytes, int], _Template] = {}

    def build(
        self, digest: bytes, key: SigningKey, algorithm: SignatureAlgorithm | None = None
    ) -> bytes:
        """See `CmsBuilder.build`; RSA only, PKCS#1 v1.5 or PSS."""
        algorithm = algorithm_for(digest, key, algorithm)
        if algorithm.scheme is Scheme.ECDSA:
            raise CertificateRefusedError("endesive signs with RSA only", code="weak_algorithm")
        return _sign(key, digest, algorithm, self._attributes(key.certificate, algorithm))

    def _attributes(
        self, certificate: x509.Certificate, algorithm: SignatureAlgorithm
    ) -> Callable[[bytes], Any]:
        """Give endesive its own signed attributes ready-made: the same bytes, 20 times faster.

        endesive re-serialises nested ASN.1 again and again; only message-digest differs from
        document to document. Its documented `attrs=` hook takes a plain function.
        """
        made_for = certificate.fingerprint(SHA256()), algorithm.digest_bytes
        if made_for not in self._signed_attributes:
            self._signed_attributes[made_for] = _template(certificate, algorithm)
        before, after = self._signed_attributes[made_for]

        def attributes(digest: bytes) -> Any:  # noqa: ANN401 - asn1crypto has no types
            return cms.CMSAttributes.load(before + digest + after)

        return attributes


def _template(certificate: x509.Certificate, algorithm: SignatureAlgorithm) -> _Template:
    """Let endesive build once without a key and cut its signed attributes at the digest."""
    mark = secrets.token_bytes(algorithm.digest_bytes)
    made = _sign(_NoKey(certificate), mark, algorithm, attributes=True)
    signer_info = cms.ContentInfo.load(made)["content"]["signer_infos"][0]
    attributes: bytes = b"\x31" + signer_info["signed_attrs"].dump()[1:]  # SET OF, RFC 5652 5.4
    before, after = attributes.split(mark)
    return before, after


def _sign(
    key: SigningKey,
    digest: bytes,
    algorithm: SignatureAlgorithm,
    attributes: Callable[[bytes], Any] | Literal[True],
) -> bytes:
    made: bytes = signer.sign(
        b"",
        None,
        None,
        [issuer.public_bytes(Encoding.DER) for issuer in key.chain],
        algorithm.hash,
        attributes,
        digest,
        _Device(key, algorithm),  # with a device, a salt for PSS is as long as the hash
        algorithm.scheme is Scheme.RSA_PSS,
    )
    return made


class _Device:
    """A `SigningKey` in the shape that endesive calls an HSM."""

    def __init__(self, key: SigningKey, algorithm: SignatureAlgorithm) -> None:
        self._key = key
        self._algorithm = algorithm

    def certificate(self) -> tuple[None, x509.Certificate]:
        return None, self._key.certificate

    def sign(self, _key: None, data: bytes, _hash: str) -> bytes:
        return self._key.sign(data, self._algorithm)


class _NoKey:
    """A certificate whose key is never asked: enough to learn the shape of the attributes."""

    def __init__(self, certificate: x509.Certificate) -> None:
        self.certificate = certificate
        self.chain: tuple[x509.Certificate, ...] = ()

    def sign(self, data: bytes, algorithm: SignatureAlgorithm) -> bytes:
        return algorithm.digest_of(data)
