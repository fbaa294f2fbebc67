"""The key to which PINs are sealed: `seal.pem` in the keys folder, of the signing worker alone."""

from pathlib import Path
from typing import Final

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

from signing.errors import KeyUnavailableError
from sohoa.stack.secret_files import write_secret

_NAME: Final = "seal.pem"


def keep_seal_key(keys: Path) -> X25519PrivateKey:
    """Return the key in this folder; make it (PEM, PKCS #8, mode 0600) when there is none."""
    path = keys / _NAME
    if not path.exists():
        made = X25519PrivateKey.generate()
        pem = made.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
        write_secret(path, pem)
    return load_seal_key(keys)


def load_seal_key(keys: Path) -> X25519PrivateKey:
    """Return the key in this folder; `KeyUnavailableError` (sealed_pin_unreadable) without one."""
    try:
        key = serialization.load_pem_private_key((keys / _NAME).read_bytes(), None)
    except (OSError, ValueError) as error:
        raise KeyUnavailableError(
            f"{keys / _NAME} cannot be read: run `sohoa key seal`", code="sealed_pin_unreadable"
        ) from error
    if not isinstance(key, X25519PrivateKey):
        raise KeyUnavailableError(f"{keys / _NAME} is no X25519 key", code="sealed_pin_unreadable")
    return key
