"""Whom an office trusts: roots, helpers on the way to them, and answers about revocation.

Reads a folder once; nothing is fetched, nothing is trusted that is not in it. A signed file's own
certificates and answers are added to the helpers by the judge, never to the roots.

    trust/            files directly in the folder belong to no named store
    trust/official/   the Government's CA for official duty (chuyên dùng công vụ)
    trust/public/     public authorities under the national root (công cộng)
    trust/foreign/    foreign authorities that are recognised (Luật 20/2023/QH15)
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import Final, Self, TypeVar

from cryptography import x509
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.x509 import ocsp

from signing.errors import TrustFolderError

_CERTIFICATE_SUFFIXES: Final = frozenset({".pem", ".crt", ".cer", ".der"})
_ANSWER_SUFFIXES: Final = frozenset({".crl", ".ocsp"})
_PEM: Final = b"-----BEGIN "
_PEM_CERTIFICATE: Final = b"-----BEGIN CERTIFICATE-----"
_MOST_BYTES: Final = 64 * 1024 * 1024  # the longest CRLs of public authorities are near 50 MB

Parsed = TypeVar("Parsed")


class Store(StrEnum):
    """A named store: the name of its folder."""

    OFFICIAL = "official"
    PUBLIC = "public"
    FOREIGN = "foreign"


@dataclass(frozen=True, slots=True, kw_only=True)
class TrustStore:
    """Roots (`anchors`), other certificates, and revocation answers; all already parsed.

    `stores` says of each anchor that lies in a named store in which; ask `store_of`.
    """

    anchors: tuple[x509.Certificate, ...] = ()
    intermediates: tuple[x509.Certificate, ...] = ()
    crls: tuple[x509.CertificateRevocationList, ...] = ()
    ocsps: tuple[ocsp.OCSPResponse, ...] = ()
    stores: Mapping[x509.Certificate, Store] = field(default_factory=dict)

    @classmethod
    def from_folder(cls, folder: Path, *, answers: bool = True) -> Self:
        """Read every .pem, .crt, .cer, .der, .crl and .ocsp in the folder and its named stores.

        A self-signed certificate is an anchor, another one an intermediate. `answers`: False
        leaves CRLs and OCSP answers, which may be long, unread. Raises `TrustFolderError` where
        the folder or one of those files cannot be read: a trust store that silently lacks a file
        would judge by chance.
        """
        stores: dict[x509.Certificate, Store | None] = {}
        crls: list[x509.CertificateRevocationList] = []
        ocsps: list[ocsp.OCSPResponse] = []
        wanted = _CERTIFICATE_SUFFIXES | (_ANSWER_SUFFIXES if answers else frozenset())
        for store, path, data in _files(folder, wanted):
            if path.suffix.lower() in _CERTIFICATE_SUFFIXES:
                for certificate in certificates_of(path, data):
                    stores[certificate] = stores.get(certificate) or store
            elif path.suffix.lower() == ".crl":
                crls.append(_parse(path, _crl, data))
            else:
                ocsps.append(_parse(path, ocsp.load_der_ocsp_response, data))
        anchors = tuple(certificate for certificate in stores if is_self_signed(certificate))
        return cls(
            anchors=anchors,
            intermediates=tuple(c for c in stores if c not in set(anchors)),
            crls=tuple(crls),
            ocsps=tuple(ocsps),
            stores={anchor: named for anchor in anchors if (named := stores[anchor]) is not None},
        )

    def store_of(self, anchor: x509.Certificate) -> Store | None:
        """Return the named store that the anchor is trusted by; None for one of no named store."""
        return self.stores.get(anchor)


def is_self_signed(certificate: x509.Certificate) -> bool:
    """Tell whether the certificate names itself as issuer and its own key fits."""
    try:
        certificate.verify_directly_issued_by(certificate)
    except (ValueError, TypeError, InvalidSignature, UnsupportedAlgorithm):
        return False
    return True


def certificates_of(path: Path, data: bytes) -> list[x509.Certificate]:
    """Return the certificates in a file's bytes, PEM or DER; none in a key or request as PEM.

    Raises `TrustFolderError` naming the file where they cannot be parsed.
    """
    if data.lstrip().startswith(_PEM) and _PEM_CERTIFICATE not in data:
        return []
    return _parse(path, _certificates, data)


def files_of_certificates(folder: Path) -> Iterator[tuple[Store | None, Path, bytes]]:
    """Yield the folder's files of certificates: store, path and bytes. See `from_folder`."""
    return _files(folder, _CERTIFICATE_SUFFIXES)


def _files(folder: Path, wanted: frozenset[str]) -> Iterator[tuple[Store | None, Path, bytes]]:
    named = [(store, folder / store.value) for store in Store if (folder / store.value).is_dir()]
    places: list[tuple[Store | None, Path]] = [(None, folder), *named]
    try:
        for store, place in places:
            for path in sorted(place.iterdir()):
                if path.suffix.lower() not in wanted or not path.is_file():
                    continue
                if path.stat().st_size > _MOST_BYTES:
                    raise TrustFolderError(f"{path.name} is larger than {_MOST_BYTES} bytes")
                yield store, path, path.read_bytes()
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
