"""The public half of the key to which signers' pages seal PINs."""

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class SealKey:
    """X25519; `public` is 32 bytes, `id` the beginning of their SHA-256 in hexadecimal."""

    id: str
    public: bytes


# Never out of the catalogue: whoever wrote another key there could read what is sealed to it.
PublishedSealKey = Callable[[], SealKey | None]
