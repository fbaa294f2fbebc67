"""A scan keeps what its reading warned of; of scans read before this nothing is known."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    """Add the list of warnings, empty for the scans that are there."""
    op.add_column("scans", sa.Column("warnings", sa.JSON(), nullable=False, server_default="[]"))
