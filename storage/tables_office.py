"""Tables of the office itself: agencies, owners, procedures, types, people, and small counters."""

from typing import Final

from sqlalchemy import JSON, Boolean, Column, Date, ForeignKey, Integer, LargeBinary, Table

from storage.columns import METADATA, Instant, Plain, choice
from storage.people import Role

agencies: Final = Table(
    "agencies",
    METADATA,
    Column("code", Plain, primary_key=True),
    Column("name", Plain, nullable=False),
    Column("parent", ForeignKey("agencies.code"), index=True),
    Column("valid_from", Date),
    Column("valid_to", Date),
    Column("successor", ForeignKey("agencies.code"), index=True),
)

owners: Final = Table(
    "owners",
    METADATA,
    Column("id", Plain, primary_key=True),
    Column("scheme", Plain, nullable=False),
    Column("number", Plain, nullable=False),
    Column("name", Plain, nullable=False),
)

owner_numbers: Final = Table(  # the owner's own number and every alias, e.g. an old CMND
    "owner_numbers",
    METADATA,
    Column("scheme", Plain, primary_key=True),
    Column("number", Plain, primary_key=True),
    Column("owner", ForeignKey("owners.id"), nullable=False, index=True),
)

document_types: Final = Table(
    "document_types",
    METADATA,
    Column("code", Plain, primary_key=True),
    Column("name_vi", Plain, nullable=False),
    Column("name_en", Plain, nullable=False),
    Column("abbreviation", Plain, nullable=False),
    Column("titles", JSON, nullable=False),
    Column("fields", JSON, nullable=False),
    Column("validity_days", Integer),
    Column("sensitive", Boolean, nullable=False),
    Column("sample", Boolean, nullable=False),
)

procedures: Final = Table(
    "procedures",
    METADATA,
    Column("code", Plain, primary_key=True),
    Column("name", Plain, nullable=False),
    Column("sample", Boolean, nullable=False),
)

procedure_components: Final = Table(
    "procedure_components",
    METADATA,
    Column("procedure", ForeignKey("procedures.code"), primary_key=True),
    Column("position", Integer, primary_key=True),
    Column("type", ForeignKey("document_types.code"), nullable=False),
    Column("required", Boolean, nullable=False),
)

people: Final = Table(
    "people",
    METADATA,
    Column("id", Plain, primary_key=True),
    Column("login", Plain, nullable=False, unique=True),
    Column("name", Plain, nullable=False),
    Column("role", choice(Role), nullable=False),
    Column("agency", ForeignKey("agencies.code"), nullable=False),
    Column("disabled", Boolean, nullable=False),
    Column("password_hash", Plain, nullable=False),
)

clients: Final = Table(
    "clients",
    METADATA,
    Column("id", Plain, primary_key=True),
    Column("name", Plain, nullable=False),
    Column("role", choice(Role), nullable=False),
    Column("agency", ForeignKey("agencies.code"), nullable=False),
    Column("disabled", Boolean, nullable=False),
    Column("secret_hash", Plain, nullable=False),
)

counters: Final = Table(
    "counters",
    METADATA,
    Column("scope", Plain, primary_key=True),
    Column("value", Integer, nullable=False),
)

idempotency: Final = Table(
    "idempotency",
    METADATA,
    Column("client", Plain, primary_key=True),
    Column("key", Plain, primary_key=True),
    Column("fingerprint", Plain, nullable=False),
    Column("begun_at", Instant, nullable=False, index=True),
    Column("status", Integer),  # null while the first request is being answered
    Column("headers", JSON),
    Column("body", LargeBinary),
)
