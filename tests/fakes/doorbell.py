"""A doorbell in memory that can be out of reach."""

from storage.errors import UnavailableError
from workers.steps import QueueName, Step, queue_of


class FakeDoorbell:
    """Remembers who rang; `away` makes it unreachable."""

    def __init__(self) -> None:
        self.bells: list[tuple[Step, str]] = []
        self.away = False

    def ring(self, step: Step, job_id: str, *, first: bool = False) -> None:
        if self.away:
            raise UnavailableError("nobody hears it")
        self.bells.insert(0 if first else len(self.bells), (step, job_id))

    def backlog(self, queue: QueueName) -> int:
        if self.away:
            raise UnavailableError("nobody hears it")
        return sum(queue_of(step) is queue for step, _ in self.bells)
