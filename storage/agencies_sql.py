"""The tree of agencies in SQL."""

from collections import defaultdict

from sqlalchemy import Connection, insert, select
from sqlalchemy.exc import IntegrityError

from storage.errors import ConflictError, NotFoundError
from storage.events_sql import Events
from storage.people import Actor, Agency
from storage.tables_office import agencies


class Agencies:
    """Agencies, who is under whom, and who took over from whom."""

    def __init__(self, connection: Connection, events: Events) -> None:
        self._connection = connection
        self._events = events

    def add(self, agency: Agency, by: Actor) -> None:
        """Keep a new agency; raise `ConflictError` for a known code or an unknown parent."""
        try:
            with self._connection.begin_nested():
                self._connection.execute(
                    insert(agencies).values(
                        code=agency.code,
                        name=agency.name,
                        parent=agency.parent,
                        valid_from=agency.valid_from,
                        valid_to=agency.valid_to,
                        successor=agency.successor,
                    )
                )
        except IntegrityError as error:
            raise ConflictError(f"agency {agency.code} exists or its parent does not") from error
        self._events.record(by, "agency.added", agency.code, parent=agency.parent)

    def load(self, code: str) -> Agency:
        """Return the agency with this code, or raise `NotFoundError`."""
        query = select(agencies).where(agencies.c.code == code)
        row = self._connection.execute(query).mappings().one_or_none()
        if row is None:
            raise NotFoundError(f"agency {code}")
        return Agency(**row)

    def list(self) -> tuple[Agency, ...]:
        """Return all agencies by code."""
        rows = self._connection.execute(select(agencies).order_by(agencies.c.code)).mappings()
        return tuple(Agency(**row) for row in rows)

    def under(self, code: str) -> frozenset[str]:
        """Return the codes of the agency, of those below it, and of those they took over from.

        An unknown code answers with itself alone: nothing belongs to it.
        """
        query = select(agencies.c.code, agencies.c.parent, agencies.c.successor)
        below: defaultdict[str, list[str]] = defaultdict(list)
        for row in self._connection.execute(query):
            if row.parent is not None:
                below[row.parent].append(row.code)
            if row.successor is not None:
                below[row.successor].append(row.code)
        reached, left = {code}, [code]
        while left:
            for found in below[left.pop()]:
                if found not in reached:
                    reached.add(found)
                    left.append(found)
        return frozenset(reached)
