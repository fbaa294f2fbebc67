"""Mandates, batches, tickets of a signer's own machine, and approvals that prove themselves."""

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    """Change nothing yet."""
