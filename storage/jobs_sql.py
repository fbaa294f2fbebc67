"""The ledger of jobs in SQL: leases with fencing tokens, so that a queue may lose everything.

Lease times come from the database's own clock on PostgreSQL, so that workers with wrong clocks
cannot steal or keep leases; on SQLite all is one machine and the one `clock` tells the time.
"""

from collections.abc import Collection, Iterable
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, Connection, and_, func, insert, or_, select, update

from storage.clock import Clock
from storage.errors import FencedError, NotFoundError
from storage.events_sql import Events
from storage.ids import new_id
from storage.jobs import POISONED, Job, JobState, Lane, Lease
from storage.people import Actor, Role
from storage.tables_work import jobs


class Jobs:
    """Work to be done, who is doing it, and until when."""

    def __init__(self, connection: Connection, clock: Clock, events: Events) -> None:
        self._connection = connection
        self._clock = clock
        self._events = events

    def now(self) -> datetime:
        """Return the moment that leases are measured by."""
        if self._connection.dialect.name == "postgresql":
            moment: datetime = self._connection.execute(select(func.clock_timestamp())).scalar_one()
            return moment
        return self._clock()

    def enqueue(
        self, step: str, subject: str, *, agency: str, by: Actor, lane: Lane = Lane.COUNTER
    ) -> Job:
        """Write down work to be done; ring for it after the transaction."""
        at = self._clock()
        job = Job(
            id=new_id("job", at),
            step=step,
            subject=subject,
            agency=agency,
            state=JobState.WAITING,
            created_at=self.now(),  # turns compare it with moments of claims
            created_by=by.id,
            lane=lane,
        )
        values = {column.name: getattr(job, column.name) for column in jobs.columns}
        self._connection.execute(insert(jobs).values(**values))
        self._events.record(by, "job.enqueued", job.id, step=step, about=subject)
        return job

    def load(self, job: str) -> Job:
        """Return the job with this id, or raise `NotFoundError`."""
        row = self._connection.execute(select(jobs).where(jobs.c.id == job)).mappings()
        found = row.one_or_none()
        if found is None:
            raise NotFoundError(job)
        return Job(**found)

    def of_subject(self, subject: str) -> tuple[Job, ...]:
        """Return the jobs about a thing, oldest first."""
        query = select(jobs).where(jobs.c.subject == subject).order_by(jobs.c.id)
        return tuple(Job(**row) for row in self._connection.execute(query).mappings())

    def claim(self, job: str, *, worker: str, seconds: float, max_attempts: int) -> Lease | None:
        """Take the job for some seconds, or return None when there is nothing to do.

        Nothing to do: it is done or given up, another holds it, or its next try is not due. A
        lease that ran out counts as a bad attempt. A job with `max_attempts` bad attempts is
        QUARANTINED instead of being leased once more.
        """
        query = select(jobs).where(jobs.c.id == job).with_for_update()
        row = self._connection.execute(query).mappings().one_or_none()
        if row is None:
            return None
        known, now = Job(**row), self.now()
        if not _claimable(known, now):
            return None
        by = Actor(id=worker, name=worker, role=Role.SYSTEM, agency=known.agency)
        attempts = known.attempts + (known.state is JobState.RUNNING)
        if attempts >= max_attempts:
            self._connection.execute(
                update(jobs)
                .where(jobs.c.id == job)
                .values(
                    state=JobState.QUARANTINED,
                    attempts=attempts,
                    token=known.token + 1,
                    lease_until=None,
                    lease_by=None,
                    error=known.error or POISONED,
                    detail=known.detail or f"ended badly {attempts} times",
                    finished_at=now,
                )
            )
            self._events.record(by, "job.quarantined", job, step=known.step, attempts=attempts)
            return None
        self._connection.execute(
            update(jobs)
            .where(jobs.c.id == job)
            .values(
                state=JobState.RUNNING,
                attempts=attempts,
                token=known.token + 1,
                lease_until=now + timedelta(seconds=seconds),
                lease_by=worker,
                next_try=None,
            )
        )
        self._events.record(by, "job.started", job, step=known.step, token=known.token + 1)
        return Lease(
            job=job,
            step=known.step,
            subject=known.subject,
            token=known.token + 1,
            by=by,
            lane=known.lane,
        )

    def renew(self, lease: Lease, *, seconds: float) -> None:
        """Hold the lease for some seconds from now on; `FencedError` when it has passed on."""
        self._write(lease, {"lease_until": self.now() + timedelta(seconds=seconds)})

    def hold(self, lease: Lease) -> None:
        """Lock the job until the transaction ends; `FencedError` when the lease has passed on.

        First call of every transaction that writes a result: nobody can take the job meanwhile.
        """
        query = select(jobs.c.id).where(*_held(lease)).with_for_update()
        if self._connection.execute(query).one_or_none() is None:
            raise FencedError(f"{lease.job}: token {lease.token} has passed on")

    def progress(self, lease: Lease, *, done: int, total: int) -> None:
        """Say how far the work is, in the job's own unit; `FencedError` as in `hold`."""
        self._write(lease, {"done": done, "total": total})

    def finish(self, lease: Lease) -> None:
        """Write down that the job is DONE; `FencedError` as in `hold`."""
        self._end(lease, JobState.DONE, "job.done", error=None, detail=None)

    def fail(self, lease: Lease, *, error: str, detail: str) -> None:
        """Write down that the job FAILED for good; `FencedError` as in `hold`."""
        self._end(lease, JobState.FAILED, "job.failed", error=error, detail=detail)

    def retry(
        self, lease: Lease, *, error: str, detail: str, at: datetime, counts: bool = True
    ) -> None:
        """Wait for a moment and try again; `FencedError` as in `hold`.

        `counts`: whether this was the job's own fault, one of its `max_attempts`.
        """
        attempts = jobs.c.attempts + (1 if counts else 0)
        self._write(
            lease,
            {
                "state": JobState.WAITING,
                "attempts": attempts,
                "next_try": at,
                "lease_until": None,
                "lease_by": None,
                "rung_at": None,
                "error": error,
                "detail": detail,
            },
        )
        self._events.record(lease.by, "job.postponed", lease.job, step=lease.step, error=error)

    def park(self, lease: Lease, *, until: datetime) -> None:
        """Give the job back unfinished: it waits for other jobs, one of which will `release` it.

        `FencedError` as in `hold`. `until` is when it looks by itself, should none of them do so.
        """
        self._write(
            lease,
            {
                "state": JobState.WAITING,
                "next_try": until,
                "lease_until": None,
                "lease_by": None,
            },
        )
        self._events.record(lease.by, "job.parked", lease.job, step=lease.step)

    def lock(self, job: str) -> None:
        """Lock a job until the transaction ends: of two that may release it, one comes second."""
        self._connection.execute(select(jobs.c.id).where(jobs.c.id == job).with_for_update())

    def release(self, job: str) -> None:
        """Let a parked job go on at once; any other is left alone."""
        self._connection.execute(
            update(jobs)
            .where(jobs.c.id == job, jobs.c.state == JobState.WAITING)
            .values(next_try=None, rung_at=None)
        )

    def due(self, now: datetime, *, ring_again_after: timedelta, limit: int) -> tuple[Job, ...]:
        """Return jobs to ring for: those never rung or longest not rung first, then the oldest.

        So many that nobody answers (their workers are not there) keep no bell from the others.
        Waiting and due and not rung lately, or running on a lease that ran out and not rung since.
        """
        again = now - ring_again_after
        waiting = and_(
            jobs.c.state == JobState.WAITING,
            or_(jobs.c.next_try.is_(None), jobs.c.next_try <= now),
            or_(jobs.c.rung_at.is_(None), jobs.c.rung_at <= again),
        )
        abandoned = and_(
            jobs.c.state == JobState.RUNNING,
            jobs.c.lease_until <= now,
            or_(
                jobs.c.rung_at.is_(None),
                jobs.c.rung_at <= jobs.c.lease_until,
                jobs.c.rung_at <= again,
            ),
        )
        query = select(jobs).where(or_(waiting, abandoned))
        query = query.order_by(jobs.c.rung_at.nulls_first(), jobs.c.id).limit(limit)
        return tuple(Job(**row) for row in self._connection.execute(query).mappings())

    def any_due(self, steps: Collection[str], now: datetime) -> bool:
        """Whether a job of these steps waits for nothing but a worker."""
        query = select(jobs.c.id).where(
            jobs.c.step.in_([*steps]),
            jobs.c.state == JobState.WAITING,
            or_(jobs.c.next_try.is_(None), jobs.c.next_try <= now),
        )
        return self._connection.execute(query.limit(1)).first() is not None

    def hurry(self, subject: str) -> None:
        """Bring the jobs about a thing to the counter: somebody waits for them now."""
        self._connection.execute(
            update(jobs).where(jobs.c.subject == subject).values(lane=Lane.COUNTER)
        )

    def mark_rung(self, ids: Iterable[str], now: datetime) -> None:
        """Write down that these jobs were rung for."""
        self._connection.execute(update(jobs).where(jobs.c.id.in_([*ids])).values(rung_at=now))

    def counts(self) -> dict[tuple[str, JobState], int]:
        """Return how many jobs there are, by step and state."""
        query = select(jobs.c.step, jobs.c.state, func.count()).group_by(jobs.c.step, jobs.c.state)
        return {(step, state): count for step, state, count in self._connection.execute(query)}

    def _end(
        self, lease: Lease, state: JobState, act: str, *, error: str | None, detail: str | None
    ) -> None:
        self._write(
            lease,
            {
                "state": state,
                "lease_until": None,
                "lease_by": None,
                "error": error,
                "detail": detail,
                "finished_at": self.now(),
            },
        )
        self._events.record(lease.by, act, lease.job, step=lease.step, error=error)

    def _write(self, lease: Lease, values: dict[str, object]) -> None:
        written = self._connection.execute(update(jobs).where(*_held(lease)).values(**values))
        if written.rowcount == 0:
            raise FencedError(f"{lease.job}: token {lease.token} has passed on")


def _claimable(job: Job, now: datetime) -> bool:
    if job.state is JobState.WAITING:
        return job.next_try is None or job.next_try <= now
    return job.state is JobState.RUNNING and job.lease_until is not None and job.lease_until <= now


def _held(lease: Lease) -> tuple[ColumnElement[bool], ...]:
    return (
        jobs.c.id == lease.job,
        jobs.c.token == lease.token,
        jobs.c.state == JobState.RUNNING,
    )
