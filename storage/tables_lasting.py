"""Tables of signatures that wait for their level, and of what timestamping authorities said."""

from typing import Final

from sqlalchemy import (
    Boolean,
    Column,
    ForeignKeyConstraint,
    Index,
    Integer,
    LargeBinary,
    Table,
)

from storage.columns import METADATA, Instant, Plain

lasting_signatures: Final = Table(
    "lasting_signatures",
    METADATA,
    Column("document", Plain, primary_key=True),
    Column("version", Integer, primary_key=True),
    Column("agency", Plain, nullable=False),
    Column("level", Plain, nullable=False),
    Column("pending_since", Instant),
    Column("problem", Plain),
    Column("failed", Boolean, nullable=False),
    Column("renew_by", Instant),
    ForeignKeyConstraint(
        ["document", "version"], ["document_versions.document", "document_versions.version"]
    ),
    Index("ix_lasting_signatures_pending_since", "pending_since"),
    Index("ix_lasting_signatures_renew_by", "renew_by"),
)

timestamp_answers: Final = Table(
    "timestamp_answers",
    METADATA,
    Column("id", Plain, primary_key=True),
    Column("document", Plain, nullable=False),
    Column("version", Integer, nullable=False),
    Column("file", Plain, nullable=False),
    Column("authority", Plain, nullable=False),
    Column("at", Instant, nullable=False),
    Column("answer", LargeBinary, nullable=False),
    ForeignKeyConstraint(
        ["document", "version"], ["document_versions.document", "document_versions.version"]
    ),
    Index("ix_timestamp_answers_document", "document", "version"),
)
