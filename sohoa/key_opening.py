"""Opens a signing key by its name: the one place that knows both kinds of keys."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from signing.keys.key_uri import P12Uri, Pkcs11Uri, parse_key_uri
from signing.keys.keys_p12 import open_p12
from signing.keys.keys_pkcs11 import Pkcs11Key, open_pkcs11
from signing.keys.signing_key import SigningKey
from sohoa.pin import PinError

_CALLED_WRONGLY: Final = frozenset({"bad_key_uri", "key_file_unreadable", "wrong_pin"})


def wrongly_called(error: Exception) -> bool:
    """Say whether whoever named key or PIN erred, rather than a device being out of reach."""
    return isinstance(error, PinError) or getattr(error, "code", None) in _CALLED_WRONGLY


@contextmanager
def opened_key(
    uri: str, pin: str | None, *, default_module: Path | None = None
) -> Iterator[SigningKey]:
    """Open a key as `open_key` does, and log out of its device afterwards."""
    key = open_key(uri, pin, default_module=default_module)
    try:
        yield key
    finally:
        if isinstance(key, Pkcs11Key):  # a key in a file has nothing to close
            key.close()


def open_key(uri: str, pin: str | None, *, default_module: Path | None = None) -> SigningKey:
    """Open `p12:FILE` or a PKCS#11 URI; the PIN is used once and kept nowhere.

    Raises `KeyUnavailableError` and `CertificateRefusedError`.
    """
    match parse_key_uri(uri):
        case P12Uri(path=path):
            return open_p12(path, pin)
        case Pkcs11Uri() as found:
            return open_pkcs11(found, pin, default_module=default_module)
