"""Signatures made on a signer's own machine: what to sign there, and the CMS around it here."""

from signing.cms.builder import CmsBuilder
from signing.errors import SelfCheckError, SigningError
from signing.keys.deferred import DeferredKey
from signing.keys.signature_algorithm import SignatureAlgorithm
from signing.selfcheck.selfcheck_cms import UNREADABLE, check_cms, cms_parts

MOST_BYTES = 64 << 10  # a CMS with a chain takes 4 to 8 kB


class ForeignCmsError(SigningError):
    """What came back is no signature over this digest by this certificate.

    Codes: cms_unreadable, cms_not_for_this.
    """

    code = "cms_not_for_this"


class _Asked(Exception):  # noqa: N818 - no error: the builder is stopped where it would sign
    def __init__(self, data: bytes) -> None:
        super().__init__()
        self.data = data


class _Asking(DeferredKey):
    def sign(self, data: bytes, algorithm: SignatureAlgorithm) -> bytes:
        del algorithm
        raise _Asked(data)


def signed_attributes(builder: CmsBuilder, digest: bytes, key: DeferredKey) -> bytes:
    """Return the DER (RFC 5652 5.4) whose signature the CMS over this digest needs."""
    try:
        builder.build(digest, _Asking(key.certificate, key.chain))
    except _Asked as asked:
        return asked.data
    raise AssertionError("the builder did not sign")


def assembled(builder: CmsBuilder, digest: bytes, key: DeferredKey, signature: bytes) -> bytes:
    """Return the CMS around a bare signature over `signed_attributes`; not yet checked."""
    made = (signed_attributes(builder, digest, key), signature)
    return builder.build(digest, DeferredKey(key.certificate, key.chain, made=made))


def check_made_elsewhere(cms: bytes, digest: bytes, key: DeferredKey) -> None:
    """Return when the CMS is a good signature over this digest by this certificate.

    Raises `ForeignCmsError`.
    """
    if len(cms) > MOST_BYTES:
        raise ForeignCmsError(f"a CMS of {len(cms)} bytes", code="cms_unreadable")
    try:
        check_cms(cms_parts(cms), digest, key.certificate)
    except SelfCheckError as error:
        raise ForeignCmsError(str(error)) from error
    except UNREADABLE as error:
        raise ForeignCmsError(type(error).__name__, code="cms_unreadable") from error
