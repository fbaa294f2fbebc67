"""What a verdict rested on is kept beside the file, and may be removed by right."""

revision = "0009"
down_revision = "0008"


def upgrade() -> None:
    """Change nothing yet."""
