"""Batches of signatures in SQL."""

from collections.abc import Sequence
from dataclasses import fields, replace
from datetime import datetime

from sqlalchemy import Connection, func, insert, select, update

from storage.batches import Batch, BatchItem, BatchState, PinState
from storage.errors import ConflictError, NotFoundError
from storage.events_sql import Events
from storage.people import Actor
from storage.tables_signing import signing_batch_items, signing_batches
from storage.tables_work import signing_tasks
from storage.tasks import TaskState


class Batches:
    """What was approved with one act, and what became of its PIN."""

    def __init__(self, connection: Connection, events: Events) -> None:
        self._connection = connection
        self._events = events

    def add(self, batch: Batch, items: Sequence[BatchItem], by: Actor) -> None:
        """Keep a new batch with its items."""
        self._connection.execute(insert(signing_batches).values(**_row(batch)))
        self._connection.execute(
            insert(signing_batch_items),
            [{field.name: getattr(item, field.name) for field in fields(item)} for item in items],
        )
        self._events.record(
            by,
            "batch.approved",
            batch.id,
            key=batch.key,
            items=len(items),
            refused=sum(item.problem is not None for item in items),
        )

    def load(self, batch: str) -> Batch:
        """Return the batch with this id, or raise `NotFoundError`."""
        return self._one(batch, lock=False)

    def locked(self, batch: str) -> Batch:
        """Return it locked until the transaction ends: of two that end a part, one comes second."""
        return self._one(batch, lock=True)

    def items(self, batch: str) -> tuple[BatchItem, ...]:
        """Return what was asked for, in the order in which it was."""
        query = select(signing_batch_items).where(signing_batch_items.c.batch == batch)
        rows = self._connection.execute(query.order_by(signing_batch_items.c.position)).mappings()
        return tuple(BatchItem(**row) for row in rows)

    def set_aside(self, batch: str, task: str, problem: str) -> None:
        """Write down why a task of the batch was given back unsigned."""
        self._connection.execute(
            update(signing_batch_items)
            .where(
                signing_batch_items.c.batch == batch,
                signing_batch_items.c.task == task,
                signing_batch_items.c.problem.is_(None),
            )
            .values(problem=problem, returned=True)
        )

    def in_state(self, batch: str, state: TaskState) -> tuple[str, ...]:
        """Return the ids of a batch's tasks in a state, in the batch's order."""
        query = (
            select(signing_tasks.c.id)
            .join(signing_batch_items, signing_batch_items.c.task == signing_tasks.c.id)
            .where(
                signing_batch_items.c.batch == batch,
                signing_batch_items.c.problem.is_(None),
                signing_tasks.c.batch == batch,
                signing_tasks.c.state == state,
            )
            .order_by(signing_batch_items.c.position)
        )
        return tuple(self._connection.execute(query).scalars())

    def count(self, batch: str, state: TaskState) -> int:
        """Return how many of a batch's tasks are in a state."""
        query = select(func.count()).where(
            signing_tasks.c.batch == batch, signing_tasks.c.state == state
        )
        return int(self._connection.execute(query).scalar_one())

    def tries(self, key: str) -> str | None:
        """Return what a key's device said of its PIN when the last batch with it ended."""
        query = (
            select(signing_batches.c.tries)
            .where(signing_batches.c.key == key, signing_batches.c.ended_at.is_not(None))
            .order_by(signing_batches.c.ended_at.desc())
            .limit(1)
        )
        return self._connection.execute(query).scalars().first()

    def save(self, batch: Batch, by: Actor, act: str, *, given_back: int = 0) -> Batch:
        """Keep a changed batch and return it; `ConflictError` when somebody changed it since."""
        further = replace(batch, row=batch.row + 1)
        saved = self._connection.execute(
            update(signing_batches)
            .where(signing_batches.c.id == batch.id, signing_batches.c.row == batch.row)
            .values(**_row(further))
        )
        if saved.rowcount == 0:
            raise ConflictError(f"{batch.id} changed since row {batch.row}")
        self._events.record(
            by,
            act,
            batch.id,
            pin=further.pin,
            problem=further.problem,
            tries=further.tries,
            given_back=given_back,
        )
        return further

    def with_old_pins(self, now: datetime, *, limit: int) -> tuple[Batch, ...]:
        """Return batches that still hold a sealed PIN although its time is over."""
        query = (
            select(signing_batches)
            .where(
                signing_batches.c.state != BatchState.ENDED,
                signing_batches.c.pin != PinState.GONE,
                signing_batches.c.pin_until <= now,
            )
            .order_by(signing_batches.c.id)
            .limit(limit)
        )
        return tuple(Batch(**row) for row in self._connection.execute(query).mappings())

    def _one(self, batch: str, *, lock: bool) -> Batch:
        query = select(signing_batches).where(signing_batches.c.id == batch)
        query = query.with_for_update() if lock else query
        row = self._connection.execute(query).mappings().one_or_none()
        if row is None:
            raise NotFoundError(batch)
        return Batch(**row)


def _row(batch: Batch) -> dict[str, object]:
    return {column.name: getattr(batch, column.name) for column in signing_batches.columns}
