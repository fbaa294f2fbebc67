"""CMS made by pyHanko: the builder for elliptic-curve keys, which endesive mislabels."""

import asyncio

from asn1crypto import x509 as asn1_x509
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding
from pyhanko.sign.signers import Signer
from pyhanko_certvalidator.registry import SimpleCertificateStore

from signing.cms.builder import algorithm_for
from signing.errors import CertificateRefusedError
from signing.keys.signature_algorithm import Scheme, SignatureAlgorithm
from signing.keys.signing_key import SigningKey


class PyhankoCms:
    """See `CmsBuilder`. Keeps nothing between calls."""

    def build(
        self, digest: bytes, key: SigningKey, algorithm: SignatureAlgorithm | None = None
    ) -> bytes:
        """See `CmsBuilder.build`; RSA PKCS#1 v1.5 and ECDSA."""
        algorithm = algorithm_for(digest, key, algorithm)
        if algorithm.scheme is Scheme.RSA_PSS:  # pyHanko wants a salt of another length
            raise CertificateRefusedError("no PSS by this builder", code="weak_algorithm")
        signer = _KeySigner(key, algorithm)
        made = asyncio.run(
            signer.async_sign(digest, algorithm.hash, use_pades=True, is_pdf_sig=True)
        )
        der: bytes = made.dump()
        return der


class _KeySigner(Signer):
    """pyHanko's signer over our key."""

    def __init__(self, key: SigningKey, algorithm: SignatureAlgorithm) -> None:
        self._key = key
        self._algorithm = algorithm
        store = SimpleCertificateStore()  # type: ignore[no-untyped-call]
        store.register_multiple([_asn1(certificate) for certificate in key.chain])
        super().__init__(signing_cert=_asn1(key.certificate), cert_registry=store)

    async def async_sign_raw(
        self,
        data: bytes,
        digest_algorithm: str,
        dry_run: bool = False,  # noqa: FBT001, FBT002 - pyHanko's signature
    ) -> bytes:
        del digest_algorithm, dry_run  # the algorithm's own; we ask for no dry run
        return self._key.sign(data, self._algorithm)


def _asn1(certificate: x509.Certificate) -> asn1_x509.Certificate:
    return asn1_x509.Certificate.load(certificate.public_bytes(Encoding.DER))
