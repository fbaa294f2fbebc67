"""A signing task that cannot be done ends FAILED with a code that its people are told."""

from storage.catalogue import Catalogue
from storage.jobs import Lease
from storage.tasks import SigningTask, TaskState


def fail_task(catalogue: Catalogue, lease: Lease, task: SigningTask, code: str) -> None:
    """Write down why, provided that this attempt still holds the job."""
    with catalogue.transaction() as tx:
        tx.jobs.hold(lease)
        tx.tasks.advance(task, TaskState.FAILED, lease.by, reason=code)
