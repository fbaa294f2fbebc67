"""Tables of what is kept: dossiers, the stacks scanned into them, and their documents."""

from typing import Final

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    Column,
    Date,
    Float,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Integer,
    Table,
)

from ingest.text import FieldSource
from signing.verdict import Conclusion, Structure
from storage.columns import METADATA, Instant, Plain, choice
from storage.dossiers import Decision, ScanState
from storage.records import Kind, Representation, State

dossiers: Final = Table(
    "dossiers",
    METADATA,
    Column("id", Plain, primary_key=True),
    Column("code", Plain, nullable=False, unique=True),
    Column("procedure", ForeignKey("procedures.code"), nullable=False),
    Column("owner", ForeignKey("owners.id"), nullable=False, index=True),
    Column("agency", ForeignKey("agencies.code"), nullable=False),
    Column("created_at", Instant, nullable=False),
    Column("state", Plain, nullable=False),
    Column("row", Integer, nullable=False),
    Index("ix_dossiers_agency_id", "agency", "id"),
)

components: Final = Table(
    "components",
    METADATA,
    Column("id", Plain, primary_key=True),
    Column("dossier", ForeignKey("dossiers.id"), nullable=False, index=True),
    Column("position", Integer, nullable=False),
    Column("type", Plain, nullable=False),
    Column("required", Boolean, nullable=False),
    Column("decision", choice(Decision), nullable=False),
    Column("document", ForeignKey("documents.id")),
    Column("reason", Plain),
)

scans: Final = Table(
    "scans",
    METADATA,
    Column("id", Plain, primary_key=True),
    Column("dossier", ForeignKey("dossiers.id"), nullable=False, index=True),
    Column("state", choice(ScanState), nullable=False),
    Column("received_at", Instant, nullable=False),
    Column("received_by", Plain, nullable=False),
    Column("reading", Plain),
    Column("problem", Plain),
    Column("warnings", JSON, nullable=False),
)

scan_files: Final = Table(
    "scan_files",
    METADATA,
    Column("scan", ForeignKey("scans.id"), primary_key=True),
    Column("position", Integer, primary_key=True),
    Column("name", Plain, nullable=False),
    Column("sha256", Plain, nullable=False, index=True),
    Column("size", BigInteger, nullable=False),
    Column("media_type", Plain, nullable=False),
    Column("problem", Plain),
)

documents: Final = Table(
    "documents",
    METADATA,
    Column("id", Plain, primary_key=True),
    Column("kind", choice(Kind), nullable=False),
    Column("dossier", ForeignKey("dossiers.id"), nullable=False, index=True),
    Column("agency", ForeignKey("agencies.code"), nullable=False),
    Column("owner", ForeignKey("owners.id"), nullable=False),
    Column("type", Plain, nullable=False),
    Column("title", Plain, nullable=False),
    Column("state", choice(State), nullable=False),
    Column("created_at", Instant, nullable=False),
    Column("version", Integer, nullable=False),
    Column("code", Plain, unique=True),
    Column("number", Plain),
    Column("issued_on", Date),
    Column("expires_on", Date),
    Column("reason", Plain),
    Column("row", Integer, nullable=False),
    Index("ix_documents_owner_type_state", "owner", "type", "state"),
)

document_versions: Final = Table(
    "document_versions",
    METADATA,
    Column("document", ForeignKey("documents.id"), primary_key=True),
    Column("version", Integer, primary_key=True),
    Column("created_at", Instant, nullable=False),
    Column("created_by", Plain, nullable=False),
)


def _of_version() -> ForeignKeyConstraint:
    return ForeignKeyConstraint(
        ["document", "version"], ["document_versions.document", "document_versions.version"]
    )


stored_files: Final = Table(  # grows only: the highest `position` of a representation is current
    "stored_files",
    METADATA,
    Column("document", Plain, primary_key=True),
    Column("version", Integer, primary_key=True),
    Column("representation", choice(Representation), primary_key=True),
    Column("position", Integer, primary_key=True),
    Column("sha256", Plain, nullable=False, index=True),
    Column("size", BigInteger, nullable=False),
    Column("media_type", Plain, nullable=False),
    Column("name", Plain),
    Column("added_at", Instant, nullable=False),
    _of_version(),
)

pages: Final = Table(
    "pages",
    METADATA,
    Column("document", Plain, primary_key=True),
    Column("version", Integer, primary_key=True),
    Column("index", Integer, primary_key=True),
    Column("scan", ForeignKey("scans.id"), index=True),
    Column("scan_page", Integer, nullable=False),
    Column("width", Integer, nullable=False),
    Column("height", Integer, nullable=False),
    Column("dpi", Integer, nullable=False),
    Column("rotation", Integer, nullable=False),
    Column("skew", Float, nullable=False),
    Column("blank", Boolean, nullable=False),
    Column("confidence", Float, nullable=False),
    Column("text", Plain, nullable=False),
    _of_version(),
)

fields: Final = Table(
    "fields",
    METADATA,
    Column("document", Plain, primary_key=True),
    Column("version", Integer, primary_key=True),
    Column("name", Plain, primary_key=True),
    Column("value", Plain, nullable=False),
    Column("confidence", Float, nullable=False),
    Column("page", Integer),
    Column("box", JSON),
    Column("source", choice(FieldSource), nullable=False),
    Column("confirmed_by", Plain),
    Column("confirmed_at", Instant),
    _of_version(),
)

verdicts: Final = Table(
    "verdicts",
    METADATA,
    Column("document", Plain, primary_key=True),
    Column("version", Integer, primary_key=True),
    Column("sha256", Plain, nullable=False),
    Column("checked_at", Instant, nullable=False),
    Column("conclusion", choice(Conclusion), nullable=False),
    Column("structure", choice(Structure), nullable=False),
    Column("findings", JSON, nullable=False),
    Column("policy", Plain),  # absent in verdicts that older code reached
    Column("policy_version", Plain),
    _of_version(),
)
