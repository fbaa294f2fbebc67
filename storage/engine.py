"""How connections are made: the settings that the promises of the catalogue rest on."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Final

from sqlalchemy import Connection, Engine, create_engine, event, exc, make_url
from sqlalchemy.engine import URL

_BUSY_SECONDS: Final = 20  # how long a writer waits for the one before it
_STATEMENT_SECONDS: Final = 30
_CONNECT_SECONDS: Final = 5
_WRITES: Final = "sohoa_writes"  # execution option: what kind of transaction begins


def connect(url: str) -> Engine:
    """Return an engine for a SQLite file or a PostgreSQL database; `ValueError` for others."""
    target = make_url(url)
    match target.get_backend_name():
        case "sqlite":
            engine = _sqlite(target)
        case "postgresql":
            engine = _postgresql(target)
        case other:
            raise ValueError(f"no catalogue on {other}: sqlite:/// or postgresql+psycopg://")
    _survive_forks(engine)
    return engine


@contextmanager
def writing(engine: Engine) -> Iterator[Connection]:
    """Give a connection whose work is kept when the block ends well."""
    with engine.connect() as plain:
        connection = plain.execution_options(**{_WRITES: True})
        with connection.begin():
            yield connection


@contextmanager
def reading(engine: Engine) -> Iterator[Connection]:
    """Give a connection that sees one state of the database and cannot write."""
    with engine.connect() as plain:
        options: dict[str, Any] = {_WRITES: False}
        if engine.dialect.name == "postgresql":
            options |= {"postgresql_readonly": True, "isolation_level": "REPEATABLE READ"}
        connection = plain.execution_options(**options)
        with connection.begin():
            yield connection


def take_time(connection: Connection) -> None:
    """Lift the time limits of PostgreSQL for this transaction: it is long on purpose."""
    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql("SET LOCAL statement_timeout = 0")
        connection.exec_driver_sql("SET LOCAL idle_in_transaction_session_timeout = 0")


def _sqlite(target: URL) -> Engine:
    if target.database in {None, "", ":memory:"}:
        raise ValueError("the catalogue is a file: sqlite:////path/to/catalogue.db")
    engine = create_engine(
        target, connect_args={"timeout": _BUSY_SECONDS, "check_same_thread": False}
    )

    def prepare(connection: Any, _record: object) -> None:  # noqa: ANN401 - a DBAPI connection
        connection.isolation_level = None  # the driver must not begin transactions; `begin` does
        cursor = connection.cursor()
        cursor.execute("PRAGMA journal_mode = WAL")
        cursor.execute("PRAGMA synchronous = FULL")  # a commit is on the disk, also in WAL mode
        cursor.execute("PRAGMA foreign_keys = ON")
        cursor.close()

    def begin(connection: Connection) -> None:
        writes = connection.get_execution_options().get(_WRITES, False)
        connection.exec_driver_sql(f"PRAGMA query_only = {'OFF' if writes else 'ON'}")
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")

    event.listen(engine, "connect", prepare)
    event.listen(engine, "begin", begin)
    return engine


def _postgresql(target: URL) -> Engine:
    return create_engine(
        target,
        isolation_level="READ COMMITTED",
        pool_pre_ping=True,
        pool_size=5,
        max_overflow=10,
        pool_timeout=_BUSY_SECONDS,
        connect_args={
            "connect_timeout": _CONNECT_SECONDS,
            "options": (
                f"-c statement_timeout={_STATEMENT_SECONDS}s -c lock_timeout={_BUSY_SECONDS}s"
                " -c idle_in_transaction_session_timeout=60s -c timezone=UTC"
            ),
        },
    )


def _survive_forks(engine: Engine) -> None:
    """Never use, nor close, a connection that the parent process opened.

    Closing it would say goodbye to the parent's server, or drop the parent's file locks.
    """
    inherited: list[object] = []

    def remember(_connection: object, record: Any) -> None:  # noqa: ANN401 - a pool record
        record.info["pid"] = os.getpid()

    def check(_connection: object, record: Any, proxy: Any) -> None:  # noqa: ANN401 - pool records
        if record.info["pid"] != os.getpid():
            inherited.append(record.dbapi_connection)
            record.dbapi_connection = proxy.dbapi_connection = None
            raise exc.DisconnectionError("this connection belongs to the parent process")

    event.listen(engine, "connect", remember)
    event.listen(engine, "checkout", check)
