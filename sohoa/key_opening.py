"""Opens a signing key by its name: the one place that knows all kinds of keys."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final, Protocol, runtime_checkable

from signing.keys.deferred import open_deferred
from signing.keys.key_uri import CscUri, DeferredUri, P12Uri, Pkcs11Uri, parse_key_uri
from signing.keys.keys_p12 import open_p12
from signing.keys.keys_pkcs11 import open_pkcs11
from signing.keys.pkcs11_token import PinTries, tries_left
from signing.keys.signing_key import SigningKey
from sohoa.pin import PinError

_CALLED_WRONGLY: Final = frozenset(
    {"bad_key_uri", "key_file_unreadable", "wrong_pin", "pin_needed", "pin_final_try"}
)


@runtime_checkable
class _Session(Protocol):
    """A key at a device or a service, which is told when nothing more is wanted of it."""

    def close(self) -> None: ...


def wrongly_called(error: Exception) -> bool:
    """Say whether whoever named key or PIN erred, rather than a device being out of reach."""
    return isinstance(error, PinError) or getattr(error, "code", None) in _CALLED_WRONGLY


@contextmanager
def opened_key(
    uri: str,
    pin: str | None,
    *,
    default_module: Path | None = None,
    final_try: bool = False,
) -> Iterator[SigningKey]:
    """Open a key as `open_key` does, and log out of its device afterwards."""
    key = open_key(uri, pin, default_module=default_module, final_try=final_try)
    try:
        yield key
    finally:
        if isinstance(key, _Session):  # the others have nothing to close
            key.close()


def open_key(
    uri: str,
    pin: str | None,
    *,
    default_module: Path | None = None,
    final_try: bool = False,
) -> SigningKey:
    """Open a key of any kind; the PIN is used once and kept nowhere.

    A deferred key gives its certificate and does not sign. Raises `KeyUnavailableError` and
    `CertificateRefusedError`.
    """
    match parse_key_uri(uri):
        case P12Uri(path=path):
            return open_p12(path, pin)
        case Pkcs11Uri() as device:
            return open_pkcs11(device, pin, default_module=default_module, final_try=final_try)
        case CscUri() as remote:
            from signing.keys.csc import open_csc  # noqa: PLC0415 - with all of HTTP

            return open_csc(remote, pin)
        case DeferredUri(certificate=path):
            return open_deferred(path)


def pin_tries(uri: str, *, default_module: Path | None = None) -> PinTries:
    """Return what the key's device says of its PIN, without one; ALL where nothing counts tries.

    Raises `KeyUnavailableError`.
    """
    found = parse_key_uri(uri)
    if isinstance(found, Pkcs11Uri):
        return tries_left(found, default_module=default_module)
    return PinTries.ALL


def asks_for_pin(uri: str) -> bool:
    """Say whether a key of this kind is opened with a PIN; `KeyUnavailableError` for no name."""
    return not isinstance(parse_key_uri(uri), DeferredUri)


def shows_itself(uri: str) -> bool:
    """Say whether a key of this kind gives its certificate without a PIN."""
    return isinstance(parse_key_uri(uri), CscUri | DeferredUri)


def absolute_uri(uri: str) -> str:
    """Return the same name with its files named from the root, for a note that others read."""
    match parse_key_uri(uri):
        case P12Uri(path=path):
            return f"p12:{path.expanduser().absolute()}"
        case DeferredUri(certificate=path):
            return f"deferred:{path.expanduser().absolute()}"
        case CscUri() as found:
            for given in filter(None, (found.token_file, found.ca_file)):
                uri = uri.replace(f"={given}", f"={given.expanduser().absolute()}")
            return uri
        case Pkcs11Uri():
            return uri
