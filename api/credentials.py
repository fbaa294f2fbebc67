"""Client secrets: made from randomness, kept as argon2id hashes only."""

import secrets
from functools import lru_cache
from typing import Final

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

MAX_SECRET: Final = 256  # characters; longer ones are refused before they cost memory

# RFC 9106 4, second choice: 64 MiB, 3 passes. Secrets are 256-bit random, so one lane is enough.
_MEMORY_KIB: Final = 64 * 1024
_PASSES: Final = 3


def new_secret() -> str:
    """Return a fresh secret of 256 bits, safe in URLs and shells."""
    return secrets.token_urlsafe(32)


def hash_secret(secret: str) -> str:
    """Return the argon2id hash to keep."""
    return _hasher().hash(secret)


def matches(known_hash: str | None, secret: str) -> bool:
    """Tell whether the secret is the one; an unknown client costs as much time as a known one."""
    if len(secret) > MAX_SECRET:
        return False
    try:
        _hasher().verify(known_hash or _decoy(), secret)
    except (VerificationError, InvalidHashError):
        return False
    return known_hash is not None


def _hasher() -> PasswordHasher:
    return PasswordHasher(time_cost=_PASSES, memory_cost=_MEMORY_KIB, parallelism=1)


@lru_cache(maxsize=1)
def _decoy() -> str:
    return hash_secret(new_secret())
