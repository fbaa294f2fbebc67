"""Whose turn it is: which of the jobs that are due a free worker takes.

Counter work goes before batches. Within a lane, work that was begun and lost goes first, then what
is no run of pages (short, and it opens or ends a stack), then the runs of the stack that had the
fewest turns: start-time fair queueing (Goyal, Vin, Cheng: SIGCOMM 1996), where a stack that comes
in starts level with those under way. So a page behind a thick stack waits for the run in hand only.

Order alone would starve: of an endless stream each newcomer passes by the thick stack, and the
counter passes by the batch. So no more than `most_passed` claims in a row may pass by the stack
that has waited longest; then it has a turn. Each claim either serves the longest waiting or counts
towards that, and nobody who comes later waits longer: everybody is served.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Connection, and_, case, func, insert, or_, select, update
from sqlalchemy.exc import IntegrityError

from storage.errors import ConflictError
from storage.jobs import JobState, Lane
from storage.tables_reading import reading_plans, reading_runs, turns
from storage.tables_work import jobs


@dataclass(frozen=True, slots=True)
class Turn:
    """A job that is due, and the thing that its turn is counted for."""

    job: str
    subject: str


class Turns:
    """The order of claims. One row a queue, locked until the transaction ends."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def next(
        self, queue: str, steps: Collection[str], now: datetime, *, most_passed: int
    ) -> Turn | None:
        """Return what to claim now, None when nothing of these steps is due.

        Others that ask for the same queue wait until the transaction ends; so claim it there.
        """
        passed = self._locked(queue)
        due = self._due(steps, now)
        first = self._first(due, _lane(), _begun().desc(), _served(), jobs.c.created_at)
        if first is None:
            return None
        longest = self._first(due, _since()) or first
        if longest.subject == first.subject:
            self._note(queue, passed, 0)
            return first
        if passed >= most_passed:
            self._note(queue, passed, 0)
            return longest
        self._note(queue, passed, passed + 1)
        return first

    def taken(self, turn: Turn, now: datetime) -> None:
        """Count a turn that was taken; call it after the claim."""
        scan = select(reading_runs.c.scan).where(reading_runs.c.job == turn.job).scalar_subquery()
        self._connection.execute(
            update(reading_plans)
            .where(reading_plans.c.scan == scan)
            .values(served=reading_plans.c.served + 1, served_at=now)
        )

    def _first(
        self, due: tuple[ColumnElement[bool], ...], *order: ColumnElement[object]
    ) -> Turn | None:
        query = (
            select(jobs.c.id, jobs.c.subject)
            .outerjoin(reading_runs, reading_runs.c.job == jobs.c.id)
            .outerjoin(reading_plans, reading_plans.c.scan == reading_runs.c.scan)
            .where(*due)
            .order_by(*order, func.coalesce(reading_runs.c.position, 0), jobs.c.id)
            .limit(1)
        )
        row = self._connection.execute(query).one_or_none()
        return None if row is None else Turn(*row)

    def _due(self, steps: Collection[str], now: datetime) -> tuple[ColumnElement[bool], ...]:
        waiting = and_(
            jobs.c.state == JobState.WAITING,
            or_(jobs.c.next_try.is_(None), jobs.c.next_try <= now),
        )
        lost = and_(jobs.c.state == JobState.RUNNING, jobs.c.lease_until <= now)
        return jobs.c.step.in_([*steps]), or_(waiting, lost)

    def _locked(self, queue: str) -> int:
        query = select(turns.c.passed).where(turns.c.queue == queue).with_for_update()
        for _ in range(2):
            passed = self._connection.execute(query).scalar_one_or_none()
            if passed is not None:
                return int(passed)
            try:
                with self._connection.begin_nested():
                    self._connection.execute(insert(turns).values(queue=queue, passed=0))
            except IntegrityError:  # another transaction made the row first
                continue
        passed = self._connection.execute(query).scalar_one_or_none()
        if passed is None:
            raise ConflictError(f"turns of {queue}")
        return int(passed)

    def _note(self, queue: str, before: int, passed: int) -> None:
        if before != passed:
            changed = update(turns).where(turns.c.queue == queue).values(passed=passed)
            self._connection.execute(changed)


def _lane() -> ColumnElement[object]:
    return case((jobs.c.lane == Lane.COUNTER, 0), else_=1)


def _begun() -> ColumnElement[object]:
    return case((jobs.c.state == JobState.RUNNING, 1), else_=0)


def _served() -> ColumnElement[object]:
    """Count the turns that the job's stack had; what is no run of a stack goes first."""
    return func.coalesce(reading_plans.c.served, -1)


def _since() -> ColumnElement[object]:
    """Since when the job's stack has waited for a turn."""
    return func.coalesce(reading_plans.c.served_at, jobs.c.created_at)
