"""The clock of this program: everything below is handed one."""

from datetime import UTC, datetime


def utc_now() -> datetime:
    """Return the moment."""
    return datetime.now(UTC)
