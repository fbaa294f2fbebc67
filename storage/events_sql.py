"""Events in SQL: written in the transaction of the act, chained later by storage.audit."""

import json
from collections.abc import Mapping
from datetime import datetime, timedelta

from sqlalchemy import Connection, RowMapping, insert, select

from storage.clock import Clock
from storage.events import Event
from storage.ids import new_id
from storage.people import Actor
from storage.tables_work import events


def canonical(data: Mapping[str, object]) -> str:
    """Return JSON in the one form that is hashed: sorted keys, no spaces, ASCII only."""
    return json.dumps(dict(data), sort_keys=True, separators=(",", ":"), ensure_ascii=True)


class Events:
    """The trail: grows only."""

    def __init__(self, connection: Connection, clock: Clock) -> None:
        self._connection = connection
        self._clock = clock
        self._last: datetime | None = None

    def add(self, event: Event) -> None:
        """Write an entry as it is."""
        self._connection.execute(
            insert(events).values(
                id=event.id,
                at=event.at,
                actor=event.actor,
                role=event.role,
                agency=event.agency,
                act=event.act,
                subject=event.subject,
                dossier=event.dossier,
                data=canonical(event.data),
            )
        )

    def record(
        self, by: Actor, act: str, subject: str, *, dossier: str | None = None, **data: object
    ) -> Event:
        """Write what somebody did just now. `data`: ids, codes and digests that JSON can hold."""
        at = self._clock()
        if self._last is not None and at <= self._last:  # ids keep the order within a transaction
            at = self._last + timedelta(microseconds=1)
        self._last = at
        event = Event(
            id=new_id("evt", at),
            at=at,
            actor=by.id,
            role=by.role,
            agency=by.agency,
            act=act,
            subject=subject,
            dossier=dossier,
            data=data,
        )
        self.add(event)
        return event

    def of_subject(self, subject: str, *, limit: int = 1000) -> tuple[Event, ...]:
        """Return what happened to one thing, oldest first."""
        query = select(events).where(events.c.subject == subject)
        found = self._connection.execute(query.order_by(events.c.id).limit(limit)).mappings()
        return tuple(_event(row) for row in found)

    def of_dossier(self, dossier: str, *, limit: int = 1000) -> tuple[Event, ...]:
        """Return what happened in one dossier, oldest first."""
        query = select(events).where(events.c.dossier == dossier)
        found = self._connection.execute(query.order_by(events.c.id).limit(limit)).mappings()
        return tuple(_event(row) for row in found)


def _event(row: RowMapping) -> Event:
    return Event(
        id=row["id"],
        at=row["at"],
        actor=row["actor"],
        role=row["role"],
        agency=row["agency"],
        act=row["act"],
        subject=row["subject"],
        dossier=row["dossier"],
        data=json.loads(row["data"]),
    )
