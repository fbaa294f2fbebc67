"""The table of what signers' own machines need: tickets to bring files back."""

from typing import Final

from sqlalchemy import Column, ForeignKey, Index, Integer, Table

from storage.columns import METADATA, Instant, Plain, choice
from storage.people import Role
from storage.returns import Deed

return_tickets: Final = Table(
    "return_tickets",
    METADATA,
    Column("id", Plain, primary_key=True),
    Column("secret_hash", Plain, nullable=False),
    Column("task", ForeignKey("signing_tasks.id"), nullable=False),
    Column("document", ForeignKey("documents.id"), nullable=False),
    Column("version", Integer, nullable=False),
    Column("shown", Plain, nullable=False),
    Column("deed", choice(Deed), nullable=False),
    Column("holder", Plain, nullable=False),
    Column("holder_name", Plain, nullable=False),
    Column("holder_role", choice(Role), nullable=False),
    Column("agency", ForeignKey("agencies.code"), nullable=False),
    Column("created_at", Instant, nullable=False),
    Column("expires_at", Instant, nullable=False),
    Column("approval", Plain, nullable=False),
    Column("fetched", Integer, nullable=False),
    Column("tried", Integer, nullable=False),
    Column("used_at", Instant),
    Column("returned", Plain),
    Index("uq_return_tickets_secret_hash", "secret_hash", unique=True),
    Index("ix_return_tickets_task", "task"),
)
