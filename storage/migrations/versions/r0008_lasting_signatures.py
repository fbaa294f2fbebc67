"""Signatures that wait for a timestamp, and those whose archive timestamp must be renewed."""

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    """Change nothing yet."""
