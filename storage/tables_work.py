"""Tables of what happens: signatures found, signing tasks, jobs, reuse, and the audit trail."""

from typing import Final

from sqlalchemy import (
    JSON,
    Column,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Integer,
    LargeBinary,
    Table,
    text,
)

from signing.verdict import (
    Changes,
    Coverage,
    Indication,
    Integrity,
    Kind,
    Level,
    Revocation,
    TimeSource,
    Trust,
)
from storage.columns import METADATA, Instant, Plain, choice
from storage.jobs import JobState, Lane
from storage.people import Role
from storage.tasks import Kept, TaskState

_OPEN: Final = "state IN ('waiting', 'approved', 'prepared', 'cms-made')"
_EFFECTIVE: Final = "state NOT IN ('refused', 'failed')"

signatures: Final = Table(
    "signatures",
    METADATA,
    Column("document", Plain, primary_key=True),
    Column("version", Integer, primary_key=True),
    Column("position", Integer, primary_key=True),
    Column("field", Plain, nullable=False),
    Column("kind", choice(Kind), nullable=False),
    Column("signer", Plain),
    Column("issuer", Plain),
    Column("serial", Plain),
    Column("integrity", choice(Integrity), nullable=False),
    Column("coverage", choice(Coverage), nullable=False),
    Column("changes", choice(Changes), nullable=False),
    Column("indication", choice(Indication), nullable=False),
    Column("subindication", Plain),
    Column("trust", choice(Trust), nullable=False),
    Column("revocation", choice(Revocation), nullable=False),
    Column("level", choice(Level), nullable=False),
    Column("time", Instant),
    Column("time_source", choice(TimeSource)),
    Column("reasons", JSON, nullable=False),
    Column("organisation", Plain),
    Column("issuer_organisation", Plain),
    Column("valid_from", Instant),
    Column("valid_to", Instant),
    ForeignKeyConstraint(["document", "version"], ["verdicts.document", "verdicts.version"]),
)

signing_keys: Final = Table(  # public halves only: there is no column for the other
    "signing_keys",
    METADATA,
    Column("name", Plain, primary_key=True),
    Column("agency", ForeignKey("agencies.code"), nullable=False),
    Column("holder", Plain, nullable=False),
    Column("profile", Plain, nullable=False),
    Column("certificate", Plain, nullable=False),
    Column("chain", Plain, nullable=False),
    Column("kept", choice(Kept), nullable=False, server_default=Kept.OFFICE.value),
    Column("image", LargeBinary),
    Index("ix_signing_keys_holder_profile", "holder", "profile"),
)

signing_tasks: Final = Table(
    "signing_tasks",
    METADATA,
    Column("id", Plain, primary_key=True),
    Column("document", ForeignKey("documents.id"), nullable=False),
    Column("agency", ForeignKey("agencies.code"), nullable=False),
    Column("signer", Plain, nullable=False),
    Column("key", ForeignKey("signing_keys.name"), nullable=False),
    Column("capacity", Plain, nullable=False),
    Column("profile", Plain, nullable=False),
    Column("level", Plain, nullable=False),
    Column("state", choice(TaskState), nullable=False),
    Column("created_at", Instant, nullable=False),
    Column("created_by", Plain, nullable=False),
    Column("shown", Plain),
    Column("prepared", Plain),
    Column("digest", Plain),
    Column("region", JSON),
    Column("cms", Plain),
    Column("signed", Plain),
    Column("reason", Plain),
    Column("batch", Plain, index=True),
    Column("mandate", Plain),
    Column("approval", Plain),
    Column("statement", Plain),
    Column("row", Integer, nullable=False),
    Index("ix_signing_tasks_agency_state", "agency", "state"),
    # However often it is asked for or run, one open task and one signed result.
    Index(
        "uq_signing_tasks_open",
        "document",
        "key",
        unique=True,
        sqlite_where=text(_OPEN),
        postgresql_where=text(_OPEN),
    ),
    Index(
        "uq_signing_tasks_shown",
        "document",
        "key",
        "shown",
        unique=True,
        sqlite_where=text(_EFFECTIVE),
        postgresql_where=text(_EFFECTIVE),
    ),
)

jobs: Final = Table(
    "jobs",
    METADATA,
    Column("id", Plain, primary_key=True),
    Column("step", Plain, nullable=False),
    Column("subject", Plain, nullable=False, index=True),
    Column("agency", Plain, nullable=False),
    Column("state", choice(JobState), nullable=False),
    Column("created_at", Instant, nullable=False),
    Column("created_by", Plain, nullable=False),
    Column("token", Integer, nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("lease_until", Instant),
    Column("lease_by", Plain),
    Column("next_try", Instant),
    Column("rung_at", Instant),
    Column("done", Integer, nullable=False),
    Column("total", Integer, nullable=False),
    Column("error", Plain),
    Column("detail", Plain),
    Column("finished_at", Instant),
    Column("lane", choice(Lane), nullable=False, server_default=Lane.COUNTER.value),
    Index("ix_jobs_state_id", "state", "id"),
)

reuse_links: Final = Table(
    "reuse_links",
    METADATA,
    Column("id", Plain, primary_key=True),
    Column("document", Plain, nullable=False, index=True),
    Column("version", Integer, nullable=False),
    Column("sha256", Plain, nullable=False),
    Column("dossier", Plain, nullable=False, index=True),
    Column("own_dossier", ForeignKey("dossiers.id")),
    Column("agency", Plain, nullable=False),
    Column("actor", Plain, nullable=False),
    Column("procedure", Plain, nullable=False),
    Column("purpose", Plain, nullable=False),
    Column("legal_basis", Plain, nullable=False),
    Column("fields", JSON, nullable=False),
    Column("at", Instant, nullable=False),
    Column("receipt", Plain, nullable=False),
    ForeignKeyConstraint(
        ["document", "version"], ["document_versions.document", "document_versions.version"]
    ),
)

events: Final = Table(
    "events",
    METADATA,
    Column("id", Plain, primary_key=True),
    Column("at", Instant, nullable=False),
    Column("actor", Plain, nullable=False),
    Column("role", choice(Role), nullable=False),
    Column("agency", Plain, nullable=False),
    Column("act", Plain, nullable=False),
    Column("subject", Plain, nullable=False),
    Column("dossier", Plain, index=True),
    Column("data", Plain, nullable=False),  # canonical JSON: these very characters are hashed
    Column("seq", Integer, unique=True),  # null until the sequencer has chained it
    Column("previous", Plain),
    Column("hash", Plain),
    Index("ix_events_subject_id", "subject", "id"),
)

audit_head: Final = Table(  # one row, locked by the one sequencer
    "audit_head",
    METADATA,
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("seq", Integer, nullable=False),
    Column("hash", Plain, nullable=False),
)
