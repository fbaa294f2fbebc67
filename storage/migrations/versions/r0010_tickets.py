"""One-time tickets by which a signer's own machine fetches a file and brings it back signed."""

revision = "0010"
down_revision = "0009"


def upgrade() -> None:
    """Change nothing yet."""
