"""A signing key on a PKCS#11 device: an HSM, a USB token, SoftHSM in tests.

The only importer of pkcs11. The private key never leaves the device. The PIN is used once, to log
in, and never tried again: a token locks after three wrong ones. One module can be loaded by one
library per process, and must be loaded after a fork, so nothing happens at import.
"""

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pkcs11
from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature

from signing.errors import CertificateRefusedError, KeyUnavailableError
from signing.keys.key_uri import Pkcs11Uri
from signing.keys.signature_algorithm import SignatureAlgorithm

# DigestInfo of SHA-256 (RFC 8017 9.2 note 1), for devices without CKM_SHA256_RSA_PKCS.
_SHA256_DIGEST_INFO = bytes.fromhex("3031300d060960864801650304020105000420")


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

    @property
    def certificate(self) -> x509.Certificate:
        """The signer's own certificate, from the device."""
        return self._certificate

    @property
    def chain(self) -> tuple[x509.Certificate, ...]:
        """The issuers that the device holds, nearest first."""
        return self._chain

    def sign(self, data: bytes, algorithm: SignatureAlgorithm) -> bytes:
        """Return the signature over `data`; PKCS#1 v1.5 or ECDSA with SHA-256."""
        if algorithm != SignatureAlgorithm.usual(self._certificate):
            raise CertificateRefusedError(
                f"not by {algorithm.scheme} with {algorithm.hash}", code="weak_algorithm"
            )
        with _device_errors():
            if isinstance(self._certificate.public_key(), rsa.RSAPublicKey):
                return self._rsa(data)
            # Raw CKM_ECDSA over our digest: SoftHSM 2.6 has no CKM_ECDSA_SHA256. r and s are
            # concatenated (PKCS#11 2.40 section 2.3.1); CMS wants them in DER.
            raw: bytes = self._private.sign(
                hashlib.sha256(data).digest(), mechanism=pkcs11.Mechanism.ECDSA
            )
        half = len(raw) // 2
        return encode_dss_signature(
            int.from_bytes(raw[:half], "big"), int.from_bytes(raw[half:], "big")
        )

    def close(self) -> None:
        """Log out and end the session; the key cannot be used afterwards."""
        with _device_errors():
            self._session.close()

    def _rsa(self, data: bytes) -> bytes:
        mechanisms = self._session.token.slot.get_mechanisms()
        signature: bytes
        if pkcs11.Mechanism.SHA256_RSA_PKCS in mechanisms:
            signature = self._private.sign(data, mechanism=pkcs11.Mechanism.SHA256_RSA_PKCS)
        else:
            signature = self._private.sign(
                _SHA256_DIGEST_INFO + hashlib.sha256(data).digest(),
                mechanism=pkcs11.Mechanism.RSA_PKCS,
            )
        return signature


def open_pkcs11(
    uri: Pkcs11Uri, pin: str | None, *, default_module: Path | None = None
) -> Pkcs11Key:
    """Find the token and the key, log in once, and read the certificate that belongs to it.

    A process holds one key of a token open at a time. Raises `KeyUnavailableError`
    (key_unavailable, wrong_pin, pin_locked) and
    `CertificateRefusedError` for a key that is neither RSA nor elliptic-curve.
    """
    module = uri.module_path or default_module
    if module is None:
        raise KeyUnavailableError("no PKCS#11 module is named: module-path or the setting")
    if not module.is_file():
        raise KeyUnavailableError(f"the PKCS#11 module {module} is not there")
    with _device_errors():
        session = _token(pkcs11.lib(str(module)), uri).open(user_pin=pin)
        try:
            return _key(session, uri)
        except BaseException:
            session.close()
            raise


def _token(library: Any, uri: Pkcs11Uri) -> Any:  # noqa: ANN401
    found = [
        slot.get_token()
        for slot in library.get_slots(token_present=True)
        if uri.slot_id in {None, slot.slot_id}
    ]
    fitting = [
        token
        for token in found
        if uri.token in {None, token.label.rstrip()}
        and uri.serial in {None, token.serial.decode().rstrip()}
    ]
    if len(fitting) != 1:
        raise KeyUnavailableError(f"{len(fitting)} tokens fit the URI, one is needed")
    return fitting[0]


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
        (c for c in pool if c not in {current, *chain} and _issued(c, current)), None
    ):
        chain.append(issuer)
        current = issuer
    return tuple(chain)


def _issued(issuer: x509.Certificate, certificate: x509.Certificate) -> bool:
    try:
        certificate.verify_directly_issued_by(issuer)
    except (InvalidSignature, ValueError, TypeError):
        return False
    return True


@contextmanager
def _device_errors() -> Iterator[None]:
    try:
        yield
    except pkcs11.exceptions.PinIncorrect as error:
        raise KeyUnavailableError("wrong PIN; it was not tried again", code="wrong_pin") from error
    except (pkcs11.exceptions.PinLocked, pkcs11.exceptions.PinExpired) as error:
        raise KeyUnavailableError("the token is locked", code="pin_locked") from error
    except pkcs11.exceptions.UserAlreadyLoggedIn as error:
        # PKCS#11 logs in a whole process, so a second log-in could not check its PIN.
        raise KeyUnavailableError(
            "another key of this token is open in this process: close it first"
        ) from error
    except (pkcs11.exceptions.PKCS11Error, RuntimeError) as error:
        raise KeyUnavailableError(
            f"the device does not answer: {type(error).__name__} {error}".rstrip()
        ) from error
