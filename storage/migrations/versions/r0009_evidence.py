"""What a verdict rested on is kept beside the file, and may be removed by right.

Older code goes on with this: it writes verdicts without the new facts, and keeps no evidence.
"""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"


def upgrade() -> None:
    """Add facts of certificates, the policy of a verdict, and the table of evidence."""
    for name, kind in (
        ("organisation", sa.Text()),
        ("issuer_organisation", sa.Text()),
        ("valid_from", sa.DateTime(timezone=True)),
        ("valid_to", sa.DateTime(timezone=True)),
    ):
        op.add_column("signatures", sa.Column(name, kind, nullable=True))
    for name in ("policy", "policy_version"):
        op.add_column("verdicts", sa.Column(name, sa.Text(), nullable=True))
    op.create_table(
        "evidence",
        sa.Column("document", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("file", sa.Text(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("kind", sa.String(32), nullable=False),
        sa.Column("signature", sa.Text(), nullable=True),
        sa.Column("about", sa.Text(), nullable=False),
        sa.Column("kept_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("document", "version", "file", "position", name="pk_evidence"),
        sa.ForeignKeyConstraint(
            ["document", "version"],
            ["document_versions.document", "document_versions.version"],
            name="fk_evidence_document",
        ),
    )
    op.create_index("ix_evidence_sha256", "evidence", ["sha256"])
