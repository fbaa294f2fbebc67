"""Secrets of the embedded stack: made once, kept in files that only their owner can read."""

import json
import os
import secrets
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Final, Self

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

_OWNER_ONLY: Final = 0o600
_BYTES: Final = 32


@dataclass(frozen=True, slots=True, kw_only=True)
class StackSecrets:
    """What the embedded object store and queue server ask for."""

    s3_access_key: str
    s3_secret_key: str = field(repr=False)
    s3_admin_access_key: str
    s3_admin_secret_key: str = field(repr=False)
    queue_password: str = field(repr=False)
    volume_write_key: str = field(repr=False)
    volume_read_key: str = field(repr=False)
    filer_write_key: str = field(repr=False)
    filer_read_key: str = field(repr=False)

    @classmethod
    def make(cls) -> Self:
        """Return fresh random secrets."""
        return cls(**{name: secrets.token_hex(_BYTES) for name in cls.__dataclass_fields__})

    @classmethod
    def keep(cls, path: Path) -> Self:
        """Return those in the file; make the file at the first call."""
        if not path.exists():
            write_secret(path, json.dumps(asdict(cls.make()), indent=1).encode())
        return cls(**json.loads(path.read_text()))


def write_secret(path: Path, content: bytes) -> None:
    """Write a file with mode 0600 in one step: whoever sees it sees it whole."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    fresh = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    handle = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, _OWNER_ONLY)
    with os.fdopen(handle, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    fresh.replace(path)


def keep_token_key(path: Path) -> None:
    """Make the HMAC key for access tokens when there is none: 32 random bytes in hex."""
    if not path.exists():
        write_secret(path, secrets.token_hex(_BYTES).encode())


def keep_receipt_key(path: Path) -> None:
    """Make the Ed25519 key that signs reuse receipts when there is none (PEM, PKCS #8)."""
    if path.exists():
        return
    _make_ed25519(path)


def keep_proving_key(private: Path, public: Path) -> None:
    """Make an Ed25519 key when there is none, and see that `public` holds its public half.

    Public halves of earlier keys stay there: work made with them may be under way.
    """
    if not private.exists():
        _make_ed25519(private)
    key = serialization.load_pem_private_key(private.read_bytes(), None)
    pem = key.public_key().public_bytes(
        serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
    )
    known = public.read_bytes() if public.exists() else b""
    if pem not in known:
        write_secret(public, known + pem)


def _make_ed25519(path: Path) -> None:
    pem = Ed25519PrivateKey.generate().private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    write_secret(path, pem)
