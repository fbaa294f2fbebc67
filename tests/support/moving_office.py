"""The moving parts for tests: a real Valkey, real worker processes, the sweeper, a catalogue."""

import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from storage.catalogue import Catalogue
from storage.jobs import Job, JobState
from storage.people import Actor, Agency, Role
from tests.support.valkey import Valkey
from tests.support.worker_process import now
from workers.doorbell_rq import RqDoorbell
from workers.steps import Step
from workers.sweep import Sweeper

T = TypeVar("T")

BY = Actor(id="usr_test", name="Test", role=Role.CLERK, agency="H01")
AGENCY = Agency(code="H01", name="UBND")


@dataclass(frozen=True, slots=True)
class Note:
    """A line of the workers' log."""

    what: str
    job: str
    token: int
    pid: int
    at: float  # time.monotonic()


class MovingOffice:
    """Start workers, give them jobs, watch the ledger."""

    def __init__(self, folder: Path, valkey: Valkey, catalogue: Catalogue, url: str) -> None:
        self.valkey = valkey
        self.catalogue = catalogue
        self.doorbell = RqDoorbell.connect(valkey.url)
        self._url = url
        self._log = folder / "notes"
        self._log.touch()
        self._workers: list[subprocess.Popen[bytes]] = []

    def start_worker(self) -> subprocess.Popen[bytes]:
        """Start one more worker process."""
        command = [sys.executable, "-m", "tests.support.worker_process"]
        worker = subprocess.Popen([*command, self.valkey.url, self._url, str(self._log)])
        self._workers.append(worker)
        return worker

    def enqueue(self, subject: str, step: Step = Step.READ, *, ring: bool = True) -> str:
        """Write a job down, and ring for it."""
        with self.catalogue.transaction() as tx:
            job = tx.jobs.enqueue(step.value, subject, agency=AGENCY.code, by=BY)
        if ring:
            self.doorbell.ring(step, job.id)
            with self.catalogue.transaction() as tx:
                tx.jobs.mark_rung([job.id], tx.jobs.now())
        return job.id

    def job(self, job: str) -> Job:
        """Return the job as the ledger has it."""
        with self.catalogue.reading() as tx:
            return tx.jobs.load(job)

    def effects(self, job: str) -> int:
        """Return how often the job's effect is in the catalogue."""
        with self.catalogue.reading() as tx:
            return sum(event.act == "errand.kept" for event in tx.events.of_subject(job))

    def notes(self, job: str, what: str = "began") -> list[Note]:
        """Return what the workers noted about a job."""
        rows = (line.split() for line in self._log.read_text().splitlines())
        notes = (Note(row[0], row[1], int(row[2]), int(row[3]), float(row[4])) for row in rows)
        return [note for note in notes if (note.what, note.job) == (what, job)]

    def wait_for_attempt(self, job: str, token: int, seconds: float = 40.0) -> Note:
        """Return the note of the attempt that began with this token."""

        def attempt() -> Note | None:
            return next((note for note in self.notes(job) if note.token >= token), None)

        return until(attempt, seconds)

    def wait_for(self, job: str, state: JobState, seconds: float = 40.0) -> Job:
        """Return the job when it is in this state."""

        def there() -> Job | None:
            found = self.job(job)
            return found if found.state is state else None

        return until(there, seconds)

    def close(self) -> None:
        """Stop the workers, the patient way first."""
        for worker in self._workers:
            worker.send_signal(signal.SIGTERM)
        for worker in self._workers:
            try:
                worker.wait(10)
            except subprocess.TimeoutExpired:
                worker.kill()
                worker.wait()
        self.doorbell.close()
        self.catalogue.close()


def until(ask: Callable[[], T | None], seconds: float) -> T:
    """Ask until there is an answer."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if (answer := ask()) is not None:
            return answer
        time.sleep(0.05)
    raise TimeoutError(f"nothing after {seconds} s")


@contextmanager
def moving_office(folder: Path, url: str | None = None) -> Iterator[MovingOffice]:
    """Start Valkey and the sweeper over an empty catalogue (SQLite if no URL); no worker yet."""
    url = url or f"sqlite:///{folder / 'catalogue.db'}"
    catalogue = Catalogue.connect(url, now)
    catalogue.migrate()
    with catalogue.transaction() as tx:
        tx.agencies.add(AGENCY, by=BY)
    with Valkey(folder / "valkey") as valkey:
        office = MovingOffice(folder, valkey, catalogue, url)
        stop = threading.Event()
        sweeper = Sweeper(catalogue=catalogue, doorbell=office.doorbell)
        thread = threading.Thread(target=sweeper.run, args=(stop,))
        thread.start()
        try:
            yield office
        finally:
            stop.set()
            thread.join()
            office.close()
