"""A signing key at a remote signing service: the Cloud Signature Consortium's API, version 2.

Written after CSC API 2.0.0.2. The document never leaves the house, its hash does. One
authorisation serves as many signatures as the service grants; what the signer typed is sent once
and forgotten.
"""

import base64
import binascii
import time
from collections.abc import Callable, Mapping
from typing import Final

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa

from signing.errors import KeyUnavailableError
from signing.keys.csc_algorithms import HASH_OIDS, named
from signing.keys.csc_credential import AuthMode, Credential
from signing.keys.csc_http import CscHttp, Json, read_token
from signing.keys.key_uri import CscUri
from signing.keys.signature_algorithm import Scheme, SignatureAlgorithm

_HASHES: Final = {"sha256": hashes.SHA256(), "sha384": hashes.SHA384(), "sha512": hashes.SHA512()}
_AUTHORISED_WITHIN: Final = 90.0  # seconds for the signer to say yes on a telephone
_ASK_AGAIN: Final = 2.0


class CscKey:
    """See `SigningKey`; made by `open_csc`. `pin`: what the service asks the signer for.

    A service that asks for several things gets them in its order, parted by spaces.
    """

    def __init__(
        self,
        service: CscHttp,
        credential: Credential,
        pin: str | None,
        *,
        pause: Callable[[float], None] = time.sleep,
    ) -> None:
        self._service = service
        self._credential = credential
        self._pin = pin
        self._pause = pause
        self._sad: str | None = None
        self._left = 0

    @property
    def certificate(self) -> x509.Certificate:
        """The signer's own certificate, from the service."""
        return self._credential.certificate

    @property
    def chain(self) -> tuple[x509.Certificate, ...]:
        """The certificates above it, as the service gives them."""
        return self._credential.chain

    def sign(self, data: bytes, algorithm: SignatureAlgorithm) -> bytes:
        """Return the signature over `data`, checked with the certificate's key."""
        how = named(algorithm, self._credential.algorithms)
        digest = base64.b64encode(algorithm.digest_of(data)).decode()
        asked = {"credentialID": self._credential.id, "hashes": [digest], **how}
        if self._credential.mode is not AuthMode.OAUTH:
            asked["SAD"] = self._authorised(digest, HASH_OIDS[algorithm.hash])
        made = self._service.call("signatures/signHash", asked)
        self._left -= 1
        signature = _signature(made)
        if not _holds(self.certificate, signature, data, algorithm):
            raise _failed("the signature that came back does not hold")
        return signature

    def close(self) -> None:
        """Close the connection; the key cannot be used afterwards."""
        self._service.close()

    def _authorised(self, digest: str, hash_oid: str) -> str:
        """Return what activates the key for this hash."""
        credential = self._credential
        hashed = {"hashes": [digest], "hashAlgorithmOID": hash_oid} if credential.bound else {}
        named_so = {"credentialID": credential.id, **hashed}
        if self._sad is None or self._left < 1:
            self._sad = self._authorise(named_so)
            self._left = credential.multisign
        elif credential.bound:
            again = self._service.call(
                "credentials/extendTransaction", {**named_so, "SAD": self._sad}
            )
            self._sad = _text(again, "SAD")
        return self._sad

    def _authorise(self, named_so: Mapping[str, object]) -> str:
        asked = {**named_so, "numSignatures": self._credential.multisign}
        if self._credential.mode is AuthMode.EXPLICIT and self._credential.secrets:
            asked["authData"] = self._typed()
        told = self._service.call("credentials/authorize", asked)
        tries = int(_AUTHORISED_WITHIN / _ASK_AGAIN)
        while "SAD" not in told:  # HTTP 202: the signer is asked elsewhere
            if tries == 0:
                raise KeyUnavailableError(
                    "the signer did not authorise it in time", code="remote_signing_refused"
                )
            tries -= 1
            self._pause(_ASK_AGAIN)
            handle = {"handle": _text(told, "handle")}
            told = self._service.call("credentials/authorizeCheck", handle)
        return _text(told, "SAD")

    def _typed(self) -> list[dict[str, str]]:
        """Return what the signer typed, and forget it: it is never sent a second time."""
        pin, self._pin = self._pin, None
        if pin is None:
            raise KeyUnavailableError("the service asks for a PIN", code="pin_needed")
        wanted = self._credential.secrets
        values = [pin] if len(wanted) == 1 else pin.split()
        if len(values) != len(wanted):
            raise KeyUnavailableError(
                f"the service asks for {', '.join(wanted)}: part them by spaces", code="pin_needed"
            )
        return [{"id": id_, "value": value} for id_, value in zip(wanted, values, strict=True)]


def open_csc(uri: CscUri, pin: str | None, *, seconds: float = 15.0) -> CscKey:
    """Ask the service for the credential; nothing is authorised yet, and no PIN sent.

    A URI that names no credential means the only one. Raises `KeyUnavailableError`
    (key_file_unreadable, remote_signing_failed, remote_signing_refused) and
    `CertificateRefusedError`.
    """
    service = CscHttp(uri.base, read_token(uri.token_file), ca_file=uri.ca_file, seconds=seconds)
    try:
        return CscKey(service, _credential(service, uri.credential), pin)
    except BaseException:
        service.close()
        raise


def _credential(service: CscHttp, named_so: str | None) -> Credential:
    told = service.call("info", {})
    specs = str(told.get("specs", ""))
    if not specs.startswith("2."):
        raise _failed(f"the service speaks version {specs[:10] or 'unknown'} of the API, not 2")
    id_ = named_so or _only(service)
    asked = {"credentialID": id_, "certificates": "chain", "certInfo": True, "authInfo": True}
    return Credential.parse(id_, service.call("credentials/info", asked))


def _only(service: CscHttp) -> str:
    listed = service.call("credentials/list", {}).get("credentialIDs")
    known = [str(one)[:100] for one in listed] if isinstance(listed, list) else []
    if len(known) != 1:
        raise KeyUnavailableError(
            f"the service has {len(known)} credentials, name one: {', '.join(known[:10])}",
            code="bad_key_uri",
        )
    return known[0]


def _signature(made: Json) -> bytes:
    signatures = made.get("signatures")
    if not isinstance(signatures, list) or len(signatures) != 1:
        raise _failed("not one signature came back")
    try:
        return base64.b64decode(str(signatures[0]), validate=True)
    except binascii.Error as error:
        raise _failed("the signature that came back cannot be read") from error


def _holds(
    certificate: x509.Certificate, signature: bytes, data: bytes, algorithm: SignatureAlgorithm
) -> bool:
    public, hashed = certificate.public_key(), _HASHES[algorithm.hash]
    try:
        if isinstance(public, ec.EllipticCurvePublicKey):
            public.verify(signature, data, ec.ECDSA(hashed))
            return algorithm.scheme is Scheme.ECDSA
        if isinstance(public, rsa.RSAPublicKey):
            pss = padding.PSS(padding.MGF1(hashed), hashed.digest_size)
            plain = padding.PKCS1v15()
            public.verify(
                signature, data, pss if algorithm.scheme is Scheme.RSA_PSS else plain, hashed
            )
            return algorithm.scheme is not Scheme.ECDSA
    except InvalidSignature:
        return False
    return False


def _text(told: Json, name: str) -> str:
    value = told.get(name)
    if not isinstance(value, str) or not value:
        raise _failed(f"no {name} in the answer")
    return value


def _failed(message: str) -> KeyUnavailableError:
    return KeyUnavailableError(message, code="remote_signing_failed")
