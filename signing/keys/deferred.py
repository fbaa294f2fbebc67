"""A key that its holder keeps: here is its certificate alone, the signature is made elsewhere.

Two ways lead back: a CMS made on the holder's machine, or a bare signature over the signed
attributes, from which a CMS is put together here. Neither needs the document to travel.
"""

import re
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from cryptography import x509

from signing.errors import KeyUnavailableError
from signing.keys.signature_algorithm import SignatureAlgorithm

_MAX_BYTES: Final = 256 << 10
_PEM: Final = re.compile(rb"-----BEGIN CERTIFICATE-----.+?-----END CERTIFICATE-----", re.DOTALL)


class DeferredKey:
    """See `SigningKey`; `signature`, when there is one, is what was made elsewhere over `data`."""

    def __init__(
        self,
        certificate: x509.Certificate,
        chain: Sequence[x509.Certificate] = (),
        *,
        made: tuple[bytes, bytes] | None = None,
    ) -> None:
        self._certificate = certificate
        self._chain = tuple(chain)
        self._made = made

    @property
    def certificate(self) -> x509.Certificate:
        """The holder's certificate."""
        return self._certificate

    @property
    def chain(self) -> tuple[x509.Certificate, ...]:
        """The certificates above it, as they were given."""
        return self._chain

    def sign(self, data: bytes, algorithm: SignatureAlgorithm) -> bytes:
        """Return what was made elsewhere over these very bytes; else say that it is to be made."""
        del algorithm
        if self._made is None or self._made[0] != data:
            raise KeyUnavailableError(
                "this key signs on its holder's own machine", code="signed_elsewhere"
            )
        return self._made[1]


def open_deferred(path: Path) -> DeferredKey:
    """Read a holder's certificate: PEM, its issuers after it, or one alone in DER.

    Raises `KeyUnavailableError` (key_file_unreadable).
    """
    try:
        with path.open("rb") as file:
            data = file.read(_MAX_BYTES)
        found = [x509.load_pem_x509_certificate(pem) for pem in _PEM.findall(data)]
        certificates = found or [x509.load_der_x509_certificate(data)]
    except (OSError, ValueError) as error:
        raise KeyUnavailableError(
            f"{path.name} holds no certificate", code="key_file_unreadable"
        ) from error
    return DeferredKey(certificates[0], certificates[1:])
