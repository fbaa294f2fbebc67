"""Tickets of files that come back signed, in SQL."""

from dataclasses import replace
from datetime import datetime

from sqlalchemy import Connection, RowMapping, insert, select, update

from storage.errors import ConflictError, NotFoundError
from storage.events_sql import Events
from storage.objects import Digest
from storage.people import Actor
from storage.returns import Ticket
from storage.tables_signers import return_tickets


class Tickets:
    """Given once, fetched a few times, used once. Found by the hash of their secret."""

    def __init__(self, connection: Connection, events: Events) -> None:
        self._connection = connection
        self._events = events

    def add(self, ticket: Ticket, by: Actor) -> None:
        """Keep a new ticket; those given for the same task before are void from now on."""
        self._connection.execute(
            update(return_tickets)
            .where(
                return_tickets.c.task == ticket.task,
                return_tickets.c.used_at.is_(None),
                return_tickets.c.expires_at > ticket.created_at,
            )
            .values(expires_at=ticket.created_at)
        )
        self._connection.execute(insert(return_tickets).values(**_row(ticket)))
        self._events.record(
            by, "return.ticket", ticket.task, ticket=ticket.id, document=ticket.document,
            deed=ticket.deed, shown=ticket.shown,
        )  # fmt: skip

    def find(self, secret_hash: str) -> Ticket:
        """Return the ticket whose secret has this hash, or raise `NotFoundError`."""
        query = select(return_tickets).where(return_tickets.c.secret_hash == secret_hash)
        row = self._connection.execute(query).mappings().one_or_none()
        if row is None:
            raise NotFoundError("ticket")
        return _ticket(row)

    def fetched(self, ticket: Ticket, by: Actor) -> None:
        """Count that its file was fetched."""
        self._count(ticket, "fetched")
        self._events.record(by, "return.fetched", ticket.task, ticket=ticket.id)

    def tried(self, ticket: Ticket) -> None:
        """Count that a file was brought back, before it is looked at."""
        self._count(ticket, "tried")

    def refused(self, ticket: Ticket, reason: str, by: Actor) -> None:
        """Write down that a file that came back was not taken, and why."""
        self._events.record(by, "return.refused", ticket.task, ticket=ticket.id, reason=reason)

    def use(self, ticket: Ticket, returned: Digest, at: datetime, by: Actor) -> Ticket:
        """Use the ticket up; `ConflictError` when somebody else was first."""
        saved = self._connection.execute(
            update(return_tickets)
            .where(return_tickets.c.id == ticket.id, return_tickets.c.used_at.is_(None))
            .values(used_at=at, returned=returned)
        )
        if saved.rowcount == 0:
            raise ConflictError(f"{ticket.id} was used")
        self._events.record(by, "return.taken", ticket.task, ticket=ticket.id, signed=returned)
        return replace(ticket, used_at=at, returned=returned)

    def _count(self, ticket: Ticket, name: str) -> None:
        column = return_tickets.c[name]
        self._connection.execute(
            update(return_tickets)
            .where(return_tickets.c.id == ticket.id)
            .values({column: column + 1})
        )


def _row(ticket: Ticket) -> dict[str, object]:
    return {column.name: getattr(ticket, column.name) for column in return_tickets.columns}


def _ticket(row: RowMapping) -> Ticket:
    return Ticket(**row)
