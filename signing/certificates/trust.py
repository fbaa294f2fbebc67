"""Whom an office trusts: roots, helpers on the way to them, and answers about revocation.

Reads a folder once; nothing is fetched, nothing is trusted that is not in it. A signed file's own
certificates and answers are added to the helpers by the judge, never to the roots.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Self, TypeVar

from cryptography import x509
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.x509 import ocsp

from signing.errors import TrustFolderError

_CERTIFICATE_SUFFIXES: Final = frozenset({".pem", ".crt", ".cer", ".der"})
_PEM: Final = b"-----BEGIN "
_PEM_CERTIFICATE: Final = b"-----BEGIN CERTIFICATE-----"
_MOST_BYTES: Final = 64 * 1024 * 1024  # the longest CRLs of public authorities are near 50 MB

Parsed = TypeVar("Parsed")


@dataclass(frozen=True, slots=True, kw_only=True)
class TrustStore:
    """Roots (`anchors`), other certificates, and revocation answers; all already parsed."""

    anchors: tuple[x509.Certificate, ...] = ()
    intermediates: tuple[x509.Certificate, ...] = ()
    crls: tuple[x509.CertificateRevocationList, ...] = ()
    ocsps: tuple[ocsp.OCSPResponse, ...] = ()

    @classmethod
    def from_folder(cls, folder: Path) -> Self:
        """Read every .pem, .crt, .cer, .der, .crl and .ocsp directly in the folder.

        A self-signed certificate is an anchor, another one an intermediate. Raises
        `TrustFolderError` where the folder or one of those files cannot be read: a trust store
        that silently lacks a file would judge by chance.
        """
        certificates: list[x509.Certificate] = []
        crls: list[x509.CertificateRevocationList] = []
        ocsps: list[ocsp.OCSPResponse] = []
        for path, data in _files(folder):
            suffix = path.suffix.lower()
            if suffix in _CERTIFICATE_SUFFIXES:
                if data.lstrip().startswith(_PEM) and _PEM_CERTIFICATE not in data:
                    continue  # a key or a request beside the certificates
                certificates += _parse(path, _certificates, data)
            elif suffix == ".crl":
                crls.append(_parse(path, _crl, data))
            else:
                ocsps.append(_parse(path, ocsp.load_der_ocsp_response, data))
        own = [certificate for certificate in certificates if is_self_signed(certificate)]
        others = [certificate for certificate in certificates if certificate not in own]
        return cls(
            anchors=tuple(dict.fromkeys(own)),
            intermediates=tuple(dict.fromkeys(others)),
            crls=tuple(crls),
            ocsps=tuple(ocsps),
        )


def is_self_signed(certificate: x509.Certificate) -> bool:
    """Tell whether the certificate names itself as issuer and its own key fits."""
    try:
        certificate.verify_directly_issued_by(certificate)
    except (ValueError, TypeError, InvalidSignature, UnsupportedAlgorithm):
        return False
    return True


def _files(folder: Path) -> Iterator[tuple[Path, bytes]]:
    wanted = _CERTIFICATE_SUFFIXES | {".crl", ".ocsp"}
    try:
        for path in sorted(folder.iterdir()):
            if path.suffix.lower() not in wanted or not path.is_file():
                continue
            if path.stat().st_size > _MOST_BYTES:
                raise TrustFolderError(f"{path.name} is larger than {_MOST_BYTES} bytes")
            yield path, path.read_bytes()
    except OSError as error:
        raise TrustFolderError(f"{folder}: {error.strerror}") from error


def _parse(path: Path, parse: Callable[[bytes], Parsed], data: bytes) -> Parsed:
    try:
        return parse(data)
    except (ValueError, TypeError, UnsupportedAlgorithm) as error:
        raise TrustFolderError(f"{path.name} is not what its name says") from error


def _certificates(data: bytes) -> list[x509.Certificate]:
    if _PEM_CERTIFICATE in data:
        return x509.load_pem_x509_certificates(data)
    return [x509.load_der_x509_certificate(data)]


def _crl(data: bytes) -> x509.CertificateRevocationList:
    if data.lstrip().startswith(_PEM):
        return x509.load_pem_x509_crl(data)
    return x509.load_der_x509_crl(data)
