"""A batch: many documents that a signer approves with one act, signed with one key opened once."""

from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from types import MappingProxyType
from typing import Final, Self

from storage.errors import StateError
from storage.objects import Digest


class BatchState(StrEnum):
    """Where a batch stands."""

    PREPARING = "preparing"  # places for the signatures are being made
    SIGNING = "signing"  # the key holder's turn
    ENDED = "ended"  # the key is done with; what was signed is embedded file by file


class PinState(StrEnum):
    """What became of a sealed PIN. It is kept in the first three only, and sealed in all."""

    SEALED = "sealed"  # not tried yet
    TRIED = "tried"  # handed to the device; whether it was right is not known
    GOOD = "good"  # the device took it: to try it again costs no try
    GONE = "gone"  # erased, or there never was one: the key has its PIN elsewhere


_NEXT: Final = MappingProxyType(
    {
        PinState.SEALED: frozenset({PinState.TRIED, PinState.GONE}),
        PinState.TRIED: frozenset({PinState.GOOD, PinState.GONE}),
        PinState.GOOD: frozenset({PinState.TRIED, PinState.GONE}),
        PinState.GONE: frozenset[PinState](),
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Batch:
    """`problem`: why the whole of it was stopped.

    `tries`: what the device then said of its PIN (`pin_low`, `pin_final_try`, `pin_locked`), where
    it says anything. `final_try`: its signer knows that one more wrong PIN locks the device.
    """

    id: str  # bat_...
    agency: str
    key: str | None  # None: nothing of it could be approved
    state: BatchState
    pin: PinState
    created_at: datetime
    created_by: str
    sealed_pin: bytes | None = None
    pin_until: datetime | None = None  # the sealed PIN is erased then, used or not
    final_try: bool = False
    tries: str | None = None
    problem: str | None = None
    ended_at: datetime | None = None
    row: int = 1

    def pin_to(self, pin: PinState) -> Self:
        """Return the batch with its PIN one step further; `StateError` when there is no such step.

        GOOD to TRIED: the rest of the batch is signed in another session.
        """
        if pin not in _NEXT[self.pin]:
            raise StateError(f"{self.id}: PIN {self.pin} cannot become {pin}")
        if pin is PinState.GONE:
            return replace(self, pin=pin, sealed_pin=None, pin_until=None)
        return replace(self, pin=pin)


@dataclass(frozen=True, slots=True, kw_only=True)
class BatchItem:
    """`problem`: why this task was not approved, or `returned` unsigned. Else ask the task."""

    batch: str
    position: int
    task: str
    shown: Digest
    problem: str | None = None
    returned: bool = False
