"""What becomes of a job, whatever its step does."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from ingest.errors import EngineMissingError, UnreadableScanError
from signing.errors import CertificateRefusedError, KeyUnavailableError, TrustFolderError
from storage.errors import ConflictError, NotFoundError, UnavailableError
from storage.jobs import JobState, Lease
from tests.support.ledger import Ledger
from workers.blame import Verdict, blame
from workers.errors import (
    BusyError,
    CrashedError,
    PermanentError,
    TaskRefusedError,
    TimedOutError,
    TransientError,
)
from workers.refusals import RefusedError
from workers.runner import Handler, Outcome, Progress, Runner
from workers.steps import Step
from workers.timing import Timing

TIMING = Timing(renew=0.05, progress=0.0)


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[Ledger]:
    ledger = Ledger(tmp_path)
    yield ledger
    ledger.catalogue.close()


def runner(ledger: Ledger, handler: Handler) -> Runner:
    return Runner(
        catalogue=ledger.catalogue,
        handlers={Step.READ: handler},
        worker="w",
        giving_up=lambda *_: None,  # a subject is a mere word here
        timing=TIMING,
    )


def raising(error: Exception) -> Handler:
    def handler(lease: Lease, progress: Progress) -> None:
        raise error

    return handler


def nothing(lease: Lease, progress: Progress) -> None:
    """A step that finds its work done already."""


def test_a_step_that_returns_has_done_its_job(ledger: Ledger) -> None:
    job = ledger.enqueue()
    assert runner(ledger, nothing).run(job) is Outcome.DONE
    assert ledger.job(job).state is JobState.DONE


def test_a_step_may_end_its_job_itself(ledger: Ledger) -> None:
    def handler(lease: Lease, progress: Progress) -> None:
        with ledger.catalogue.transaction() as tx:
            tx.jobs.hold(lease)
            tx.jobs.finish(lease)

    job = ledger.enqueue()
    assert runner(ledger, handler).run(job) is Outcome.DONE


def test_a_done_an_unknown_and_a_leased_job_are_left_alone(ledger: Ledger) -> None:
    done, leased = ledger.enqueue(), ledger.enqueue()
    assert runner(ledger, nothing).run(done) is Outcome.DONE
    ledger.steal(leased)
    for job in (done, leased, "job_unknown"):
        assert runner(ledger, raising(AssertionError())).run(job) is Outcome.NOTHING


def test_a_bell_for_a_job_that_is_not_this_workers_leaves_it_alone(ledger: Ledger) -> None:
    job = ledger.enqueue()
    signing = Runner(
        catalogue=ledger.catalogue,
        handlers={Step.SIGN: nothing},
        worker="w",
        giving_up=lambda *_: None,
        timing=TIMING,
    )
    assert signing.run(job) is Outcome.NOTHING
    found = ledger.job(job)
    assert (found.state, found.attempts, found.token) == (JobState.WAITING, 0, 0)


def test_progress_is_written_down(ledger: Ledger) -> None:
    def handler(lease: Lease, progress: Progress) -> None:
        progress(3, 12)

    job = ledger.enqueue()
    runner(ledger, handler).run(job)
    assert (ledger.job(job).done, ledger.job(job).total) == (3, 12)


def test_a_late_worker_writes_nothing(ledger: Ledger) -> None:
    def handler(lease: Lease, progress: Progress) -> None:
        ledger.steal(lease.job)
        with ledger.catalogue.transaction() as tx:
            tx.jobs.hold(lease)
        raise AssertionError("a lost lease was held")

    job = ledger.enqueue()
    assert runner(ledger, handler).run(job) is Outcome.FENCED
    assert ledger.job(job).lease_by == "thief"


@pytest.mark.parametrize("end", [lambda: None, lambda: 1 / 0])
def test_a_late_end_of_any_kind_is_not_written_down(
    ledger: Ledger, end: Callable[[], object]
) -> None:
    def handler(lease: Lease, progress: Progress) -> None:
        ledger.steal(lease.job)
        end()

    job = ledger.enqueue()
    assert runner(ledger, handler).run(job) is Outcome.FENCED
    assert ledger.job(job).state is JobState.RUNNING


def test_progress_tells_a_late_worker_to_stop(ledger: Ledger) -> None:
    def handler(lease: Lease, progress: Progress) -> None:
        ledger.steal(lease.job)
        progress(1, 2)
        raise AssertionError("progress was accepted")

    assert runner(ledger, handler).run(ledger.enqueue()) is Outcome.FENCED


def test_a_permanent_fault_fails_the_job_with_its_code(ledger: Ledger) -> None:
    job = ledger.enqueue()
    assert runner(ledger, raising(PermanentError("no_page", "words"))).run(job) is Outcome.FAILED
    assert (ledger.job(job).state, ledger.job(job).error) == (JobState.FAILED, "no_page")


def test_what_is_away_is_waited_for_as_long_as_it_takes(ledger: Ledger) -> None:
    job = ledger.enqueue()
    for _ in range(10):
        assert runner(ledger, raising(UnavailableError("s3"))).run(job) is Outcome.AGAIN
        assert runner(ledger, nothing).run(job) is Outcome.NOTHING  # not due yet
        ledger.clock.turn(61)
    assert runner(ledger, nothing).run(job) is Outcome.DONE


def test_a_step_that_keeps_failing_is_quarantined(ledger: Ledger) -> None:
    job = ledger.enqueue()
    for _ in range(TIMING.max_attempts):
        assert runner(ledger, raising(CrashedError("SIGSEGV"))).run(job) is Outcome.AGAIN
        ledger.clock.turn(61)
    assert runner(ledger, nothing).run(job) is Outcome.NOTHING
    assert ledger.job(job).state is JobState.QUARANTINED
    assert ledger.job(job).error == "task_crashed"


def test_waiting_grows_to_a_limit() -> None:
    waits = [TIMING.wait(attempt) for attempt in (1, 2, 3, 4, 40)]
    assert waits == [2, 4, 8, 16, 60]


@pytest.mark.parametrize(
    ("error", "verdict", "code"),
    [
        (UnavailableError("s3"), Verdict.AWAY, "store_unavailable"),
        (TransientError("tsa", "x"), Verdict.AWAY, "tsa"),
        (BusyError("x"), Verdict.AWAY, "sandbox_busy"),
        (KeyUnavailableError("x"), Verdict.AWAY, "key_unavailable"),
        (TaskRefusedError(EngineMissingError.code, "x"), Verdict.AWAY, "engine_missing"),
        (TrustFolderError("x"), Verdict.AWAY, "trust_folder_unreadable"),
        (TaskRefusedError("encrypted_scan", "x"), Verdict.FINAL, "encrypted_scan"),
        (UnreadableScanError("x"), Verdict.FINAL, "unreadable_scan"),
        (CertificateRefusedError("x"), Verdict.FINAL, "certificate_refused"),
        (RefusedError("not_now", "x"), Verdict.FINAL, "not_now"),
        (TimedOutError("x"), Verdict.BAD, "task_timed_out"),
        (ConflictError("x"), Verdict.BAD, "conflict"),
        (NotFoundError("x"), Verdict.BAD, "internal"),
        (ZeroDivisionError("x"), Verdict.BAD, "internal"),
    ],
)
def test_each_fault_has_its_consequence(error: Exception, verdict: Verdict, code: str) -> None:
    found = blame(error)
    assert (found.verdict, found.code) == (verdict, code)
