"""Changing whom an office trusts: certificates of authorities put into its folder and taken out.

TT 15/2025/TT-BKHCN art. 5 and 6 (S5, S11, V7): install, show, add and remove certificates of
authorities. A file appears and goes whole: judges read the folder meanwhile.
"""

import os
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding

from signing.certificates.fetched import fingerprint
from signing.certificates.trust import Store, certificates_of, files_of_certificates, is_self_signed
from signing.errors import TrustFolderError


class NotTrustableError(ValueError):
    """The certificate is none of an authority; the message says why."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Trusted:
    """One certificate of the folder, the store it lies in (None: beside them) and its file."""

    certificate: x509.Certificate
    store: Store | None
    file: Path

    @property
    def fingerprint(self) -> str:
        """SHA-256 of the DER in lower-case hexadecimal."""
        return fingerprint(self.certificate)

    @property
    def is_anchor(self) -> bool:
        """Whether paths may end here; else it only helps on the way."""
        return is_self_signed(self.certificate)


class TrustFiles:
    """The certificates in a trust folder, one by one. CRLs and OCSP answers are left alone.

    Every method raises `TrustFolderError` where the folder cannot be read or written.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def listed(self) -> tuple[Trusted, ...]:
        """Return every certificate; none where there is no folder yet."""
        return tuple(self._found()) if self._folder.is_dir() else ()

    def add(self, certificate: x509.Certificate, store: Store) -> Trusted:
        """Put an authority's certificate into a store.

        Raises `NotTrustableError` for a certificate of anybody else.
        """
        why = _unsuited(certificate)
        if why:
            raise NotTrustableError(why)
        place = self._folder / store.value
        path = place / f"{fingerprint(certificate)}.pem"
        try:
            place.mkdir(parents=True, exist_ok=True)
            _write(path, certificate.public_bytes(Encoding.PEM))
        except OSError as error:
            raise TrustFolderError(f"{path}: {error.strerror}") from error
        return Trusted(certificate=certificate, store=store, file=path)

    def remove(self, trusted: Trusted) -> None:
        """Take one certificate out of its file, and the file away with the last one."""
        try:
            held = certificates_of(trusted.file, trusted.file.read_bytes())
            kept = [one for one in held if one != trusted.certificate]
            if kept:
                _write(trusted.file, b"".join(one.public_bytes(Encoding.PEM) for one in kept))
            else:
                trusted.file.unlink()
        except OSError as error:
            raise TrustFolderError(f"{trusted.file}: {error.strerror}") from error

    def _found(self) -> Iterator[Trusted]:
        for store, path, data in files_of_certificates(self._folder):
            for certificate in certificates_of(path, data):
                yield Trusted(certificate=certificate, store=store, file=path)


def _unsuited(certificate: x509.Certificate) -> str:
    """Return why the certificate is none of an authority (RFC 5280 clauses 4.2.1.3, 4.2.1.9)."""
    try:
        constraints = certificate.extensions.get_extension_for_class(x509.BasicConstraints)
        if not constraints.value.ca:
            return "its basic constraints say that it is no authority's"
        usage = certificate.extensions.get_extension_for_class(x509.KeyUsage)
    except x509.ExtensionNotFound as missing:
        if missing.oid == x509.BasicConstraints.oid:
            return "it does not say that it is an authority's"
        return ""
    except ValueError:
        return "it does not follow the standard"
    return "" if usage.value.key_cert_sign else "its key may not sign certificates"


def _write(path: Path, data: bytes) -> None:
    handle, name = tempfile.mkstemp(prefix=".new-", dir=path.parent)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        Path(name).chmod(0o644)
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
