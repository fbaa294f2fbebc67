"""Signatures that wait for a timestamp, and those whose archive timestamp must be renewed.

Older code goes on with this: it embeds no signature without its timestamp, so nothing waits.
"""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    """Add what was promised of signatures, and the answers of timestamping authorities."""
    op.create_table(
        "lasting_signatures",
        sa.Column("document", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("agency", sa.Text(), nullable=False),
        sa.Column("level", sa.Text(), nullable=False),
        sa.Column("pending_since", sa.DateTime(timezone=True), nullable=True),
        sa.Column("problem", sa.Text(), nullable=True),
        sa.Column("failed", sa.Boolean(), nullable=False),
        sa.Column("renew_by", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("document", "version", name="pk_lasting_signatures"),
        sa.ForeignKeyConstraint(
            ["document", "version"],
            ["document_versions.document", "document_versions.version"],
            name="fk_lasting_signatures_document",
        ),
    )
    op.create_index("ix_lasting_signatures_pending_since", "lasting_signatures", ["pending_since"])
    op.create_index("ix_lasting_signatures_renew_by", "lasting_signatures", ["renew_by"])
    op.create_table(
        "timestamp_answers",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("document", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("file", sa.Text(), nullable=False),
        sa.Column("authority", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("answer", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_timestamp_answers"),
        sa.ForeignKeyConstraint(
            ["document", "version"],
            ["document_versions.document", "document_versions.version"],
            name="fk_timestamp_answers_document",
        ),
    )
    op.create_index("ix_timestamp_answers_document", "timestamp_answers", ["document", "version"])
