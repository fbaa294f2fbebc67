"""`Doorbell` on RQ. A bell is a step's name and a job's id, in JSON: no code, no callbacks."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final, Self

from redis import Redis
from redis.backoff import NoBackoff
from redis.exceptions import RedisError
from redis.retry import Retry
from rq import Queue
from rq.serializers import JSONSerializer

from storage.errors import UnavailableError
from workers.steps import QueueName, Step, longest_answer, queue_of

_SECONDS: Final = 2.0  # a bell that takes longer is rung by the sweeper
_KEPT_AFTER_FAILURE: Final = 60  # seconds; the ledger has what matters


class RqDoorbell:
    """Rings on RQ queues. Thread safe."""

    def __init__(self, redis: Redis) -> None:
        self._redis = redis

    @classmethod
    def connect(cls, url: str) -> Self:
        """Return a doorbell on the queue server at `url`; it connects when first rung."""
        return cls(
            Redis.from_url(
                url,
                socket_timeout=_SECONDS,
                socket_connect_timeout=_SECONDS,
                retry=Retry(NoBackoff(), 1),  # one more go on a connection that had gone stale
            )
        )

    def ring(self, step: Step, job_id: str, *, first: bool = False) -> None:
        """Ring once; see `Doorbell`."""
        with _translated():
            self._queue(queue_of(step)).enqueue(
                step.value,
                job_id,
                job_timeout=int(longest_answer(queue_of(step))),
                result_ttl=0,
                failure_ttl=_KEPT_AFTER_FAILURE,
                at_front=first,
                description=f"{step} {job_id}",
            )

    def backlog(self, queue: QueueName) -> int:
        """Return the number of bells waiting; see `Doorbell`."""
        with _translated():
            return self._queue(queue).count

    def close(self) -> None:
        """Give the connections back."""
        self._redis.close()

    def _queue(self, name: QueueName) -> Queue:
        return Queue(name.value, connection=self._redis, serializer=JSONSerializer)


@contextmanager
def _translated() -> Iterator[None]:
    try:
        yield
    except (RedisError, OSError) as error:
        raise UnavailableError(f"queue server: {error}") from error
