"""A real worker process for tests: `python -m tests.support.worker_process REDIS CATALOGUE LOG`.

Its handlers do what the job's subject says, and write a line to LOG when they begin and when
their effect is in the catalogue: `began|kept JOB TOKEN PID MONOTONIC`.
"""

import os
import signal
import sys
import time
from datetime import UTC, datetime
from pathlib import Path

from storage.catalogue import Catalogue
from storage.jobs import Lease
from workers.errors import PermanentError, TransientError
from workers.runner import Progress, Runner
from workers.steps import QueueName, Step
from workers.worker_rq import run_worker


def now() -> datetime:
    """The clock of tests that need the true time."""
    return datetime.now(UTC)


class Errands:
    """Does what a subject says: `quick:x`, `sleep:SECONDS`, `poison:x`, `refuse:x`, `away:x`."""

    def __init__(self, catalogue: Catalogue, log: Path) -> None:
        self._catalogue = catalogue
        self._log = log

    def do(self, lease: Lease, progress: Progress) -> None:
        """The handler of every step."""
        self._note("began", lease)
        verb, _, words = lease.subject.partition(":")
        match verb:
            case "sleep":
                end = time.monotonic() + float(words)
                while (left := end - time.monotonic()) > 0:
                    progress(0, 1)
                    time.sleep(min(0.1, left))
            case "poison":
                os.kill(os.getpid(), signal.SIGKILL)
            case "refuse":
                raise PermanentError("not_today", "this will never do")
            case "away" if lease.token == 1:
                raise TransientError("tsa_away", "the timestamping authority is away")
            case "stumble":
                raise ZeroDivisionError(words)
            case _:
                pass
        with self._catalogue.transaction() as tx:
            tx.jobs.hold(lease)
            tx.events.record(lease.by, "errand.kept", lease.job, words=words)
            tx.jobs.finish(lease)
        self._note("kept", lease)

    def _note(self, what: str, lease: Lease) -> None:
        line = f"{what} {lease.job} {lease.token} {os.getpid()} {time.monotonic()}\n"
        with self._log.open("a") as log:
            log.write(line)


def main() -> None:
    """Answer all three queues until SIGTERM."""
    redis, catalogue_url, log = sys.argv[1:4]

    def make_runner() -> Runner:
        catalogue = Catalogue.connect(catalogue_url, now)
        errands = Errands(catalogue, Path(log))
        handlers = dict.fromkeys(Step, errands.do)
        return Runner(
            catalogue=catalogue,
            handlers=handlers,
            worker=f"worker-{os.getpid()}",
            giving_up=lambda *_: None,  # its subjects are words
        )

    run_worker(redis, tuple(QueueName), make_runner)


if __name__ == "__main__":
    main()
