"""The port to the keys that this process holds. Only the signing worker is given one (law 8)."""

from contextlib import AbstractContextManager
from typing import Protocol

from signing.keys.signing_key import SigningKey


class Keyring(Protocol):
    """Opens keys by the name under which they were registered.

    `open` raises `KeyUnavailableError` when there is no such key here, its PIN is wrong, or its
    token does not answer. It tries a PIN once.
    """

    def open(self, name: str) -> AbstractContextManager[SigningKey]:
        """Open a key; leaving the context closes its session."""
        ...
