"""Runs one job: takes its lease, does its step, writes down how it ended.

The ledger decides who works and at what, never the queue: whoever hears a bell takes the job whose
turn it is, if any is due. What a step does is given as handlers; what its failures mean is said in
`workers.blame`.
"""

import logging
import time
from collections.abc import Callable, Mapping
from datetime import timedelta
from enum import StrEnum

from storage.catalogue import Catalogue
from storage.errors import FencedError, NotFoundError, StorageError, UnavailableError
from storage.jobs import POISONED, JobState, Lease
from storage.people import Actor, Role
from storage.transaction import Transaction
from workers.blame import Blame, Verdict, blame
from workers.giving_up import GivingUp
from workers.heartbeat import Heartbeat
from workers.steps import QueueName, Step, longest, queue_of
from workers.timing import Timing

Progress = Callable[[int, int], None]
Handler = Callable[[Lease, Progress], None]

_log = logging.getLogger(__name__)


class Outcome(StrEnum):
    """How one answer to a bell ended."""

    NOTHING = "nothing"  # no lease to be had
    DONE = "done"
    AGAIN = "again"  # it will be tried again
    FAILED = "failed"
    FENCED = "fenced"  # the lease had passed on; nothing was written
    GIVEN_UP = "given up"  # its attempts were used up before this one


class Runner:
    """Does jobs. `handlers` is a closed set; `worker` names this process in the ledger.

    `giving_up` is told of each subject whose job is given up, in the same transaction.

    A handler does its step and keeps the result in a transaction that begins with
    `tx.jobs.hold(lease)`; it may end the job there (`tx.jobs.finish(lease)`), else the runner does.
    It calls its `Progress` now and then: that raises `FencedError` once the lease is lost.
    """

    def __init__(
        self,
        *,
        catalogue: Catalogue,
        handlers: Mapping[Step, Handler],
        worker: str,
        giving_up: GivingUp,
        timing: Timing | None = None,
    ) -> None:
        self._catalogue = catalogue
        self._handlers = dict(handlers)
        self._worker = worker
        self._giving_up = giving_up
        self._timing = timing or Timing()

    def run(self, job_id: str) -> Outcome:
        """Do the job if there is a lease to be had. Raises `UnavailableError` when it cannot ask.

        Whatever the step raises is written down, not raised.
        """
        with self._catalogue.transaction() as tx:
            if not self._mine(tx, job_id):
                return Outcome.NOTHING
            lease = self._claim(tx, job_id)
        return Outcome.NOTHING if lease is None else self._do(lease)

    def answer(self, queue: QueueName) -> Outcome:
        """Do the job whose turn it is among those of a queue, as `run` does one that is named.

        NOTHING says that none is due.
        """
        steps = [step for step in self._handlers if queue_of(step) is queue]
        with self._catalogue.transaction() as tx:
            now = tx.jobs.now()
            turn = tx.turns.next(queue, steps, now, most_passed=self._timing.most_passed)
            if turn is None:
                return Outcome.NOTHING
            lease = self._claim(tx, turn.job)
            if lease is not None:
                tx.turns.taken(turn, now)
        return Outcome.GIVEN_UP if lease is None else self._do(lease)

    def _claim(self, tx: Transaction, job_id: str) -> Lease | None:
        lease = tx.jobs.claim(
            job_id,
            worker=self._worker,
            seconds=self._timing.lease,
            max_attempts=self._timing.max_attempts,
        )
        if lease is None:
            self._follow_quarantine(tx, job_id)
        return lease

    def _do(self, lease: Lease) -> Outcome:
        step = Step(lease.step)
        beat = Heartbeat(self._catalogue, lease, timing=self._timing, longest=longest(step))
        try:
            with beat:
                self._handlers[step](lease, _Reporter(self._catalogue, lease, beat, self._timing))
        except FencedError as error:
            _log.warning("late for %s: %s", lease.job, error)
            return Outcome.FENCED
        except Exception as error:  # noqa: BLE001 - the worker's outer loop: any fault has an end
            return self._ended_badly(lease, error)
        return self._finish(lease)

    def _mine(self, tx: Transaction, job_id: str) -> bool:
        """Whether the job is of a step done here: a forged bell may name any job at any queue."""
        try:
            return tx.jobs.load(job_id).step in self._handlers
        except NotFoundError:
            return False

    def _follow_quarantine(self, tx: Transaction, job_id: str) -> None:
        """Give the subject up too when the ledger has just quarantined its job."""
        try:
            job = tx.jobs.load(job_id)
        except NotFoundError:
            return
        if job.state is JobState.QUARANTINED:
            by = Actor(id=self._worker, name=self._worker, role=Role.SYSTEM, agency=job.agency)
            self._giving_up(tx, Step(job.step), job.subject, job.error or POISONED, by)

    def _finish(self, lease: Lease) -> Outcome:
        try:
            with self._catalogue.transaction() as tx:
                tx.jobs.finish(lease)
        except FencedError:
            # The step ended its job in its own transaction, or another attempt has it by now.
            with self._catalogue.reading() as tx:
                mine = tx.jobs.load(lease.job).token == lease.token
            return Outcome.DONE if mine else Outcome.FENCED
        return Outcome.DONE

    def _ended_badly(self, lease: Lease, error: Exception) -> Outcome:
        found = blame(error)
        _log.warning(
            "%s: step %s ended badly (%s, %s)",
            lease.job,
            lease.step,
            found.verdict,
            found.code,
            exc_info=error,
        )
        try:
            return self._write_down(lease, found)
        except FencedError:
            return Outcome.FENCED
        except StorageError as away:
            # The lease runs out, and the sweeper rings again.
            _log.warning("%s: its end could not be written down: %s", lease.job, away)
            return Outcome.AGAIN

    def _write_down(self, lease: Lease, found: Blame) -> Outcome:
        with self._catalogue.transaction() as tx:
            if found.verdict is Verdict.FINAL:
                tx.jobs.fail(lease, error=found.code, detail=found.detail)
                self._giving_up(tx, Step(lease.step), lease.subject, found.code, lease.by)
                return Outcome.FAILED
            wait = timedelta(seconds=found.wait or self._timing.wait(lease.token))
            tx.jobs.retry(
                lease,
                error=found.code,
                detail=found.detail,
                at=tx.jobs.now() + wait,
                counts=found.verdict is Verdict.BAD,
            )
            return Outcome.AGAIN


class _Reporter:
    """The `Progress` of one lease: writes down how far it is, not too often."""

    def __init__(self, catalogue: Catalogue, lease: Lease, beat: Heartbeat, timing: Timing) -> None:
        self._catalogue = catalogue
        self._lease = lease
        self._beat = beat
        self._pause = timing.progress
        self._next = 0.0

    def __call__(self, done: int, total: int) -> None:
        """Say that `done` of `total` is done; `FencedError` when the lease is lost."""
        if self._beat.lost:
            raise FencedError(f"{self._lease.job}: token {self._lease.token} has passed on")
        if done < total and time.monotonic() < self._next:
            return
        self._next = time.monotonic() + self._pause
        try:
            with self._catalogue.transaction() as tx:
                tx.jobs.progress(self._lease, done=done, total=total)
        except UnavailableError as error:
            _log.warning("%s: progress not written down: %s", self._lease.job, error)
