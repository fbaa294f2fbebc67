"""Whatever dies, work goes on: real workers, a real Valkey, and a new attempt within 20 seconds.

The bound is from the kill to the moment a new attempt holds the lease.
"""

import os
import signal
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from storage.jobs import JobState
from tests.support.moving_office import MovingOffice, moving_office
from workers.steps import Step

BOUND = 20.0  # seconds

Tell = Callable[[str, float], None]


@pytest.fixture
def office(tmp_path: Path) -> Iterator[MovingOffice]:
    with moving_office(tmp_path) as office:
        yield office


@pytest.fixture
def tell(capsys: pytest.CaptureFixture[str]) -> Tell:
    """Print a measured time also when the test passes, and hold it against the bound."""

    def tell(what: str, seconds: float) -> None:
        with capsys.disabled():
            print(f"\nrecovery: {what}: {seconds:.1f} s")  # noqa: T201 - a measurement to be seen
        assert seconds <= BOUND

    return tell


def test_a_job_is_done_once(office: MovingOffice) -> None:
    office.start_worker()
    jobs = [office.enqueue(f"quick:{number}", step) for number, step in enumerate(Step)]
    for job in jobs:
        office.wait_for(job, JobState.DONE)
        assert office.effects(job) == 1


def test_a_bell_heard_twice_does_nothing_twice(office: MovingOffice) -> None:
    job = office.enqueue("sleep:1")
    for _ in range(4):
        office.doorbell.ring(Step.READ, job)
    for _ in range(2):
        office.start_worker()
    office.wait_for(job, JobState.DONE)
    after = office.enqueue("quick:after")
    office.wait_for(after, JobState.DONE)
    assert office.effects(job) == len(office.notes(job)) == 1


def test_a_job_nobody_rang_for_is_done(office: MovingOffice) -> None:
    office.start_worker()
    job = office.enqueue("quick:silent", ring=False)
    office.wait_for(job, JobState.DONE, BOUND)


def test_the_work_horse_is_killed(office: MovingOffice, tell: Tell) -> None:
    office.start_worker()
    job = office.enqueue("sleep:3")
    horse = office.wait_for_attempt(job, 1).pid
    killed = time.monotonic()
    os.kill(horse, signal.SIGKILL)
    tell("work-horse killed", office.wait_for_attempt(job, 2).at - killed)
    office.wait_for(job, JobState.DONE)
    assert office.effects(job) == 1
    assert office.job(job).token == 2


@pytest.fixture
def office_on_postgres(tmp_path: Path, postgres_url: str) -> Iterator[MovingOffice]:
    with moving_office(tmp_path, postgres_url) as office:
        yield office


def test_the_worker_is_killed_and_its_work_horse_dies_with_it(
    office: MovingOffice, tell: Tell
) -> None:
    kill_the_worker(office, tell)


def test_the_worker_is_killed_over_postgresql(office_on_postgres: MovingOffice, tell: Tell) -> None:
    kill_the_worker(office_on_postgres, tell)


def kill_the_worker(office: MovingOffice, tell: Tell) -> None:
    worker = office.start_worker()
    job = office.enqueue("sleep:13")
    horse = office.wait_for_attempt(job, 1).pid
    office.start_worker()
    killed = time.monotonic()
    worker.kill()
    worker.wait()
    again = office.wait_for_attempt(job, 2)
    tell("worker killed", again.at - killed)
    with pytest.raises(ProcessLookupError):
        os.kill(horse, 0)
    office.wait_for(job, JobState.DONE)
    assert office.effects(job) == 1


def test_the_queue_server_is_killed_while_a_job_runs(office: MovingOffice, tell: Tell) -> None:
    office.start_worker()
    running = office.enqueue("sleep:4")
    office.wait_for_attempt(running, 1)
    waiting = office.enqueue("quick:next")
    killed = time.monotonic()
    office.valkey.kill()
    time.sleep(1.0)
    office.valkey.start()
    office.wait_for(running, JobState.DONE)
    begun = office.wait_for_attempt(waiting, 1)
    tell("queue server killed, next job", begun.at - killed)
    office.wait_for(waiting, JobState.DONE)
    assert office.effects(running) == office.effects(waiting) == 1


def test_the_queue_server_is_away_when_a_job_ends(office: MovingOffice, tell: Tell) -> None:
    worker = office.start_worker()
    running = office.enqueue("sleep:2")
    office.wait_for_attempt(running, 1)
    office.valkey.kill()
    office.wait_for(running, JobState.DONE)
    time.sleep(3.0)
    office.valkey.start()
    returned = time.monotonic()
    after = office.enqueue("quick:after", ring=False)
    begun = office.wait_for_attempt(after, 1)
    tell("queue server away at a job's end, next job after its return", begun.at - returned)
    assert worker.poll() is None
    assert office.effects(running) == 1


def test_the_queue_server_loses_all_its_data(office: MovingOffice, tell: Tell) -> None:
    jobs = [office.enqueue(f"quick:{number}") for number in range(5)]
    lost = time.monotonic()
    office.valkey.kill()
    office.valkey.wipe()
    office.valkey.start()
    office.start_worker()
    begun = max(office.wait_for_attempt(job, 1).at for job in jobs)
    tell("queue wiped with five jobs in it", begun - lost)
    for job in jobs:
        office.wait_for(job, JobState.DONE)
        assert office.effects(job) == 1


def test_a_worker_stops_when_asked_and_finishes_what_it_has(office: MovingOffice) -> None:
    worker = office.start_worker()
    job = office.enqueue("sleep:2")
    office.wait_for_attempt(job, 1)
    worker.send_signal(signal.SIGTERM)
    assert worker.wait(15) == 0
    assert office.job(job).state is JobState.DONE


def test_a_poisonous_job_is_quarantined_and_others_go_on(office: MovingOffice) -> None:
    office.start_worker()
    poison = office.enqueue("poison:x")
    office.wait_for_attempt(poison, 1)
    other = office.enqueue("quick:other")
    office.wait_for(other, JobState.DONE)
    found = office.wait_for(poison, JobState.QUARANTINED, 80)
    assert found.attempts == 3
    assert len(office.notes(poison)) == 3
    assert office.effects(poison) == 0
    office.wait_for(office.enqueue("quick:after"), JobState.DONE)
