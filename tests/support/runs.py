"""Stacks that are read in runs, in a catalogue alone: no file is opened, no page is read."""

from dataclasses import dataclass, field

from storage.catalogue import Catalogue
from storage.jobs import Job, Lane, Lease
from storage.readings import ReadingPlan, ReadingRun
from tests.support.catalogues import CLERK, SetClock
from tests.support.papers import add_scan, open_dossier

STEPS = ("read", "read-run")
QUEUE = "digitize"
RUN_PAGES = 8


@dataclass
class Reading:
    """A catalogue where stacks come in and workers take what is due, as the turns have it."""

    catalogue: Catalogue
    clock: SetClock
    most_passed: int = 7
    claimed: list[Lease] = field(default_factory=list)

    def page(self, lane: Lane = Lane.COUNTER) -> str:
        """Hand in a stack that is read at once; return its job."""
        self.clock.forward(seconds=0.01)
        with self.catalogue.transaction() as tx:
            scan = add_scan(tx, open_dossier(tx))
            return tx.jobs.enqueue("read", scan.id, agency="H38.01", by=CLERK, lane=lane).id

    def stack(self, runs: int, lane: Lane = Lane.COUNTER) -> list[str]:
        """Hand in a stack that is being read in so many runs; return the runs' jobs."""
        self.clock.forward(seconds=0.01)
        with self.catalogue.transaction() as tx:
            scan = add_scan(tx, open_dossier(tx))
            own = tx.jobs.enqueue("read", scan.id, agency="H38.01", by=CLERK, lane=lane)
            lease = tx.jobs.claim(own.id, worker="plans", seconds=60, max_attempts=3)
            assert lease is not None
            jobs = [
                tx.jobs.enqueue("read-run", scan.id, agency="H38.01", by=CLERK, lane=lane).id
                for _ in range(runs)
            ]
            plan = ReadingPlan(scan=scan.id, job=own.id, lane=lane, plan=b"plan")
            tx.readings.add(plan, [self._run(plan, at, job) for at, job in enumerate(jobs)])
            tx.jobs.park(lease, until=tx.jobs.now().replace(year=2999))
        return jobs

    def claim(self, seconds: float = 1e6) -> Lease | None:
        """Take what is due, as a worker does; a lease of 0 seconds is a worker that dies."""
        self.clock.forward(seconds=1)
        with self.catalogue.transaction() as tx:
            now = tx.jobs.now()
            turn = tx.turns.next(QUEUE, STEPS, now, most_passed=self.most_passed)
            if turn is None:
                return None
            lease = tx.jobs.claim(turn.job, worker="w", seconds=seconds, max_attempts=99)
            assert lease is not None
            tx.turns.taken(turn, now)
        self.claimed.append(lease)
        return lease

    def end(self, lease: Lease) -> bool:
        """End a job as its step does; tell whether that was the last run of its stack."""
        with self.catalogue.transaction() as tx:
            tx.jobs.hold(lease)
            run = tx.readings.run(lease.job)
            if run is None:
                tx.readings.forget(lease.subject)
                tx.jobs.finish(lease)
                return False
            plan = tx.readings.plan(run.scan)
            assert plan is not None
            tx.jobs.lock(plan.job)
            tx.readings.keep(run, b"pages %d" % run.position, {})
            tx.jobs.finish(lease)
            last = tx.readings.unfinished(run.scan) == 0
            if last:
                tx.jobs.release(plan.job)
            return last

    def work(self) -> str | None:
        """Do one job; return its id, None when none is due."""
        lease = self.claim()
        if lease is not None:
            self.end(lease)
        return lease and lease.job

    def job(self, job: str) -> Job:
        """Return the job as the ledger has it."""
        with self.catalogue.reading() as tx:
            return tx.jobs.load(job)

    def _run(self, plan: ReadingPlan, position: int, job: str) -> ReadingRun:
        return ReadingRun(
            scan=plan.scan,
            position=position,
            job=job,
            first=position * RUN_PAGES,
            count=RUN_PAGES,
            refused={},
        )
