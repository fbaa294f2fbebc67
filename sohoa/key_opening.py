"""Opens a signing key by its name: the one place that knows both kinds of keys."""

from pathlib import Path

from signing.key_uri import P12Uri, Pkcs11Uri, parse_key_uri
from signing.keys import SigningKey
from signing.keys_p12 import open_p12
from signing.keys_pkcs11 import open_pkcs11


def open_key(uri: str, pin: str | None, *, default_module: Path | None = None) -> SigningKey:
    """Open `p12:FILE` or a PKCS#11 URI; the PIN is used once and kept nowhere.

    Raises `KeyUnavailableError` and `CertificateRefusedError`.
    """
    match parse_key_uri(uri):
        case P12Uri(path=path):
            return open_p12(path, pin)
        case Pkcs11Uri() as found:
            return open_pkcs11(found, pin, default_module=default_module)
