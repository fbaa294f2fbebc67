"""A job in the ledger: the truth about work to be done. A queue only rings for it."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final

from storage.people import Actor

POISONED: Final = "poisoned"  # error code of a job that killed its workers too often


class JobState(StrEnum):
    """Where a job stands. Only `WAITING` and an expired `RUNNING` may be leased."""

    WAITING = "waiting"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"  # a permanent fault, told to the person
    QUARANTINED = "quarantined"  # it killed or failed its worker too often


class Lane(StrEnum):
    """Whose work it is: a person's who waits at the counter, or a batch's that nobody waits for."""

    COUNTER = "counter"
    BATCH = "batch"


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """`token` is the fencing token: the number of leases taken so far.

    `attempts` counts leases that ended badly or not at all. `done` of `total` is progress in the
    job's own unit (pages). `next_try` is when it may be rung again after a transient fault.
    """

    id: str  # job_...
    step: str
    subject: str  # the id of what the step works on
    agency: str
    state: JobState
    created_at: datetime
    created_by: str
    token: int = 0
    attempts: int = 0
    lease_until: datetime | None = None
    lease_by: str | None = None
    next_try: datetime | None = None
    rung_at: datetime | None = None
    done: int = 0
    total: int = 0
    error: str | None = None  # stable code
    detail: str | None = None  # English words for operators
    finished_at: datetime | None = None
    lane: Lane = Lane.COUNTER


@dataclass(frozen=True, slots=True, kw_only=True)
class Lease:
    """The right to work on a job until a moment; every write of a result names its token."""

    job: str
    step: str
    subject: str
    token: int
    by: Actor
    lane: Lane = Lane.COUNTER
