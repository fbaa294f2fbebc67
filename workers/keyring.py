"""The port to the keys that this process holds. Only the signing worker is given one (law 8)."""

from contextlib import AbstractContextManager
from typing import Protocol

from signing.keys.signing_key import SigningKey


class Keyring(Protocol):
    """Opens keys by the name under which they were registered.

    `open` raises `KeyUnavailableError` when there is no such key here, its PIN is wrong or missing
    (`pin_needed`), or its token does not answer. It tries a PIN once.
    """

    def open(
        self, name: str, pin: str | None = None, *, final_try: bool = False
    ) -> AbstractContextManager[SigningKey]:
        """Open a key, for as many signatures as wanted; leaving the context closes its session.

        `pin` None: the one that lies with the key, if the office keeps it there. A device that
        would lock after one more wrong PIN is not tried (`pin_final_try`) unless `final_try`
        says that a person knows.
        """
        ...

    def tries(self, name: str) -> str | None:
        """Ask a key's device, without a PIN, what it says of its PIN.

        `pin_low` (a wrong one was entered), `pin_final_try` (one more locks it) or `pin_locked`;
        None where nothing counts. Raises `KeyUnavailableError`.
        """
        ...

    def unseal(self, sealed: bytes, context: bytes) -> str:
        """Return the PIN that was sealed to this process for this context.

        See `signing.keys.sealed_pin`; raises `KeyUnavailableError` (`sealed_pin_unreadable`).
        """
        ...
