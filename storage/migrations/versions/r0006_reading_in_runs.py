"""Stacks are read in runs, counter work goes before batches, and every stack has its turn.

Older code goes on with this: it enqueues for the counter, and reads a whole stack in one job.
"""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    """Add the lane of a job, the runs of a reading, and the turns of the queues."""
    op.add_column(
        "jobs", sa.Column("lane", sa.String(32), nullable=False, server_default="counter")
    )
    op.create_table(
        "turns",
        sa.Column("queue", sa.Text(), nullable=False),
        sa.Column("passed", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("queue", name="pk_turns"),
    )
    op.create_table(
        "reading_plans",
        sa.Column("scan", sa.Text(), nullable=False),
        sa.Column("job", sa.Text(), nullable=False),
        sa.Column("lane", sa.String(32), nullable=False),
        sa.Column("plan", sa.LargeBinary(), nullable=False),
        sa.Column("served", sa.Integer(), nullable=False),
        sa.Column("served_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("scan", name="pk_reading_plans"),
        sa.ForeignKeyConstraint(["scan"], ["scans.id"], name="fk_reading_plans_scan"),
    )
    op.create_table(
        "reading_runs",
        sa.Column("scan", sa.Text(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("job", sa.Text(), nullable=False),
        sa.Column("first", sa.Integer(), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.Column("pages", sa.LargeBinary(), nullable=True),
        sa.Column("refused", sa.JSON(), nullable=False),
        sa.Column("given_up", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("scan", "position", name="pk_reading_runs"),
        sa.UniqueConstraint("job", name="uq_reading_runs_job"),
        sa.ForeignKeyConstraint(["scan"], ["reading_plans.scan"], name="fk_reading_runs_scan"),
    )
