"""Whatever workers do and whenever they die, a job is never held twice, and ends once."""

import tempfile
from datetime import timedelta
from pathlib import Path

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from storage.catalogue import Catalogue
from storage.errors import FencedError
from storage.jobs import JobState, Lease
from tests.support.catalogues import CLERK, SetClock

LEASE_SECONDS = 10
MOST_ATTEMPTS = 3
ENDS = {JobState.DONE, JobState.FAILED, JobState.QUARANTINED}


class Ledger(RuleBasedStateMachine):
    """One job, any number of workers, each of which may come back late."""

    def __init__(self) -> None:
        super().__init__()
        self.clock = SetClock()
        self.folder = tempfile.TemporaryDirectory()
        path = Path(self.folder.name) / "office.db"
        self.catalogue = Catalogue.connect(f"sqlite:///{path}", self.clock)
        self.catalogue.migrate()
        with self.catalogue.transaction() as tx:
            self.job = tx.jobs.enqueue("read", "scn_1", agency="H38", by=CLERK).id
        self.leases: list[Lease] = []
        self.ended = 0

    def teardown(self) -> None:
        self.catalogue.close()
        self.folder.cleanup()

    @rule()
    def claim(self) -> None:
        with self.catalogue.transaction() as tx:
            before = tx.jobs.load(self.job)
            lease = tx.jobs.claim(
                self.job,
                worker=f"w{len(self.leases)}",
                seconds=LEASE_SECONDS,
                max_attempts=MOST_ATTEMPTS,
            )
        if lease is None:
            return
        ran_out = before.lease_until is not None and before.lease_until <= self.clock()
        assert before.state is JobState.WAITING or ran_out
        assert lease.token > max((old.token for old in self.leases), default=0)
        self.leases.append(lease)

    @rule(seconds=st.sampled_from([1, 5, 11]))
    def time_passes(self, seconds: int) -> None:
        self.clock.forward(seconds=seconds)

    @precondition(lambda self: self.leases)
    @rule(data=st.data(), act=st.sampled_from(["renew", "progress", "finish", "fail", "retry"]))
    def a_worker_writes(self, data: st.DataObject, act: str) -> None:
        lease = data.draw(st.sampled_from(self.leases))
        newest = lease is self.leases[-1]
        with self.catalogue.reading() as tx:
            running = tx.jobs.load(self.job).state is JobState.RUNNING
        try:
            with self.catalogue.transaction() as tx:
                tx.jobs.hold(lease)
                match act:
                    case "renew":
                        tx.jobs.renew(lease, seconds=LEASE_SECONDS)
                    case "progress":
                        tx.jobs.progress(lease, done=1, total=2)
                    case "finish":
                        tx.jobs.finish(lease)
                    case "fail":
                        tx.jobs.fail(lease, error="x", detail="")
                    case _:
                        at = self.clock() + timedelta(seconds=2)
                        tx.jobs.retry(lease, error="x", detail="", at=at)
        except FencedError:
            assert not (newest and running)
        else:
            assert newest
            assert running
            self.ended += act in {"finish", "fail"}

    @invariant()
    def it_ends_at_most_once_and_is_not_tried_for_ever(self) -> None:
        with self.catalogue.reading() as tx:
            job = tx.jobs.load(self.job)
        assert self.ended <= 1
        assert job.attempts <= MOST_ATTEMPTS
        assert (job.state in {JobState.DONE, JobState.FAILED}) == (self.ended == 1)
        assert (job.lease_until is not None) == (job.state is JobState.RUNNING)
        assert (job.finished_at is not None) == (job.state in ENDS)


TestLedger = Ledger.TestCase
TestLedger.settings = settings(
    max_examples=15,
    stateful_step_count=25,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
)
