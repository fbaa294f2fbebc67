"""A worker process on RQ: hears bells, forks a work-horse for each, asks the ledger what to do.

The job that a bell names is only its occasion: the work-horse does what is due on that queue, in
the ledger's order, for as long as something is, up to a minute.

RQ is used as a doorbell only, so what a message in the queue server can do is closed: it names one
of our steps and a job's id in JSON. No dotted paths, callbacks, webhooks, remote commands. RQ's own
retries and its clean-up of abandoned jobs are not relied on: the ledger's leases do that.
"""

import logging
import mmap
import signal
import socket
import threading
import time
from collections.abc import Callable, Sequence
from functools import partial
from types import FrameType
from typing import Any, Final
from uuid import uuid4

from redis import Redis
from redis.exceptions import RedisError, ResponseError
from rq import Queue, Worker
from rq.job import Job
from rq.serializers import JSONSerializer

from storage.errors import UnavailableError
from workers.confinement import die_with
from workers.errors import QueueUnsafeError
from workers.runner import Outcome, Runner
from workers.steps import STAY, QueueName, Step, queue_of

_log = logging.getLogger(__name__)

_TTL: Final = 30  # seconds; the worker waits 15 seconds less for a bell at a time
_LOOK: Final = 5  # seconds between looks at a running work-horse
_MAINTENANCE: Final = 60
_CONNECT: Final = 2.0
_PAUSE: Final = 1.0  # before a worker that lost its queue server begins anew
_SAFE: Final = "noeviction"


def run_worker(
    redis_url: str,
    queues: Sequence[QueueName],
    make_runner: Callable[[], Runner],
    *,
    name: str | None = None,
) -> None:
    """Answer bells on these queues, in this order, until SIGTERM or SIGINT.

    The first signal lets the job under way finish, a second one (a second later) does not.
    `make_runner` is called in the forked work-horse, for each bell: it makes what must not be
    shared over a fork (connections, sandbox, keys). A queue server that goes away is waited for.
    Main thread only. Raises `QueueUnsafeError` when the server may drop bells silently.
    """
    stop = threading.Event()
    while not stop.is_set():
        _stop_on_signals(stop)
        redis = Redis.from_url(
            redis_url, socket_connect_timeout=_CONNECT, socket_timeout=_TTL + _CONNECT
        )
        try:
            refuse_eviction(redis)
            worker = _worker(redis, queues, make_runner, name or socket.gethostname())
            worker.work(logging_level="WARNING")
            if worker.asked_to_stop:
                return
        except RedisError as error:
            _log.warning("the queue server is away: %s", error)
        finally:
            redis.close()
        _stop_on_signals(stop)  # RQ has put its own handlers in their place
        stop.wait(_PAUSE)


def refuse_eviction(redis: "Redis") -> None:
    """Raise `QueueUnsafeError` unless the server says no when it is full.

    With any other policy it would answer "queued" and forget the bell.
    """
    try:
        told = redis.config_get("maxmemory-policy")
    except ResponseError:
        _log.warning("the queue server does not tell its eviction policy; it must be noeviction")
        return
    policy = told.get("maxmemory-policy", _SAFE)
    if policy != _SAFE:
        raise QueueUnsafeError(f"maxmemory-policy is {policy}, not {_SAFE}: bells may be lost")


def check_queue(redis_url: str) -> str:
    """Return the queue server's version; raise `UnavailableError` or `QueueUnsafeError`."""
    redis = Redis.from_url(
        redis_url, socket_connect_timeout=_CONNECT, socket_timeout=_CONNECT, decode_responses=True
    )
    try:
        refuse_eviction(redis)
        told = redis.info("server")
    except RedisError as error:
        raise UnavailableError(f"queue server: {error}") from error
    finally:
        redis.close()
    return str(told.get("valkey_version") or told.get("redis_version"))


class StepWorker(Worker):
    """An RQ worker whose work-horse dies with it, and who obeys nobody in the queue server."""

    max_connection_wait_time = 2.0  # RQ would wait up to a minute before it tries again
    asked_to_stop = False

    def __init__(self, *args: Any, stopping: mmap.mmap, **words: Any) -> None:  # noqa: ANN401 - RQ's
        super().__init__(*args, **words)
        self._stopping = stopping

    def main_work_horse(self, job: Job, queue: Queue) -> None:
        """Do one job in the fork. RQ lets an orphaned work-horse go on beside its successor."""
        if self.pid is not None:
            die_with(self.pid)
        super().main_work_horse(job, queue)

    def request_stop(self, signum: int, frame: FrameType | None) -> None:
        """Remember that it was a person or the supervisor who ended the loop."""
        self.asked_to_stop = True
        self._stopping[0] = 1
        super().request_stop(signum, frame)  # type: ignore[no-untyped-call]

    def request_force_stop(self, signum: int, frame: FrameType | None) -> None:
        """Take the work-horse down with us; its lease runs out."""
        self.asked_to_stop = True
        super().request_force_stop(signum, frame)

    def subscribe(self) -> None:
        """Listen to no commands: whoever can write to the queue must not stop workers by it.

        This also keeps the process single-threaded, and so safe to fork.
        """

    def unsubscribe(self) -> None:
        """There is nothing to unsubscribe from."""


def _worker(
    redis: "Redis", queues: Sequence[QueueName], make_runner: Callable[[], Runner], host: str
) -> StepWorker:
    mine = frozenset(queues)
    stopping = mmap.mmap(-1, 1)  # shared with the work-horse, which must not take another job then

    def answer(queue: QueueName, job_id: str) -> None:
        runner, end = make_runner(), time.monotonic() + STAY
        while (outcome := runner.answer(queue)) is not Outcome.NOTHING:
            _log.info("%s, rung for %s: %s", queue, job_id, outcome)
            if stopping[0] or time.monotonic() >= end:
                return

    class StepJob(Job):
        """An RQ job whose function is looked up in a closed set."""

        @property
        def func(self) -> Callable[[str], None]:
            queue = queue_of(Step(self.func_name or ""))
            if queue not in mine:
                raise ValueError("a bell of another queue")
            return partial(answer, queue)

        @property
        def success_callback(self) -> None:
            """None: dotted paths found in the queue are not ours to import."""

        @property
        def failure_callback(self) -> None:
            """None, as above."""

        @property
        def stopped_callback(self) -> None:
            """None, as above."""

        def send_webhooks(self, *_: object, **__: object) -> None:
            """Send nothing: a URL found in the queue is not ours to call."""

    return StepWorker(
        [
            Queue(queue.value, connection=redis, serializer=JSONSerializer, job_class=StepJob)
            for queue in queues
        ],
        name=f"{host}-{uuid4().hex[:12]}",
        connection=redis,
        job_class=StepJob,
        serializer=JSONSerializer,
        worker_ttl=_TTL,
        job_monitoring_interval=_LOOK,
        maintenance_interval=_MAINTENANCE,
        stopping=stopping,
    )


def _stop_on_signals(stop: threading.Event) -> None:
    def request(_number: int, _frame: FrameType | None) -> None:
        stop.set()

    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, request)
