"""Whoever can write to the queue server can ask for one of our steps, and for nothing else."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from redis import Redis
from rq import Callback, Queue, Worker
from rq.command import send_shutdown_command
from rq.serializers import JSONSerializer

from storage.errors import UnavailableError
from storage.jobs import JobState
from tests.support.moving_office import MovingOffice, moving_office, until
from tests.support.valkey import Valkey, free_port
from workers.doorbell_rq import RqDoorbell
from workers.errors import QueueUnsafeError
from workers.steps import QueueName, Step
from workers.worker_rq import refuse_eviction


@pytest.fixture
def office(tmp_path: Path) -> Iterator[MovingOffice]:
    with moving_office(tmp_path) as office:
        office.start_worker()
        yield office


@pytest.fixture
def queue(office: MovingOffice) -> Iterator[Queue]:
    redis = Redis.from_url(office.valkey.url)
    yield Queue(QueueName.VERIFY.value, connection=redis, serializer=JSONSerializer)
    redis.close()


def still_works(office: MovingOffice) -> None:
    office.wait_for(office.enqueue("quick:after", Step.VERIFY), JobState.DONE)


def test_a_forged_message_runs_no_code(office: MovingOffice, queue: Queue, tmp_path: Path) -> None:
    target = tmp_path / "made by an attacker"
    queue.enqueue("os.mkdir", str(target))
    queue.enqueue("verify", str(target), "and", more="arguments")
    still_works(office)
    assert not target.exists()


def test_a_forged_callback_is_not_called(
    office: MovingOffice, queue: Queue, tmp_path: Path
) -> None:
    notes = tmp_path / "calls"
    for step in ("verify", "no such step"):
        queue.enqueue(
            step,
            "job_none",
            on_success=Callback(f"{__name__}.betray"),
            on_failure=Callback(f"{__name__}.betray"),
            meta={"notes": str(notes)},
        )
    still_works(office)
    assert not notes.exists()


def betray(job: object, *_: object) -> None:
    """What a forged callback would do in the worker."""
    Path(getattr(job, "meta")["notes"]).touch()  # noqa: B009 - an RQ job


def test_a_pickled_message_is_not_unpickled(office: MovingOffice, tmp_path: Path) -> None:
    redis = Redis.from_url(office.valkey.url)
    target = tmp_path / "unpickled"
    Queue(QueueName.VERIFY.value, connection=redis).enqueue("os.mkdir", str(target))
    still_works(office)
    assert not target.exists()
    redis.close()


def test_a_command_in_the_queue_stops_no_worker(office: MovingOffice, queue: Queue) -> None:
    redis = queue.connection
    workers = until(lambda: Worker.all(connection=redis) or None, 10)
    for worker in workers:
        send_shutdown_command(redis, worker.name)
    still_works(office)
    assert Worker.count(connection=redis) == len(workers)


def test_answered_bells_leave_nothing_behind(office: MovingOffice, queue: Queue) -> None:
    still_works(office)
    until(lambda: True if not [*queue.connection.scan_iter("rq:job:*")] else None, 10)
    assert office.doorbell.backlog(QueueName.VERIFY) == 0


def test_a_server_that_may_drop_bells_is_refused(tmp_path: Path) -> None:
    with Valkey(tmp_path / "valkey", "--maxmemory-policy", "allkeys-lru") as valkey:
        redis = Redis.from_url(valkey.url)
        with pytest.raises(QueueUnsafeError, match="allkeys-lru"):
            refuse_eviction(redis)
        redis.close()


def test_a_bell_on_an_absent_server_is_an_error_in_time() -> None:
    doorbell = RqDoorbell.connect(f"redis://127.0.0.1:{free_port()}/0")
    with pytest.raises(UnavailableError):
        doorbell.ring(Step.READ, "job_x")
    with pytest.raises(UnavailableError):
        doorbell.backlog(QueueName.DIGITIZE)
    doorbell.close()
