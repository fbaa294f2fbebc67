"""What is kept: dossiers, scans, documents and their versions."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Create the tables."""
    op.create_table(
        "dossiers",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("procedure", sa.Text(), nullable=False),
        sa.Column("owner", sa.Text(), nullable=False),
        sa.Column("agency", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("row", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_dossiers"),
        sa.ForeignKeyConstraint(["agency"], ["agencies.code"], name="fk_dossiers_agency"),
        sa.ForeignKeyConstraint(["owner"], ["owners.id"], name="fk_dossiers_owner"),
        sa.ForeignKeyConstraint(["procedure"], ["procedures.code"], name="fk_dossiers_procedure"),
        sa.UniqueConstraint("code", name="uq_dossiers_code"),
    )
    op.create_index("ix_dossiers_agency_id", "dossiers", ["agency", "id"])
    op.create_index("ix_dossiers_owner", "dossiers", ["owner"])
    op.create_table(
        "documents",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("kind", sa.String(32), nullable=False),
        sa.Column("dossier", sa.Text(), nullable=False),
        sa.Column("agency", sa.Text(), nullable=False),
        sa.Column("owner", sa.Text(), nullable=False),
        sa.Column("type", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("state", sa.String(32), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("code", sa.Text(), nullable=True),
        sa.Column("number", sa.Text(), nullable=True),
        sa.Column("issued_on", sa.Date(), nullable=True),
        sa.Column("expires_on", sa.Date(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("row", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_documents"),
        sa.ForeignKeyConstraint(["agency"], ["agencies.code"], name="fk_documents_agency"),
        sa.ForeignKeyConstraint(["dossier"], ["dossiers.id"], name="fk_documents_dossier"),
        sa.ForeignKeyConstraint(["owner"], ["owners.id"], name="fk_documents_owner"),
        sa.UniqueConstraint("code", name="uq_documents_code"),
    )
    op.create_index("ix_documents_dossier", "documents", ["dossier"])
    op.create_index("ix_documents_owner_type_state", "documents", ["owner", "type", "state"])
    op.create_table(
        "scans",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("dossier", sa.Text(), nullable=False),
        sa.Column("state", sa.String(32), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("received_by", sa.Text(), nullable=False),
        sa.Column("reading", sa.Text(), nullable=True),
        sa.Column("problem", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_scans"),
        sa.ForeignKeyConstraint(["dossier"], ["dossiers.id"], name="fk_scans_dossier"),
    )
    op.create_index("ix_scans_dossier", "scans", ["dossier"])
    op.create_table(
        "components",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("dossier", sa.Text(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("type", sa.Text(), nullable=False),
        sa.Column("required", sa.Boolean(), nullable=False),
        sa.Column("decision", sa.String(32), nullable=False),
        sa.Column("document", sa.Text(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_components"),
        sa.ForeignKeyConstraint(["document"], ["documents.id"], name="fk_components_document"),
        sa.ForeignKeyConstraint(["dossier"], ["dossiers.id"], name="fk_components_dossier"),
    )
    op.create_index("ix_components_dossier", "components", ["dossier"])
    op.create_table(
        "document_versions",
        sa.Column("document", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("document", "version", name="pk_document_versions"),
        sa.ForeignKeyConstraint(
            ["document"], ["documents.id"], name="fk_document_versions_document"
        ),
    )
    op.create_table(
        "scan_files",
        sa.Column("scan", sa.Text(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("media_type", sa.Text(), nullable=False),
        sa.Column("problem", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("scan", "position", name="pk_scan_files"),
        sa.ForeignKeyConstraint(["scan"], ["scans.id"], name="fk_scan_files_scan"),
    )
    op.create_index("ix_scan_files_sha256", "scan_files", ["sha256"])
    op.create_table(
        "fields",
        sa.Column("document", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.Column("confidence", sa.Float(), nullable=False),
        sa.Column("page", sa.Integer(), nullable=True),
        sa.Column("box", sa.JSON(), nullable=True),
        sa.Column("source", sa.String(32), nullable=False),
        sa.Column("confirmed_by", sa.Text(), nullable=True),
        sa.Column("confirmed_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("document", "version", "name", name="pk_fields"),
        sa.ForeignKeyConstraint(
            ["document", "version"],
            ["document_versions.document", "document_versions.version"],
            name="fk_fields_document",
        ),
    )
    op.create_table(
        "pages",
        sa.Column("document", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("index", sa.Integer(), nullable=False),
        sa.Column("scan", sa.Text(), nullable=True),
        sa.Column("scan_page", sa.Integer(), nullable=False),
        sa.Column("width", sa.Integer(), nullable=False),
        sa.Column("height", sa.Integer(), nullable=False),
        sa.Column("dpi", sa.Integer(), nullable=False),
        sa.Column("rotation", sa.Integer(), nullable=False),
        sa.Column("skew", sa.Float(), nullable=False),
        sa.Column("blank", sa.Boolean(), nullable=False),
        sa.Column("confidence", sa.Float(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("document", "version", "index", name="pk_pages"),
        sa.ForeignKeyConstraint(
            ["document", "version"],
            ["document_versions.document", "document_versions.version"],
            name="fk_pages_document",
        ),
        sa.ForeignKeyConstraint(["scan"], ["scans.id"], name="fk_pages_scan"),
    )
    op.create_index("ix_pages_scan", "pages", ["scan"])
    op.create_table(
        "stored_files",
        sa.Column("document", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("representation", sa.String(32), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("media_type", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=True),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint(
            "document", "version", "representation", "position", name="pk_stored_files"
        ),
        sa.ForeignKeyConstraint(
            ["document", "version"],
            ["document_versions.document", "document_versions.version"],
            name="fk_stored_files_document",
        ),
    )
    op.create_index("ix_stored_files_sha256", "stored_files", ["sha256"])
    op.create_table(
        "verdicts",
        sa.Column("document", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.Column("checked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("conclusion", sa.String(32), nullable=False),
        sa.Column("structure", sa.String(32), nullable=False),
        sa.Column("findings", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("document", "version", name="pk_verdicts"),
        sa.ForeignKeyConstraint(
            ["document", "version"],
            ["document_versions.document", "document_versions.version"],
            name="fk_verdicts_document",
        ),
    )
