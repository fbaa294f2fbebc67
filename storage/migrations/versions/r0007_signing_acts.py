"""Mandates, batches of signatures, and approvals that prove themselves.

Older code goes on with this: its tasks belong to no batch. What it approves proves nothing, so the
signing worker refuses it, and it is to be approved again.
"""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    """Add mandates and batches, and to a task its batch, its mandate and its two proofs."""
    for name in ("batch", "mandate", "approval", "statement"):
        op.add_column("signing_tasks", sa.Column(name, sa.Text(), nullable=True))
    op.create_index("ix_signing_tasks_batch", "signing_tasks", ["batch"])
    op.create_table(
        "mandates",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("agency", sa.Text(), nullable=False),
        sa.Column("signer", sa.Text(), nullable=False),
        sa.Column("capacity", sa.String(32), nullable=False),
        sa.Column("principal", sa.Text(), nullable=False),
        sa.Column("procedures", sa.JSON(), nullable=False),
        sa.Column("types", sa.JSON(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.Column("document_number", sa.Text(), nullable=True),
        sa.Column("document_date", sa.Date(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.Text(), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_by", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_mandates"),
        sa.ForeignKeyConstraint(["agency"], ["agencies.code"], name="fk_mandates_agency"),
    )
    op.create_index("ix_mandates_agency_signer", "mandates", ["agency", "signer"])
    op.create_table(
        "signing_batches",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("agency", sa.Text(), nullable=False),
        sa.Column("key", sa.Text(), nullable=True),
        sa.Column("state", sa.String(32), nullable=False),
        sa.Column("pin", sa.String(32), nullable=False),
        sa.Column("sealed_pin", sa.LargeBinary(), nullable=True),
        sa.Column("pin_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("final_try", sa.Boolean(), nullable=False),
        sa.Column("tries", sa.Text(), nullable=True),
        sa.Column("problem", sa.Text(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.Text(), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("row", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_signing_batches"),
        sa.ForeignKeyConstraint(["agency"], ["agencies.code"], name="fk_signing_batches_agency"),
        sa.ForeignKeyConstraint(["key"], ["signing_keys.name"], name="fk_signing_batches_key"),
    )
    op.create_index("ix_signing_batches_state", "signing_batches", ["state"])
    op.create_table(
        "signing_batch_items",
        sa.Column("batch", sa.Text(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("task", sa.Text(), nullable=False),
        sa.Column("shown", sa.Text(), nullable=False),
        sa.Column("problem", sa.Text(), nullable=True),
        sa.Column("returned", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("batch", "position", name="pk_signing_batch_items"),
        sa.ForeignKeyConstraint(
            ["batch"], ["signing_batches.id"], name="fk_signing_batch_items_batch"
        ),
    )
    op.create_index("ix_signing_batch_items_task", "signing_batch_items", ["task"])
