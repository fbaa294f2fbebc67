"""The column types that behave the same on SQLite and PostgreSQL, and the one metadata object.

Times go in and come out aware, in UTC; naive ones are refused. Choices are kept as their stable
words, so a reader of the database needs no code to understand it.
"""

from datetime import UTC, datetime
from enum import StrEnum
from typing import Final

from sqlalchemy import DateTime, Enum, MetaData, Text
from sqlalchemy.engine import Dialect
from sqlalchemy.types import TypeDecorator

METADATA: Final = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "pk": "pk_%(table_name)s",
    }
)


class Instant(TypeDecorator[datetime]):
    """A moment: `timestamp with time zone`, and text in UTC where a database has no such type."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Bring a moment to UTC; raise `ValueError` for one without a zone."""
        del dialect
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"a moment without a time zone: {value.isoformat()}")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Give the moment its zone back."""
        del dialect
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Plain(TypeDecorator[str]):
    """Text that any database takes.

    PostgreSQL refuses U+0000, and UTF-8 cannot carry lone surrogates; both come in names of files
    and in what a reader makes of dirt. They become U+FFFD.
    """

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:
        """Replace what cannot be kept."""
        del dialect
        if value is None:
            return None
        if value.isascii() and "\0" not in value:
            return value
        kept = value.replace("\0", "\ufffd")
        return kept.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def choice(words: type[StrEnum]) -> Enum:
    """Return a text column type for a closed set of words."""
    return Enum(
        words,
        native_enum=False,
        length=32,
        values_callable=lambda members: [member.value for member in members],
    )
