"""Many documents approved with one act: each by itself, signed with a key that is opened once.

What cannot be approved is said item by item and harms no other. A PIN comes sealed to the signing
worker (`signing/keys/sealed_pin.py`) for exactly these tasks and bytes; nobody here can read it.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Final

from storage.batches import Batch, BatchItem, BatchState, PinState
from storage.catalogue import Catalogue
from storage.errors import ConflictError, NotFoundError, StateError
from storage.jobs import Job
from storage.objects import Digest
from storage.people import Actor
from storage.tasks import SigningTask
from storage.transaction import Transaction
from workers.approving import Approving, Shown
from workers.batch_progress import lane_of
from workers.doorbell import Doorbell
from workers.permissions import Act, ForbiddenError, reach, require
from workers.refusals import RefusedError
from workers.ringing import ring
from workers.steps import Step

MOST: Final = 200  # documents of one batch
PIN_KEPT: Final = timedelta(minutes=15)
_REFUSALS: Final = (NotFoundError, ForbiddenError, ConflictError, StateError, RefusedError)


@dataclass(frozen=True, slots=True)
class Pin:
    """A sealed PIN, None where the key's own is used; see `Batch` for `final_try`."""

    sealed: bytes | None
    final_try: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemRecord:
    """An item of a batch with its task as it stands; None where it is not the asker's to see."""

    item: BatchItem
    task: SigningTask | None


@dataclass(frozen=True, slots=True, kw_only=True)
class BatchRecord:
    """A batch and what became of each of its documents so far."""

    batch: Batch
    items: tuple[ItemRecord, ...]


@dataclass(frozen=True, slots=True)
class Batching:
    """Takes a signer's approvals of many tasks at once."""

    catalogue: Catalogue
    doorbell: Doorbell
    approving: Approving

    def approve(
        self,
        shown: Sequence[Shown],
        sealed_pin: bytes | None,
        actor: Actor,
        *,
        final_try: bool = False,
    ) -> Batch:
        """Approve what can be approved, and write down of each other why it cannot.

        Sent twice it approves nothing twice: a task that does not wait is refused with its code.
        Raises `ForbiddenError` for who signs nothing at all, `RefusedError` (`batch_too_large`).
        """
        require(actor, Act.SEE_TASKS)
        if not 0 < len(shown) <= MOST:
            raise RefusedError("batch_too_large", f"{len(shown)} documents", most=str(MOST))
        with self.catalogue.transaction() as tx:
            batch, tasks = self._approved(tx, shown, Pin(sealed_pin, final_try), actor)
            jobs = [prepare(tx, task, actor) for task in tasks]
        ring(self.doorbell, self.catalogue, *jobs)
        return batch

    def load(self, batch_id: str, actor: Actor) -> BatchRecord:
        """Return a batch of an agency within reach, or raise `NotFoundError`."""
        require(actor, Act.SEE_TASKS)
        with self.catalogue.reading() as tx:
            batch, agencies = tx.batches.load(batch_id), reach(tx, actor)
            if batch.agency not in agencies:
                raise NotFoundError(batch_id)
            items = tuple(_record(tx, item, agencies) for item in tx.batches.items(batch_id))
        return BatchRecord(batch=batch, items=items)

    def _approved(
        self, tx: Transaction, shown: Sequence[Shown], pin: Pin, actor: Actor
    ) -> tuple[Batch, list[SigningTask]]:
        name = tx.new_id("bat")
        problems: dict[int, str] = {}
        tasks: dict[str, SigningTask] = {}
        key: str | None = None
        # By task, so that two batches over the same tasks lock them in the same order.
        for position, one in sorted(enumerate(shown), key=lambda pair: (pair[1].task, pair[0])):
            try:
                if one.task in tasks:
                    raise RefusedError("asked_twice", one.task)
                with tx.connection.begin_nested():
                    task = self.approving.approve(tx, one, actor, batch=name)
                    key = key or task.key
                    if task.key != key:
                        raise RefusedError("other_key", task.id)
                tasks[task.id] = task
            except _REFUSALS as error:
                problems[position] = _code(error)
        batch = batch_of(tx, name, list(tasks.values()), pin, actor)
        items = [
            BatchItem(
                batch=name,
                position=position,
                task=one.task,
                shown=Digest(one.sha256),
                problem=problems.get(position),
            )
            for position, one in enumerate(shown)
        ]
        tx.batches.add(batch, items, actor)
        return batch, list(tasks.values())


def batch_of(
    tx: Transaction, name: str, tasks: Sequence[SigningTask], pin: Pin, by: Actor
) -> Batch:
    """Return a new batch of these tasks; without any it has ended, and no PIN is kept."""
    now = tx.now()
    batch = Batch(
        id=name,
        agency=tasks[0].agency if tasks else by.agency,
        key=tasks[0].key if tasks else None,
        state=BatchState.PREPARING,
        pin=PinState.SEALED if pin.sealed else PinState.GONE,
        sealed_pin=pin.sealed,
        pin_until=now + PIN_KEPT if pin.sealed else None,
        final_try=pin.final_try,
        created_at=now,
        created_by=by.id,
    )
    if tasks:
        return batch
    ended = batch if batch.pin is PinState.GONE else batch.pin_to(PinState.GONE)
    return replace(ended, state=BatchState.ENDED, ended_at=now)


def prepare(tx: Transaction, task: SigningTask, by: Actor) -> Job:
    """Ask for an approved task to be prepared."""
    return tx.jobs.enqueue(
        Step.PREPARE, task.id, agency=task.agency, by=by, lane=lane_of(task.batch)
    )


def pin_context(items: Sequence[BatchItem]) -> bytes:
    """Return what a batch's PIN is sealed for: the tasks and hashes as they were asked for.

    SHA-256 over one line an item, in order: the task's id, a space, the hash shown, a line feed.
    """
    lines = "".join(f"{item.task} {item.shown}\n" for item in items)
    return b"sohoa batch " + hashlib.sha256(lines.encode()).hexdigest().encode()


def _record(tx: Transaction, item: BatchItem, agencies: frozenset[str]) -> ItemRecord:
    try:
        task = tx.tasks.load(item.task)
    except NotFoundError:
        return ItemRecord(item=item, task=None)
    return ItemRecord(item=item, task=task if task.agency in agencies else None)


def _code(error: Exception) -> str:
    if isinstance(error, RefusedError):
        return error.code
    if isinstance(error, ConflictError):
        return "shown_bytes_differ"
    if isinstance(error, StateError):
        return "not_waiting"
    return "not_found" if isinstance(error, NotFoundError) else "forbidden"
