"""What is given up says so where its people look: on the scan or the signing task, with a code.

A stack that was given up may be handed in again, and a signature asked for again; without this
they would wait for a job that nobody does any more.
"""

from collections.abc import Callable
from types import MappingProxyType
from typing import Final

from storage.dossiers import ScanState
from storage.people import Actor
from storage.tasks import TaskState
from storage.transaction import Transaction
from workers.steps import Step

GivingUp = Callable[[Transaction, Step, str, str, Actor], None]

# The state of a signing task that each step works on: a later one is another job's business.
_AT: Final = MappingProxyType(
    {
        Step.PREPARE: TaskState.APPROVED,
        Step.SIGN: TaskState.PREPARED,
        Step.EMBED: TaskState.CMS_MADE,
    }
)


def give_up(tx: Transaction, step: Step, subject: str, code: str, by: Actor) -> None:
    """Write down on the subject why its step was given up. Doing it twice is harmless.

    A document that could not be judged stays as it is: it has no verdict, and is not issued.
    """
    if step is Step.READ:
        scan = tx.scans.load(subject)
        if scan.state is ScanState.RECEIVED:
            tx.scans.advance(scan.id, ScanState.QUARANTINED, by, problem=code)
    elif step in _AT:
        task = tx.tasks.load(subject)
        if task.state is _AT[step]:
            tx.tasks.advance(task, TaskState.FAILED, by, reason=code)
