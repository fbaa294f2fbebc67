"""A signing key on a PKCS#11 device: an HSM, a USB token, SoftHSM in tests.

The private key never leaves the device. The PIN is used once, to log in, and never tried again: a
token locks after three wrong ones. An open key signs as often as wanted.
"""

from pathlib import Path
from typing import Any

import pkcs11
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec, rsa

from signing.certificates.genuine import issued
from signing.errors import CertificateRefusedError, KeyUnavailableError
from signing.keys.key_uri import Pkcs11Uri
from signing.keys.pkcs11_mechanisms import sign_on_device
from signing.keys.pkcs11_token import device_errors, find_token, log_in
from signing.keys.signature_algorithm import Scheme, SignatureAlgorithm


class Pkcs11Key:
    """See `SigningKey`; made by `open_pkcs11`, which has logged in. `close` logs out."""

    def __init__(
        self,
        session: Any,  # noqa: ANN401 - pkcs11 has no types
        private: Any,  # noqa: ANN401
        certificate: x509.Certificate,
        chain: tuple[x509.Certificate, ...],
    ) -> None:
        self._session = session
        self._private = private
        self._certificate = certificate
        self._chain = chain
        self._mechanisms = frozenset(session.token.slot.get_mechanisms())

    @property
    def certificate(self) -> x509.Certificate:
        """The signer's own certificate, from the device."""
        return self._certificate

    @property
    def chain(self) -> tuple[x509.Certificate, ...]:
        """The issuers that the device holds, nearest first."""
        return self._chain

    def sign(self, data: bytes, algorithm: SignatureAlgorithm) -> bytes:
        """Return the signature over `data` by this algorithm.

        `KeyUnavailableError` (device_gone) when the device was pulled out since it was opened.
        """
        curve = isinstance(self._certificate.public_key(), ec.EllipticCurvePublicKey)
        if curve is not (algorithm.scheme is Scheme.ECDSA):
            raise CertificateRefusedError(
                f"the key cannot sign by {algorithm.scheme}", code="weak_algorithm"
            )
        with device_errors():
            return sign_on_device(self._private, self._mechanisms, data, algorithm)

    def close(self) -> None:
        """Log out and end the session; the key cannot be used afterwards.

        A device that is gone has ended it by itself.
        """
        try:
            with device_errors():
                self._session.close()
        except KeyUnavailableError as error:
            if error.code != "device_gone":
                raise


def open_pkcs11(
    uri: Pkcs11Uri,
    pin: str | None,
    *,
    default_module: Path | None = None,
    final_try: bool = False,
) -> Pkcs11Key:
    """Find the token and the key, log in once, and read the certificate that belongs to it.

    A process holds one key of a token open at a time. `final_try`: the PIN may be tried though a
    wrong one would lock the token. Raises `KeyUnavailableError` (key_unavailable, device_gone,
    pin_needed, wrong_pin, pin_final_try, pin_locked) and `CertificateRefusedError` for a key that
    is neither RSA nor elliptic-curve.
    """
    with device_errors():
        session = log_in(find_token(uri, default_module), pin, final_try=final_try)
        try:
            return _key(session, uri)
        except BaseException:
            session.close()
            raise


def _key(session: Any, uri: Pkcs11Uri) -> Pkcs11Key:  # noqa: ANN401
    wanted: dict[Any, Any] = {pkcs11.Attribute.CLASS: pkcs11.ObjectClass.PRIVATE_KEY}
    if uri.object is not None:
        wanted[pkcs11.Attribute.LABEL] = uri.object
    if uri.id is not None:
        wanted[pkcs11.Attribute.ID] = uri.id
    private = list(session.get_objects(wanted))
    if len(private) != 1:
        raise KeyUnavailableError(f"{len(private)} private keys fit the URI, one is needed")
    certificates = {
        x509.load_der_x509_certificate(found[pkcs11.Attribute.VALUE]): found[pkcs11.Attribute.ID]
        for found in session.get_objects({pkcs11.Attribute.CLASS: pkcs11.ObjectClass.CERTIFICATE})
    }
    identity = private[0][pkcs11.Attribute.ID]
    own = [certificate for certificate, id_ in certificates.items() if id_ == identity]
    if len(own) != 1:
        raise KeyUnavailableError(f"{len(own)} certificates on the token share the key's id")
    if not isinstance(own[0].public_key(), rsa.RSAPublicKey | ec.EllipticCurvePublicKey):
        raise CertificateRefusedError("the key is neither RSA nor EC", code="weak_algorithm")
    return Pkcs11Key(session, private[0], own[0], _chain(own[0], list(certificates)))


def _chain(
    certificate: x509.Certificate, pool: list[x509.Certificate]
) -> tuple[x509.Certificate, ...]:
    """Return the issuers found among the token's certificates, nearest first."""
    chain: list[x509.Certificate] = []
    current = certificate
    while issuer := next(
        (c for c in pool if c not in {current, *chain} and issued(current, c)), None
    ):
        chain.append(issuer)
        current = issuer
    return tuple(chain)
