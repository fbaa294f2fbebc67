"""A lease lives as long as its step does, and no longer than a step may take."""

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from storage.jobs import Lease
from tests.support.ledger import Ledger
from workers.heartbeat import Heartbeat
from workers.timing import Timing

TIMING = Timing(renew=0.02)


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[Ledger]:
    ledger = Ledger(tmp_path)
    yield ledger
    ledger.catalogue.close()


def leased(ledger: Ledger) -> Lease:
    job = ledger.enqueue()
    with ledger.catalogue.transaction() as tx:
        lease = tx.jobs.claim(job, worker="w", seconds=10, max_attempts=3)
    assert lease is not None
    return lease


def soon(beat: Heartbeat) -> bool:
    """Wait until the lease is known to be lost."""
    pause = threading.Event()
    return any(beat.lost or pause.wait(0.02) for _ in range(500))


def test_a_lease_is_renewed_while_the_step_runs(ledger: Ledger) -> None:
    lease = leased(ledger)
    before = ledger.job(lease.job).lease_until
    ledger.clock.turn(5)
    with Heartbeat(ledger.catalogue, lease, timing=TIMING, longest=60):
        pause = threading.Event()
        for _ in range(500):
            if ledger.job(lease.job).lease_until != before or pause.wait(0.02):
                break
    after = ledger.job(lease.job).lease_until
    assert before is not None
    assert after is not None
    assert (after - before).total_seconds() == 5


def test_a_lease_that_passed_on_is_noticed(ledger: Ledger) -> None:
    lease = leased(ledger)
    ledger.steal(lease.job)
    with Heartbeat(ledger.catalogue, lease, timing=TIMING, longest=60) as beat:
        assert soon(beat)


def test_a_step_that_hangs_loses_its_lease(ledger: Ledger) -> None:
    lease = leased(ledger)
    with Heartbeat(ledger.catalogue, lease, timing=TIMING, longest=0) as beat:
        assert soon(beat)
        ledger.clock.turn(11)
        with ledger.catalogue.transaction() as tx:
            assert tx.jobs.claim(lease.job, worker="next", seconds=10, max_attempts=3)
