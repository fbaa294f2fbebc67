"""Signing tasks in SQL."""

from collections.abc import Collection
from dataclasses import replace
from typing import TypedDict, Unpack

from sqlalchemy import Connection, RowMapping, insert, select, update
from sqlalchemy.exc import IntegrityError

from storage.errors import ConflictError, NotFoundError
from storage.events_sql import Events
from storage.objects import Digest
from storage.people import Actor
from storage.tables_work import signing_tasks
from storage.tasks import SigningTask, TaskState


class TaskChanges(TypedDict, total=False):
    """What a step may write down on a signing task."""

    shown: Digest | None
    prepared: Digest | None
    digest: str | None
    region: tuple[int, int] | None
    cms: Digest | None
    signed: Digest | None
    reason: str | None
    batch: str | None
    mandate: str | None
    approval: str | None
    statement: str | None


class Tasks:
    """Signing tasks: one open task, and one signed result, for a document, a key and its bytes."""

    def __init__(self, connection: Connection, events: Events) -> None:
        self._connection = connection
        self._events = events

    def add(self, task: SigningTask, by: Actor) -> None:
        """Keep a new task; `ConflictError` when this document waits for this key already."""
        try:
            with self._connection.begin_nested():
                self._connection.execute(insert(signing_tasks).values(**_row(task)))
        except IntegrityError as error:
            raise ConflictError(f"{task.document} already waits for key {task.key}") from error
        self._events.record(
            by, "signing.asked", task.id, document=task.document, key=task.key, shown=task.shown
        )

    def load(self, task: str) -> SigningTask:
        """Return the task with this id, or raise `NotFoundError`."""
        query = select(signing_tasks).where(signing_tasks.c.id == task)
        row = self._connection.execute(query).mappings().one_or_none()
        if row is None:
            raise NotFoundError(task)
        return _task(row)

    def list(
        self,
        visible: Collection[str] | None,
        *,
        state: TaskState | None = None,
        signer: str | None = None,
        after: str | None = None,
        limit: int = 50,
    ) -> tuple[SigningTask, ...]:
        """Return a keyset page of tasks, oldest first; `after` is the last id seen."""
        query = select(signing_tasks).order_by(signing_tasks.c.id).limit(limit)
        if visible is not None:
            query = query.where(signing_tasks.c.agency.in_(visible))
        if state is not None:
            query = query.where(signing_tasks.c.state == state)
        if signer is not None:
            query = query.where(signing_tasks.c.signer == signer)
        if after is not None:
            query = query.where(signing_tasks.c.id > after)
        return tuple(_task(row) for row in self._connection.execute(query).mappings())

    def of_document(self, document: str) -> tuple[SigningTask, ...]:
        """Return a document's tasks, oldest first."""
        query = select(signing_tasks).where(signing_tasks.c.document == document)
        rows = self._connection.execute(query.order_by(signing_tasks.c.id)).mappings()
        return tuple(_task(row) for row in rows)

    def advance(
        self, task: SigningTask, state: TaskState, by: Actor, **changes: Unpack[TaskChanges]
    ) -> SigningTask:
        """Bring a task to a state and return it as it then is.

        Raises `StateError` when there is no such step, `ConflictError` when somebody changed the
        task since it was loaded.
        """
        further = replace(task.to(state), **changes, row=task.row + 1)
        try:
            with self._connection.begin_nested():
                saved = self._connection.execute(
                    update(signing_tasks)
                    .where(signing_tasks.c.id == task.id, signing_tasks.c.row == task.row)
                    .values(**_row(further))
                )
        except IntegrityError as error:
            raise ConflictError(f"{task.id}: these bytes have been signed with it") from error
        if saved.rowcount == 0:
            raise ConflictError(f"{task.id} changed since row {task.row}")
        self._events.record(
            by,
            f"signing.{state}",
            task.id,
            document=task.document,
            shown=further.shown,
            signed=further.signed,
            reason=further.reason,
        )
        return further


def _row(task: SigningTask) -> dict[str, object]:
    values = {column.name: getattr(task, column.name) for column in signing_tasks.columns}
    return {**values, "region": None if task.region is None else [*task.region]}


def _task(row: RowMapping) -> SigningTask:
    region = row["region"]
    return SigningTask(**{**row, "region": None if region is None else (region[0], region[1])})
