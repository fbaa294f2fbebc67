"""CMS made by pyHanko: the builder for elliptic-curve keys, which endesive mislabels."""

import asyncio

from asn1crypto import x509 as asn1_x509
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding
from pyhanko.sign.signers import Signer
from pyhanko_certvalidator.registry import SimpleCertificateStore

from signing.keys.signing_key import SigningKey

_HASH = "sha256"


class PyhankoCms:
    """See `CmsBuilder`. Keeps nothing between calls."""

    def build(self, digest: bytes, key: SigningKey) -> bytes:
        """See `CmsBuilder.build`; RSA PKCS#1 v1.5 and ECDSA."""
        made = asyncio.run(
            _KeySigner(key).async_sign(digest, _HASH, use_pades=True, is_pdf_sig=True)
        )
        der: bytes = made.dump()
        return der


class _KeySigner(Signer):
    """pyHanko's signer over our key."""

    def __init__(self, key: SigningKey) -> None:
        self._key = key
        store = SimpleCertificateStore()  # type: ignore[no-untyped-call]
        store.register_multiple([_asn1(certificate) for certificate in key.chain])
        super().__init__(signing_cert=_asn1(key.certificate), cert_registry=store)

    async def async_sign_raw(
        self,
        data: bytes,
        digest_algorithm: str,
        dry_run: bool = False,  # noqa: FBT001, FBT002 - pyHanko's signature
    ) -> bytes:
        del digest_algorithm, dry_run  # always SHA-256; we ask for no dry run
        return self._key.sign(data)


def _asn1(certificate: x509.Certificate) -> asn1_x509.Certificate:
    return asn1_x509.Certificate.load(certificate.public_bytes(Encoding.DER))
