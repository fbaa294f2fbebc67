"""Brings a database's schema up to date with Alembic; never back."""

from importlib.resources import files
from typing import Final

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from alembic.util import CommandError
from sqlalchemy import Connection, text

from storage.engine import take_time
from storage.errors import StateError

_LOCK: Final = 0x50_68_6F_61  # PostgreSQL advisory lock: one migration at a time


def upgrade(connection: Connection) -> None:
    """Apply all migrations that are missing, in the connection's transaction.

    Raises `StateError` when the database is at a revision this program does not know.
    """
    take_time(connection)  # an index over millions of rows is not made in half a minute
    if connection.dialect.name == "postgresql":
        connection.execute(text("SET LOCAL lock_timeout = 0"))  # the one before takes as long
        connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _LOCK})
        connection.execute(text("SET LOCAL lock_timeout TO DEFAULT"))
    try:
        command.upgrade(_config(connection), "head")
    except CommandError as error:
        raise StateError(f"the catalogue is at a revision unknown here: {error}") from error


def version(connection: Connection) -> str | None:
    """Return the revision that the database is at, None for an empty one."""
    return MigrationContext.configure(connection).get_current_revision()


def newest() -> str | None:
    """Return the revision that `upgrade` leads to."""
    return ScriptDirectory.from_config(_scripts()).get_current_head()


def _scripts() -> Config:
    config = Config()
    config.set_main_option("script_location", str(files("storage.migrations")))
    return config


def _config(connection: Connection) -> Config:
    config = _scripts()
    config.attributes["connection"] = connection
    return config
