"""The catalogue: the truth about everything but the bytes, on SQLite or PostgreSQL.

It opens transactions and brings the schema up to date; what can be done within one is in
storage.transaction. Errors of the database become ours at this door.
"""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final, Self

from sqlalchemy import Engine, exc

from storage.clock import Clock
from storage.engine import connect, reading, writing
from storage.errors import ConflictError, FullError, UnavailableError
from storage.migrate import newest, upgrade, version
from storage.seed import seed
from storage.transaction import Transaction

_DISK_FULL: Final = "53100"  # SQLSTATE disk_full
_READ_ONLY: Final = "25006"  # SQLSTATE read_only_sql_transaction
_AGAIN: Final = frozenset({"40001", "40P01", "55P03"})  # serialization, deadlock, lock time-out


class Catalogue:
    """Transactions on one database. Safe for threads, and for processes that fork."""

    def __init__(self, engine: Engine, clock: Clock) -> None:
        self._engine = engine
        self._clock = clock

    @classmethod
    def connect(cls, url: str, clock: Clock) -> Self:
        """Return the catalogue at `sqlite:///FILE` or `postgresql+psycopg://...`.

        No connection is made before the first transaction.
        """
        return cls(connect(url), clock)

    def close(self) -> None:
        """Let go of all connections."""
        self._engine.dispose()

    def migrate(self) -> None:
        """Bring the schema up to date and fill a fresh catalogue with its samples.

        Two at once wait for each other. Raises `UnavailableError`, or `StateError` for a database
        that a newer version of this program has changed.
        """
        with self._door(), writing(self._engine) as connection:
            upgrade(connection)
            seed(Transaction(connection, self._clock))

    def schema_version(self) -> str | None:
        """Return the revision the database is at, or None for an empty one."""
        with self._door(), reading(self._engine) as connection:
            return version(connection)

    def up_to_date(self) -> bool:
        """Return whether the schema is the one this program speaks; raise `UnavailableError`."""
        return self.schema_version() == newest()

    @contextmanager
    def transaction(self) -> Iterator[Transaction]:
        """Read and write: everything is kept when the block ends, nothing when it raises.

        SQLite: one writer at a time (BEGIN IMMEDIATE). PostgreSQL: READ COMMITTED; repositories
        lock the rows that they change. Raises `ConflictError` when a row that must be there or
        must not be there was not or was, `UnavailableError` when trying again may help.
        """
        with self._door(), writing(self._engine) as connection:
            yield Transaction(connection, self._clock)

    @contextmanager
    def reading(self) -> Iterator[Transaction]:
        """Read only, on one state of the database. Raises `UnavailableError`.

        Whoever writes in it gets a `RuntimeError`: that is a mistake in the program.
        """
        with self._door(), reading(self._engine) as connection:
            yield Transaction(connection, self._clock)

    @contextmanager
    def _door(self) -> Iterator[None]:
        try:
            yield
        except exc.IntegrityError as error:
            raise ConflictError(_words(error)) from error
        except (exc.OperationalError, exc.InterfaceError, exc.TimeoutError) as error:
            _refuse_misuse(error)
            if _is_full(error):
                raise FullError(_words(error)) from error
            raise UnavailableError(_words(error)) from error
        except exc.DBAPIError as error:
            _refuse_misuse(error)
            if error.connection_invalidated or getattr(error.orig, "sqlstate", None) in _AGAIN:
                raise UnavailableError(_words(error)) from error
            raise


def _words(error: exc.SQLAlchemyError) -> str:
    """Return what the database said, without the statement: its parameters may be personal."""
    said = getattr(error, "orig", None)
    return f"{type(said or error).__name__}: {said or error}".splitlines()[0]


def _is_full(error: exc.SQLAlchemyError) -> bool:
    said = getattr(error, "orig", None)
    return (
        getattr(said, "sqlstate", None) == _DISK_FULL
        or getattr(said, "sqlite_errorcode", None) == sqlite3.SQLITE_FULL
    )


def _refuse_misuse(error: exc.SQLAlchemyError) -> None:
    said = getattr(error, "orig", None)
    if (
        getattr(said, "sqlstate", None) == _READ_ONLY
        or getattr(said, "sqlite_errorcode", None) == sqlite3.SQLITE_READONLY
    ):
        raise RuntimeError(f"a reading transaction writes: {_words(error)}") from error
