"""Mandates in SQL. None is ever changed or deleted: it is ended, and another one is given."""

from collections.abc import Collection
from dataclasses import fields
from typing import Final

from sqlalchemy import Connection, RowMapping, insert, select, update
from sqlalchemy.exc import IntegrityError

from storage.clock import Clock
from storage.errors import ConflictError, NotFoundError
from storage.events_sql import Events
from storage.mandates import Mandate
from storage.people import Actor
from storage.tables_signing import mandates

_LISTS: Final = ("procedures", "types")


class Mandates:
    """Who may sign for whom."""

    def __init__(self, connection: Connection, clock: Clock, events: Events) -> None:
        self._connection = connection
        self._clock = clock
        self._events = events

    def add(self, mandate: Mandate, by: Actor) -> None:
        """Keep a new mandate; `ConflictError` for a known id, `NotFoundError` without agency."""
        values = {field.name: getattr(mandate, field.name) for field in fields(Mandate)}
        values |= {name: [*values[name]] for name in _LISTS}
        try:
            with self._connection.begin_nested():
                self._connection.execute(insert(mandates).values(**values))
        except IntegrityError as error:
            raise ConflictError(f"{mandate.id}: known already, or no such agency") from error
        self._events.record(
            by,
            "mandate.given",
            mandate.id,
            signer=mandate.signer,
            capacity=mandate.capacity,
            principal=mandate.principal,
            valid_from=mandate.valid_from.isoformat(),
            valid_to=None if mandate.valid_to is None else mandate.valid_to.isoformat(),
        )

    def load(self, mandate: str) -> Mandate:
        """Return the mandate with this id, or raise `NotFoundError`."""
        query = select(mandates).where(mandates.c.id == mandate)
        row = self._connection.execute(query).mappings().one_or_none()
        if row is None:
            raise NotFoundError(mandate)
        return _mandate(row)

    def of_signer(self, agency: str, signer: str) -> tuple[Mandate, ...]:
        """Return every mandate that a signer has or had in an agency, oldest first."""
        query = select(mandates).where(mandates.c.agency == agency, mandates.c.signer == signer)
        rows = self._connection.execute(query.order_by(mandates.c.id)).mappings()
        return tuple(_mandate(row) for row in rows)

    def list(
        self,
        visible: Collection[str] | None,
        *,
        signer: str | None = None,
        after: str | None = None,
        limit: int = 50,
    ) -> tuple[Mandate, ...]:
        """Return a keyset page of mandates, ended ones too, oldest first."""
        query = select(mandates).order_by(mandates.c.id).limit(limit)
        if visible is not None:
            query = query.where(mandates.c.agency.in_(visible))
        if signer is not None:
            query = query.where(mandates.c.signer == signer)
        if after is not None:
            query = query.where(mandates.c.id > after)
        return tuple(_mandate(row) for row in self._connection.execute(query).mappings())

    def end(self, mandate: str, by: Actor) -> Mandate:
        """End a mandate now and return it; one that has ended stays as it is."""
        ended = self._connection.execute(
            update(mandates)
            .where(mandates.c.id == mandate, mandates.c.ended_at.is_(None))
            .values(ended_at=self._clock(), ended_by=by.id)
        )
        found = self.load(mandate)
        if ended.rowcount:
            self._events.record(by, "mandate.ended", mandate, signer=found.signer)
        return found


def _mandate(row: RowMapping) -> Mandate:
    return Mandate(**{**row, **{name: tuple(row[name]) for name in _LISTS}})
