"""Readings under way in SQL. All of it is gone once the stack has been put together."""

from collections.abc import Mapping, Sequence

from sqlalchemy import Connection, RowMapping, delete, func, insert, select, update

from storage.jobs import JobState, Lane
from storage.readings import MOST_BYTES, ReadingPlan, ReadingRun
from storage.tables_reading import reading_plans, reading_runs
from storage.tables_work import jobs

_ENDED_BADLY = (JobState.FAILED, JobState.QUARANTINED)


class Readings:
    """Plans of stacks that are read in runs, and the runs.

    Whoever writes holds the lease of the run's job, or of the stack's own.
    """

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add(self, plan: ReadingPlan, runs: Sequence[ReadingRun]) -> None:
        """Keep a plan and its runs. The stack joins those under way as an equal of the last."""
        _bounded(plan.plan)
        self._connection.execute(
            insert(reading_plans).values(
                scan=plan.scan,
                job=plan.job,
                lane=plan.lane,
                plan=plan.plan,
                served=self._least_served(plan.lane),
            )
        )
        rows = [
            {
                "scan": run.scan,
                "position": run.position,
                "job": run.job,
                "first": run.first,
                "count": run.count,
                "refused": _kept(run.refused),
            }
            for run in runs
        ]
        self._connection.execute(insert(reading_runs), rows)

    def plan(self, scan: str) -> ReadingPlan | None:
        """Return what is to be read of a scan, None when it is not read in runs."""
        query = select(
            reading_plans.c.scan, reading_plans.c.job, reading_plans.c.lane, reading_plans.c.plan
        ).where(reading_plans.c.scan == scan)
        row = self._connection.execute(query).mappings().one_or_none()
        return None if row is None else ReadingPlan(**row)

    def run(self, job: str) -> ReadingRun | None:
        """Return the run that a job reads, None when its stack has been put together."""
        query = select(reading_runs).where(reading_runs.c.job == job)
        row = self._connection.execute(query).mappings().one_or_none()
        return None if row is None else _run(row)

    def runs(self, scan: str) -> tuple[ReadingRun, ...]:
        """Return a scan's runs in the order of their pages."""
        query = select(reading_runs).where(reading_runs.c.scan == scan)
        rows = self._connection.execute(query.order_by(reading_runs.c.position)).mappings()
        return tuple(_run(row) for row in rows)

    def refused(self, scan: str) -> tuple[Mapping[int, str], ...]:
        """Return what each finished run of a scan refused, where it refused anything."""
        query = select(reading_runs.c.refused).where(reading_runs.c.scan == scan)
        rows = self._connection.execute(query).scalars()
        return tuple(_refused(row) for row in rows if row)

    def keep(self, run: ReadingRun, pages: bytes, refused: Mapping[int, str]) -> None:
        """Keep what a run read."""
        _bounded(pages)
        self._connection.execute(
            update(reading_runs)
            .where(reading_runs.c.job == run.job)
            .values(pages=pages, refused=_kept(refused))
        )

    def give_up(self, scan: str, code: str) -> None:
        """Note of the runs whose jobs have ended badly that nobody will read them any more."""
        badly = select(jobs.c.id).where(jobs.c.subject == scan, jobs.c.state.in_(_ENDED_BADLY))
        self._connection.execute(
            update(reading_runs)
            .where(
                reading_runs.c.scan == scan,
                reading_runs.c.job.in_(badly),
                reading_runs.c.pages.is_(None),
                reading_runs.c.given_up.is_(None),
            )
            .values(given_up=code)
        )

    def unfinished(self, scan: str) -> int:
        """Return how many runs are neither read nor given up."""
        query = select(func.count()).where(
            reading_runs.c.scan == scan,
            reading_runs.c.pages.is_(None),
            reading_runs.c.given_up.is_(None),
        )
        return int(self._connection.execute(query).scalar_one())

    def progress(self, scan: str) -> tuple[int, int] | None:
        """Return pages read so far and pages in all, None when it is not read in runs."""
        query = (
            select(
                reading_runs.c.count, reading_runs.c.pages.is_not(None), jobs.c.state, jobs.c.done
            )
            .join(jobs, jobs.c.id == reading_runs.c.job)
            .where(reading_runs.c.scan == scan)
        )
        rows = self._connection.execute(query).all()
        if not rows:
            return None
        done = sum(
            count if read else min(told, count) * (state is JobState.RUNNING)
            for count, read, state, told in rows
        )
        return done, sum(count for count, *_ in rows)

    def forget(self, scan: str) -> None:
        """Drop a scan's plan and runs: it was put together, or given up."""
        self._connection.execute(delete(reading_runs).where(reading_runs.c.scan == scan))
        self._connection.execute(delete(reading_plans).where(reading_plans.c.scan == scan))

    def _least_served(self, lane: Lane) -> int:
        """Return where the fewest turns stand: a newcomer neither owes turns nor is owed any."""
        query = select(func.min(reading_plans.c.served)).where(reading_plans.c.lane == lane)
        return int(self._connection.execute(query).scalar_one() or 0)


def _bounded(data: bytes) -> None:
    if len(data) > MOST_BYTES:
        raise ValueError(f"{len(data)} bytes of a reading are more than any paper gives")


def _run(row: RowMapping) -> ReadingRun:
    return ReadingRun(**{**row, "refused": _refused(row["refused"])})


def _kept(refused: Mapping[int, str]) -> dict[str, str]:
    return {str(position): code for position, code in refused.items()}


def _refused(kept: Mapping[str, str]) -> dict[int, str]:
    return {int(position): code for position, code in kept.items()}
