"""The key to which PINs are sealed: `seal.pem` in the keys folder, of the signing worker alone.

Its public half has the same name in the folder of public keys, from where the API tells it.
"""

import hashlib
from pathlib import Path
from typing import Final

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey

from signing.errors import KeyUnavailableError
from sohoa.stack.errors import MissingError
from sohoa.stack.secret_files import write_secret
from workers.seal_key import SealKey

_NAME: Final = "seal.pem"
_ID_DIGITS: Final = 16


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


def publish_seal_key(keys: Path, public_keys: Path) -> SealKey:
    """Make the key where there is none, and lay its public half into the other folder.

    Raises `KeyUnavailableError` for a key file that cannot be read, `OSError` for a folder that
    cannot be written.
    """
    public = keep_seal_key(keys).public_key()
    pem = public.public_bytes(
        serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
    )
    path = public_keys / _NAME
    if not path.exists() or path.read_bytes() != pem:  # an old one is of no use to anybody
        write_secret(path, pem)
    return _named(public)


def published_seal_key(public_keys: Path) -> SealKey | None:
    """Return the public half in this folder, None without one; `MissingError` for another file."""
    path = public_keys / _NAME
    try:
        key = serialization.load_pem_public_key(path.read_bytes())
    except FileNotFoundError:
        return None
    except (OSError, ValueError) as error:
        raise MissingError(f"{path} cannot be read: {type(error).__name__}") from error
    if not isinstance(key, X25519PublicKey):
        raise MissingError(f"{path} is no X25519 key: run `sohoa key seal`")
    return _named(key)


def _named(key: X25519PublicKey) -> SealKey:
    public = key.public_bytes_raw()
    return SealKey(id=hashlib.sha256(public).hexdigest()[:_ID_DIGITS], public=public)
