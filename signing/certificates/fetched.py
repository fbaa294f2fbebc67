"""Evidence that was fetched for a judge by the process around it, as bytes that travel to it."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import TypeVar

from cryptography import x509
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes
from cryptography.x509 import ocsp

from signing.certificates.crl_excerpt import CrlExcerpt
from signing.certificates.revocation import Answers

Parsed = TypeVar("Parsed")


@dataclass(frozen=True, slots=True, kw_only=True)
class Fetched:
    """DER of certificates and answers; `unreachable`: why there is none, by `fingerprint`."""

    certificates: tuple[bytes, ...] = ()
    crls: tuple[bytes, ...] = ()
    ocsps: tuple[bytes, ...] = ()
    excerpts: tuple[CrlExcerpt, ...] = ()
    unreachable: Mapping[str, str] = field(default_factory=dict)

    def answers(self) -> Answers:
        """Return the answers; what cannot be parsed is left out: it proves nothing."""
        return Answers(
            crls=parsed(x509.load_der_x509_crl, self.crls),
            ocsps=parsed(ocsp.load_der_ocsp_response, self.ocsps),
            excerpts=self.excerpts,
        )

    def helpers(self) -> tuple[x509.Certificate, ...]:
        """Return the certificates; they may help on a path, they are no anchors."""
        return parsed(x509.load_der_x509_certificate, self.certificates)


def fingerprint(certificate: x509.Certificate) -> str:
    """Return the SHA-256 of the certificate's DER in hexadecimal."""
    return certificate.fingerprint(hashes.SHA256()).hex()


def parsed(parse: Callable[[bytes], Parsed], ders: Iterable[bytes]) -> tuple[Parsed, ...]:
    """Return what can be read of these; the rest is as if it were not there."""
    found = []
    for der in ders:
        try:
            found.append(parse(der))
        except (ValueError, TypeError, UnsupportedAlgorithm):
            continue
    return tuple(found)
