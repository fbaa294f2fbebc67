"""Tables of who may sign for whom, and of batches signed with one act."""

from typing import Final

from sqlalchemy import JSON, Boolean, Column, Date, ForeignKey, Index, Integer, LargeBinary, Table

from storage.batches import BatchState, PinState
from storage.columns import METADATA, Instant, Plain, choice
from storage.mandates import Capacity

mandates: Final = Table(
    "mandates",
    METADATA,
    Column("id", Plain, primary_key=True),
    Column("agency", ForeignKey("agencies.code"), nullable=False),
    Column("signer", Plain, nullable=False),
    Column("capacity", choice(Capacity), nullable=False),
    Column("principal", Plain, nullable=False),
    Column("procedures", JSON, nullable=False),
    Column("types", JSON, nullable=False),
    Column("valid_from", Date, nullable=False),
    Column("valid_to", Date),
    Column("document_number", Plain),
    Column("document_date", Date),
    Column("created_at", Instant, nullable=False),
    Column("created_by", Plain, nullable=False),
    Column("ended_at", Instant),
    Column("ended_by", Plain),
    Index("ix_mandates_agency_signer", "agency", "signer"),
)

signing_batches: Final = Table(
    "signing_batches",
    METADATA,
    Column("id", Plain, primary_key=True),
    Column("agency", ForeignKey("agencies.code"), nullable=False),
    Column("key", ForeignKey("signing_keys.name")),
    Column("state", choice(BatchState), nullable=False),
    Column("pin", choice(PinState), nullable=False),
    Column("sealed_pin", LargeBinary),  # sealed to the signing worker, erased when done with
    Column("pin_until", Instant),
    Column("final_try", Boolean, nullable=False),
    Column("tries", Plain),
    Column("problem", Plain),
    Column("created_at", Instant, nullable=False),
    Column("created_by", Plain, nullable=False),
    Column("ended_at", Instant),
    Column("row", Integer, nullable=False),
    Index("ix_signing_batches_state", "state"),
)

signing_batch_items: Final = Table(
    "signing_batch_items",
    METADATA,
    Column("batch", ForeignKey("signing_batches.id"), primary_key=True),
    Column("position", Integer, primary_key=True, autoincrement=False),
    Column("task", Plain, nullable=False),
    Column("shown", Plain, nullable=False),
    Column("problem", Plain),
    Column("returned", Boolean, nullable=False),
    Index("ix_signing_batch_items_task", "task"),
)
