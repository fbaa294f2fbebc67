"""A catalogue with a clock that tests turn, and jobs in it."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

from storage.catalogue import Catalogue
from storage.jobs import Job
from storage.people import Actor, Agency, Role
from workers.steps import Step

BY = Actor(id="usr_test", name="Test", role=Role.CLERK, agency="H01")


class TurnedClock:
    """Stands still until it is turned."""

    def __init__(self) -> None:
        self.at = datetime(2026, 11, 21, 8, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.at

    def turn(self, seconds: float) -> None:
        self.at += timedelta(seconds=seconds)


class Ledger:
    """Jobs in a fresh SQLite catalogue."""

    def __init__(self, folder: Path) -> None:
        self.clock = TurnedClock()
        self.catalogue = Catalogue.connect(f"sqlite:///{folder / 'catalogue.db'}", self.clock)
        self.catalogue.migrate()
        with self.catalogue.transaction() as tx:
            tx.agencies.add(Agency(code="H01", name="UBND"), by=BY)

    def enqueue(self, step: Step = Step.READ, subject: str = "x") -> str:
        with self.catalogue.transaction() as tx:
            return tx.jobs.enqueue(step.value, subject, agency="H01", by=BY).id

    def job(self, job: str) -> Job:
        with self.catalogue.reading() as tx:
            return tx.jobs.load(job)

    def steal(self, job: str) -> None:
        """Let the job's lease run out and another worker take it."""
        self.clock.turn(60)
        with self.catalogue.transaction() as tx:
            assert tx.jobs.claim(job, worker="thief", seconds=10, max_attempts=9) is not None
