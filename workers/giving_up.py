"""What is given up says so where its people look: on scan, signing task or verdict, with a code.

A stack that was given up may be handed in again, and a signature asked for again; without this
they would wait for a job that nobody does any more.
"""

from collections.abc import Callable
from types import MappingProxyType
from typing import Final

from signing.reasons import reason
from signing.verdict import Conclusion, FileVerdict, Structure
from storage.dossiers import ScanState
from storage.people import Actor
from storage.tasks import TaskState
from storage.transaction import Transaction
from workers.batch_progress import prepared_or_gone, stop
from workers.errors import CrashedError, OutOfMemoryError, TaskFailedError, TimedOutError
from workers.shown import judged_file
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

# The machine is not to blame for these: they came three times.
_BROKE_THE_JUDGE: Final = frozenset(
    {CrashedError.code, TimedOutError.code, OutOfMemoryError.code, TaskFailedError.code}
)


def give_up(tx: Transaction, step: Step, subject: str, code: str, by: Actor) -> None:
    """Write down on the subject why its step was given up. Doing it twice is harmless."""
    if step is Step.READ:
        scan = tx.scans.load(subject)
        if scan.state is ScanState.RECEIVED:
            tx.scans.advance(scan.id, ScanState.QUARANTINED, by, problem=code)
            tx.readings.forget(scan.id)
    elif step is Step.READ_RUN:
        _go_on_without(tx, subject, code)
    elif step in _AT:
        task = tx.tasks.load(subject)
        if task.state is _AT[step]:
            tx.tasks.advance(task, TaskState.FAILED, by, reason=code)
            if step is Step.PREPARE and task.batch is not None:
                prepared_or_gone(tx, task.batch, by)
    elif step is Step.SIGN_BATCH:
        stop(tx, subject, code, by)
    elif step in {Step.AUGMENT, Step.RENEW}:
        document = tx.documents.load(subject)
        tx.lasting.trouble(document.id, document.version, code, failed=True)
    elif code in _BROKE_THE_JUDGE:
        _unreadable(tx, subject, code)


def _go_on_without(tx: Transaction, scan: str, code: str) -> None:
    """Have the stack put together without the pages of a run that was given up."""
    plan = tx.readings.plan(scan)
    if plan is None:
        return
    tx.jobs.lock(plan.job)
    tx.readings.give_up(scan, code)
    if tx.readings.unfinished(scan) == 0:
        tx.jobs.release(plan.job)


def _unreadable(tx: Transaction, subject: str, code: str) -> None:
    """Say of a file that breaks whoever judges it that it cannot be read (law 6).

    Without a verdict it would be as good for reuse as a paper that carries no signature.
    """
    document = tx.documents.locked(subject)
    file, known = judged_file(tx, document), tx.documents.verdict(document.id)
    if known is not None and known[1] == file.sha256:
        return
    verdict = FileVerdict(
        sha256=file.sha256,
        conclusion=Conclusion.UNREADABLE,
        structure=Structure.MALFORMED,
        findings=(reason("judge_failed", code),),
    )
    tx.documents.put_verdict(
        document.id, document.version, sha256=file.sha256, verdict=verdict, at=tx.now()
    )
