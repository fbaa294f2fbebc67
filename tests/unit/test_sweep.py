"""The sweeper rings for what waits, and not too often."""

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from storage.errors import UnavailableError
from tests.fakes.doorbell import FakeDoorbell
from tests.support.ledger import BY, Ledger
from workers.steps import Step
from workers.sweep import Chore, Sweeper
from workers.timing import Timing


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[Ledger]:
    ledger = Ledger(tmp_path)
    yield ledger
    ledger.catalogue.close()


@pytest.fixture
def doorbell() -> FakeDoorbell:
    return FakeDoorbell()


@pytest.fixture
def sweeper(ledger: Ledger, doorbell: FakeDoorbell) -> Sweeper:
    return Sweeper(catalogue=ledger.catalogue, doorbell=doorbell)


def test_a_waiting_job_is_rung_for_once(
    ledger: Ledger, doorbell: FakeDoorbell, sweeper: Sweeper
) -> None:
    job = ledger.enqueue()
    assert [sweeper.once(), sweeper.once()] == [1, 0]
    assert doorbell.bells == [(Step.READ, job)]


def test_bells_that_still_hang_are_not_rung_again(
    ledger: Ledger, doorbell: FakeDoorbell, sweeper: Sweeper
) -> None:
    for _ in range(3):
        ledger.enqueue()
    sweeper.once()
    ledger.clock.turn(60)
    assert sweeper.once() == 0
    assert len(doorbell.bells) == 3


def test_lost_bells_are_rung_again(
    ledger: Ledger, doorbell: FakeDoorbell, sweeper: Sweeper
) -> None:
    jobs = [ledger.enqueue() for _ in range(3)]
    sweeper.once()
    doorbell.bells.clear()
    ledger.clock.turn(60)
    assert sweeper.once() == 3
    assert {job for _, job in doorbell.bells} == {*jobs}


def test_a_full_queue_keeps_no_other_queue_from_being_rung(
    ledger: Ledger, doorbell: FakeDoorbell, sweeper: Sweeper
) -> None:
    ledger.enqueue(Step.READ)
    other = ledger.enqueue(Step.VERIFY)
    sweeper.once()
    doorbell.bells.remove((Step.VERIFY, other))
    ledger.clock.turn(60)
    assert sweeper.once() == 1
    assert doorbell.bells.count((Step.VERIFY, other)) == 1


def test_begun_and_lost_work_goes_first(
    ledger: Ledger, doorbell: FakeDoorbell, sweeper: Sweeper
) -> None:
    lost = ledger.enqueue()
    ledger.steal(lost)
    ledger.enqueue()
    sweeper.once()
    ledger.clock.turn(11)  # the lease runs out
    sweeper.once()
    assert doorbell.bells[0] == (Step.READ, lost)


def test_an_absent_queue_is_rung_when_it_returns(
    ledger: Ledger, doorbell: FakeDoorbell, sweeper: Sweeper
) -> None:
    ledger.enqueue()
    doorbell.away = True
    assert sweeper.once() == 0
    doorbell.away = False
    assert sweeper.once() == 1


def test_a_chore_that_fails_is_done_again(ledger: Ledger, doorbell: FakeDoorbell) -> None:
    stop, tries = threading.Event(), 0

    def fail() -> None:
        nonlocal tries
        tries += 1
        if tries == 3:
            stop.set()
        raise (UnavailableError("away"), ZeroDivisionError("a mistake"))[tries % 2]

    sweeper = Sweeper(
        catalogue=ledger.catalogue,
        doorbell=doorbell,
        chores=[Chore("fail", 0.01, fail)],
        timing=Timing(ring=0.05),
    )
    sweeper.run(stop)
    assert tries == 3


def test_a_step_of_a_newer_version_keeps_no_other_job_from_being_rung(
    ledger: Ledger, doorbell: FakeDoorbell, sweeper: Sweeper
) -> None:
    with ledger.catalogue.transaction() as tx:
        tx.jobs.enqueue("translate", "x", agency="H01", by=BY)
    job = ledger.enqueue()
    assert sweeper.once() == 1
    assert doorbell.bells == [(Step.READ, job)]
