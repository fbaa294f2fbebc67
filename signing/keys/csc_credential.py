"""What a remote signing service tells of a credential (CSC API 2.0.0.2, `credentials/info`)."""

import base64
import binascii
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final, Self

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec, rsa

from signing.errors import CertificateRefusedError, KeyUnavailableError

_MOST_CERTIFICATES: Final = 10
_MOST_SIGNATURES: Final = 10_000


class AuthMode(StrEnum):
    """How the use of the key is authorised."""

    IMPLICIT = "implicit"  # by the service itself, on the signer's telephone for instance
    EXPLICIT = "explicit"  # by what the signer types: PIN, one-time password
    OAUTH = "oauth2code"  # by the access token, which is good for this credential


@dataclass(frozen=True, slots=True, kw_only=True)
class Credential:
    """`secrets` are the ids of what the signer types, in the service's order."""

    id: str
    certificate: x509.Certificate
    chain: tuple[x509.Certificate, ...]
    algorithms: frozenset[str]  # OIDs
    mode: AuthMode
    secrets: tuple[str, ...]
    bound: bool  # SCAL 2: an authorisation is for the very hashes that it names
    multisign: int  # signatures under one authorisation

    @classmethod
    def parse(cls, id_: str, told: Mapping[str, object]) -> Self:
        """Read an answer to `credentials/info`.

        Raises `KeyUnavailableError` (remote_signing_failed, or remote_signing_refused when key or
        certificate are not enabled) and `CertificateRefusedError` (weak_algorithm).
        """
        key, cert, auth = (_part(told, name) for name in ("key", "cert", "auth"))
        if key.get("status") != "enabled":
            raise KeyUnavailableError("the remote key is disabled", code="remote_signing_refused")
        if cert.get("status", "valid") != "valid":
            raise KeyUnavailableError(
                f"the service says that the certificate is {str(cert['status'])[:20]}",
                code="remote_signing_refused",
            )
        certificates = tuple(_certificates(_texts(cert.get("certificates"))))
        if not certificates:
            raise _malformed("no certificate")
        if not isinstance(
            certificates[0].public_key(), rsa.RSAPublicKey | ec.EllipticCurvePublicKey
        ):
            raise CertificateRefusedError("the key is neither RSA nor EC", code="weak_algorithm")
        try:
            mode = AuthMode(str(auth.get("mode")))
        except ValueError as error:
            raise _malformed("an unknown mode of authorisation") from error
        many = told.get("multisign")
        if not isinstance(many, int) or isinstance(many, bool) or many < 1:
            raise _malformed("multisign is no number")
        return cls(
            id=id_,
            certificate=certificates[0],
            chain=certificates[1:],
            algorithms=frozenset(_texts(key.get("algo"))),
            mode=mode,
            secrets=tuple(_secrets(auth.get("objects"))),
            bound=str(told.get("SCAL", "1")) == "2",
            multisign=min(many, _MOST_SIGNATURES),
        )


def _part(told: Mapping[str, object], name: str) -> Mapping[str, object]:
    part = told.get(name)
    if not isinstance(part, dict):
        raise _malformed(f"no {name}")
    return part


def _texts(value: object) -> tuple[str, ...]:
    if not isinstance(value, list) or not all(isinstance(one, str) for one in value):
        raise _malformed("a list of texts is missing")
    return tuple(value)


def _certificates(texts: Iterable[str]) -> Iterable[x509.Certificate]:
    for text in list(texts)[:_MOST_CERTIFICATES]:
        try:
            yield x509.load_der_x509_certificate(base64.b64decode(text, validate=True))
        except (ValueError, binascii.Error) as error:
            raise _malformed("a certificate cannot be read") from error


def _secrets(objects: object) -> Iterable[str]:
    if not isinstance(objects, list):
        return
    for one in objects:
        if not isinstance(one, dict) or not isinstance(one.get("id"), str):
            raise _malformed("an object of authorisation cannot be read")
        if one.get("type") != "Password":
            raise KeyUnavailableError(
                f"the service asks for a {str(one.get('type'))[:40]}, which cannot be given here",
                code="remote_signing_refused",
            )
        yield str(one["id"])


def _malformed(message: str) -> KeyUnavailableError:
    return KeyUnavailableError(f"credentials/info: {message}", code="remote_signing_failed")
