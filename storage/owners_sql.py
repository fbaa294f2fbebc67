"""Owners of dossiers and documents in SQL: one person, any number of official numbers."""

from sqlalchemy import Connection, insert, select
from sqlalchemy.exc import IntegrityError

from storage.clock import Clock
from storage.dossiers import Owner, OwnerId
from storage.errors import ConflictError, NotFoundError
from storage.events_sql import Events
from storage.ids import new_id
from storage.people import Actor
from storage.tables_office import owner_numbers, owners


class Owners:
    """Owners, found by any number that is theirs."""

    def __init__(self, connection: Connection, clock: Clock, events: Events) -> None:
        self._connection = connection
        self._clock = clock
        self._events = events

    def find(self, scheme: str, number: str) -> Owner | None:
        """Return the owner with this number, be it the first one or an alias."""
        query = (
            select(owners)
            .join(owner_numbers, owner_numbers.c.owner == owners.c.id)
            .where(owner_numbers.c.scheme == scheme, owner_numbers.c.number == number)
        )
        row = self._connection.execute(query).mappings().one_or_none()
        return None if row is None else Owner(**row)

    def find_or_add(self, scheme: str, number: str, name: str) -> Owner:
        """Return the owner with this number, or a new one with this name.

        The name of a known owner stays: a typing slip must not rename a person.
        """
        known = self.find(scheme, number)
        if known is not None:
            return known
        fresh = OwnerId(new_id("own", self._clock()))
        try:
            with self._connection.begin_nested():
                self._connection.execute(
                    insert(owners).values(id=fresh, scheme=scheme, number=number, name=name)
                )
                self._connection.execute(
                    insert(owner_numbers).values(scheme=scheme, number=number, owner=fresh)
                )
        except IntegrityError as error:  # somebody else was first
            known = self.find(scheme, number)
            if known is None:
                raise ConflictError(f"owner with this {scheme}") from error
            return known
        return Owner(id=fresh, scheme=scheme, number=number, name=name)

    def load(self, owner: str) -> Owner:
        """Return the owner with this id, or raise `NotFoundError`."""
        query = select(owners).where(owners.c.id == owner)
        row = self._connection.execute(query).mappings().one_or_none()
        if row is None:
            raise NotFoundError(owner)
        return Owner(**row)

    def add_alias(self, owner: str, scheme: str, number: str, by: Actor) -> None:
        """Say that this number is the owner's too; `ConflictError` when it is another's."""
        known = self.find(scheme, number)
        if known is not None and known.id == owner:
            return
        try:
            with self._connection.begin_nested():
                self._connection.execute(
                    insert(owner_numbers).values(scheme=scheme, number=number, owner=owner)
                )
        except IntegrityError as error:
            raise ConflictError(f"this {scheme} belongs to somebody else") from error
        self._events.record(by, "owner.alias-added", owner, scheme=scheme)
