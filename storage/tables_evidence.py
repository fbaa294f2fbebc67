"""The table of evidence: what verdicts rested on, kept beside the file (TT 15/2025 art. 6)."""

from typing import Final

from sqlalchemy import BigInteger, Column, ForeignKeyConstraint, Integer, Table

from signing.evidence_piece import PieceKind
from storage.columns import METADATA, Instant, Plain, choice

evidence: Final = Table(
    "evidence",
    METADATA,
    Column("document", Plain, primary_key=True),
    Column("version", Integer, primary_key=True),
    Column("file", Plain, primary_key=True),  # SHA-256 of the bytes that were judged
    Column("position", Integer, primary_key=True),
    Column("sha256", Plain, nullable=False, index=True),
    Column("size", BigInteger, nullable=False),
    Column("kind", choice(PieceKind), nullable=False),
    Column("signature", Plain),  # the field; absent: about the whole file
    Column("about", Plain, nullable=False),
    Column("kept_at", Instant, nullable=False),
    ForeignKeyConstraint(
        ["document", "version"], ["document_versions.document", "document_versions.version"]
    ),
)
