"""Counters in SQL: numbers without gaps within a transaction that holds, never given twice."""

from sqlalchemy import Connection, insert, select, update
from sqlalchemy.exc import IntegrityError

from storage.errors import ConflictError
from storage.tables_office import counters


class Counters:
    """One row a scope; the row is locked until the transaction ends."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def next(self, scope: str) -> int:
        """Return 1, then 2, ...; a transaction that is undone gives its number back."""
        for _ in range(2):
            raised = update(counters).where(counters.c.scope == scope)
            raised = raised.values(value=counters.c.value + 1)
            if self._connection.execute(raised).rowcount:
                query = select(counters.c.value).where(counters.c.scope == scope)
                return int(self._connection.execute(query).scalar_one())
            try:
                with self._connection.begin_nested():
                    self._connection.execute(insert(counters).values(scope=scope, value=1))
            except IntegrityError:  # another transaction made the row first: raise that one
                continue
            return 1
        raise ConflictError(f"counter {scope}")
