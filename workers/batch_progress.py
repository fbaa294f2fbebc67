"""How a batch goes on: to the key when its last file is prepared, to its end, or back to people.

Whatever ends a part of a batch calls `prepared_or_gone` in the same transaction; it locks the batch
first, so of two that end the last two parts, one comes second and rings for the key.
"""

from dataclasses import replace

from storage.batches import Batch, BatchState, PinState
from storage.jobs import Job, Lane
from storage.people import Actor
from storage.tasks import Kept, SigningTask, TaskState
from storage.transaction import Transaction
from workers.steps import Step


def sign_next(tx: Transaction, task: SigningTask, by: Actor) -> Job | None:
    """Ask for the key for a task just prepared; None while others of its batch are not.

    None too where the key's holder keeps it: the task then waits for what is signed elsewhere.
    """
    if task.batch is not None:
        return prepared_or_gone(tx, task.batch, by)
    if tx.keys.load(task.key).kept is Kept.SIGNER:
        return None
    return tx.jobs.enqueue(Step.SIGN, task.id, agency=task.agency, by=by)


def prepared_or_gone(tx: Transaction, batch_id: str, by: Actor) -> Job | None:
    """Ask for the key when no file of the batch waits to be prepared any more; else None."""
    batch = tx.batches.locked(batch_id)
    if batch.state is not BatchState.PREPARING or tx.batches.count(batch.id, TaskState.APPROVED):
        return None
    if batch.key is not None and tx.keys.load(batch.key).kept is Kept.SIGNER:
        end(tx, batch, by)  # each is signed elsewhere, by itself
        return None
    tx.batches.save(replace(batch, state=BatchState.SIGNING), by, "batch.prepared")
    return tx.jobs.enqueue(
        Step.SIGN_BATCH, batch.id, agency=batch.agency, by=by, lane=lane_of(batch.id)
    )


def lane_of(batch: str | None) -> Lane:
    """Return the lane of a task's steps: nobody at the counter waits behind two hundred others."""
    return Lane.COUNTER if batch is None else Lane.BATCH


def end(tx: Transaction, batch: Batch, by: Actor) -> Batch:
    """End a batch whose key is done with; its PIN is erased."""
    return tx.batches.save(_ended(tx, batch), by, "batch.ended")


def stop(
    tx: Transaction, batch_id: str, problem: str, by: Actor, *, tries: str | None = None
) -> None:
    """End a batch before its time: what is not signed yet waits for its signer again.

    Nothing is tried again by itself, least of all a PIN, which is erased. Doing it twice is
    harmless.
    """
    batch = tx.batches.locked(batch_id)
    if batch.state is BatchState.ENDED:
        return
    given_back = 0
    for state in (TaskState.APPROVED, TaskState.PREPARED):
        for task_id in tx.batches.in_state(batch.id, state):
            tx.tasks.advance(
                tx.tasks.load(task_id),
                TaskState.WAITING,
                by,
                reason=problem,
                shown=None,
                prepared=None,
                digest=None,
                region=None,
                batch=None,
                mandate=None,
                approval=None,
                statement=None,
            )
            tx.batches.set_aside(batch.id, task_id, problem)
            given_back += 1
    tx.batches.save(
        replace(_ended(tx, batch), problem=problem, tries=tries),
        by,
        "batch.stopped",
        given_back=given_back,
    )


def _ended(tx: Transaction, batch: Batch) -> Batch:
    erased = batch if batch.pin is PinState.GONE else batch.pin_to(PinState.GONE)
    return replace(erased, state=BatchState.ENDED, ended_at=tx.now())
