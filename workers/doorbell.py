"""The port to the queue: a doorbell. The ledger in the catalogue is the truth about work."""

from typing import Protocol

from workers.steps import QueueName, Step


class Doorbell(Protocol):
    """Tells an idle worker that a job may be waiting.

    A bell may be lost, late, or heard twice: whoever answers asks the ledger, and the sweeper
    rings again for what stays. So callers log an `UnavailableError` and go on; they ring after
    their transaction is over, never within it.
    """

    def ring(self, step: Step, job_id: str, *, first: bool = False) -> None:
        """Ring once; `first` goes ahead of all waiting bells (work that was begun and lost).

        Raises `UnavailableError` when the queue cannot be reached.
        """
        ...

    def backlog(self, queue: QueueName) -> int:
        """Return how many bells nobody has answered yet, or raise `UnavailableError`."""
        ...
