"""One-time tickets by which a signer's own machine fetches a file and brings it back signed.

With them, where a signing key is kept, and the picture of the handwriting or seal that its
signatures show. Older code goes on: the new columns have defaults, the new table it does not know.
"""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"


def upgrade() -> None:
    """Add the table, and the columns of signing keys."""
    op.add_column(
        "signing_keys", sa.Column("kept", sa.String(32), nullable=False, server_default="office")
    )
    op.add_column("signing_keys", sa.Column("image", sa.LargeBinary(), nullable=True))
    op.create_table(
        "return_tickets",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("secret_hash", sa.Text(), nullable=False),
        sa.Column("task", sa.Text(), nullable=False),
        sa.Column("document", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("shown", sa.Text(), nullable=False),
        sa.Column("deed", sa.String(32), nullable=False),
        sa.Column("holder", sa.Text(), nullable=False),
        sa.Column("holder_name", sa.Text(), nullable=False),
        sa.Column("holder_role", sa.String(32), nullable=False),
        sa.Column("agency", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("approval", sa.Text(), nullable=False),
        sa.Column("fetched", sa.Integer(), nullable=False),
        sa.Column("tried", sa.Integer(), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("returned", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_return_tickets"),
        sa.ForeignKeyConstraint(["task"], ["signing_tasks.id"], name="fk_return_tickets_task"),
        sa.ForeignKeyConstraint(["document"], ["documents.id"], name="fk_return_tickets_document"),
        sa.ForeignKeyConstraint(["agency"], ["agencies.code"], name="fk_return_tickets_agency"),
    )
    op.create_index("uq_return_tickets_secret_hash", "return_tickets", ["secret_hash"], unique=True)
    op.create_index("ix_return_tickets_task", "return_tickets", ["task"])
