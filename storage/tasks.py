"""A signing task: who is to sign which document, in which capacity, at which level."""

from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from types import MappingProxyType
from typing import Final, Self

from storage.errors import StateError
from storage.objects import Digest
from storage.records import DocumentId


class TaskState(StrEnum):
    """Where a signing task stands. The three middle steps are taken by workers."""

    WAITING = "waiting"  # for the signer's own act
    APPROVED = "approved"  # the signer approved the bytes named by `shown`
    PREPARED = "prepared"  # draft with a placeholder stored; digest known (keyless)
    CMS_MADE = "cms-made"  # the key holder gave a CMS for the digest
    SIGNED = "signed"  # embedded and self-checked (keyless)
    REFUSED = "refused"
    FAILED = "failed"


_NEXT: Final = MappingProxyType(
    {
        TaskState.WAITING: frozenset(
            {TaskState.APPROVED, TaskState.SIGNED, TaskState.REFUSED, TaskState.FAILED}
        ),
        TaskState.APPROVED: frozenset({TaskState.PREPARED, TaskState.WAITING, TaskState.FAILED}),
        TaskState.PREPARED: frozenset(
            {TaskState.CMS_MADE, TaskState.APPROVED, TaskState.WAITING, TaskState.FAILED}
        ),
        TaskState.CMS_MADE: frozenset({TaskState.SIGNED, TaskState.APPROVED, TaskState.FAILED}),
        TaskState.SIGNED: frozenset(),
        TaskState.REFUSED: frozenset(),
        TaskState.FAILED: frozenset(),
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class SigningTask:
    """Unique for (document, key, shown), those refused or failed aside: one signed result.

    `profile`: leader, agency, digitiser, copy, appendix, invisible. `capacity`: TM, Q, KT, TL,
    TUQ or empty. `key` names a registered signing key; `signer` is the person or agency it is for.
    `shown` is the hash of the bytes that the signer looked at.
    """

    id: str  # tsk_...
    document: DocumentId
    agency: str
    signer: str
    key: str
    capacity: str
    profile: str
    level: str  # b-b, b-t, ...
    state: TaskState
    created_at: datetime
    created_by: str
    shown: Digest | None = None
    prepared: Digest | None = None  # draft with placeholder
    digest: str | None = None  # hex SHA-256 over the byte range
    region: tuple[int, int] | None = None  # start and end of the placeholder in the draft
    cms: Digest | None = None
    signed: Digest | None = None
    reason: str | None = None
    batch: str | None = None  # bat_..., where it was approved with others
    mandate: str | None = None  # mnd_..., by which its signer may sign
    approval: str | None = None  # JWS: what its signer approved
    statement: str | None = None  # JWS: that `digest` was prepared from what was approved
    row: int = 1

    def to(self, state: TaskState) -> Self:
        """Return the task one step further, or raise `StateError`.

        A prepared task may go back to APPROVED: preparing again is how a step recovers. One whose
        batch was stopped goes back to WAITING: its signer approves it again, or does not. A file
        that comes back whole, signed elsewhere, brings a task from WAITING to SIGNED: never
        without the approval by which its signer was given the file.
        """
        elsewhere = self.state is TaskState.WAITING and state is TaskState.SIGNED
        unproven = elsewhere and not (self.shown and self.approval)
        if unproven or state not in _NEXT[self.state]:
            raise StateError(f"{self.id}: {self.state} cannot become {state}")
        return replace(self, state=state)


class Kept(StrEnum):
    """Who keeps the private half of a signing key."""

    OFFICE = "office"  # the signing worker reaches it: a file, a device, a remote service
    SIGNER = "signer"  # it is on its holder's own machine, and signs there


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyRecord:
    """The public half of a signing key: what a keyless process may know of it.

    The private half stays where `sohoa key add` was told it is; only the signing worker reads that.
    """

    name: str
    agency: str
    holder: str  # login of the person, or the agency's code for its seal
    profile: str
    certificate: str  # PEM
    chain: str  # PEM, nearest issuer first, may be empty
    kept: Kept = Kept.OFFICE
    image: bytes | None = None  # PNG of the handwriting or the seal, NĐ 30/2020 Phụ lục I
