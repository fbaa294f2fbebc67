"""Tables of a reading under way: what is read in runs, and whose turn it is."""

from typing import Final

from sqlalchemy import JSON, Column, ForeignKey, Integer, LargeBinary, Table

from storage.columns import METADATA, Instant, Plain, choice
from storage.jobs import Lane

reading_plans: Final = Table(  # a row for each stack that is being read in runs; gone afterwards
    "reading_plans",
    METADATA,
    Column("scan", ForeignKey("scans.id"), primary_key=True),
    Column("job", Plain, nullable=False),
    Column("lane", choice(Lane), nullable=False),
    Column("plan", LargeBinary, nullable=False),
    Column("served", Integer, nullable=False),  # runs that were given a worker; see turns_sql
    Column("served_at", Instant),
)

reading_runs: Final = Table(
    "reading_runs",
    METADATA,
    Column("scan", ForeignKey("reading_plans.scan"), primary_key=True),
    Column("position", Integer, primary_key=True),
    Column("job", Plain, nullable=False, unique=True),
    Column("first", Integer, nullable=False),
    Column("count", Integer, nullable=False),
    Column("pages", LargeBinary),  # what was read, until the stack is put together
    Column("refused", JSON, nullable=False),
    Column("given_up", Plain),
)

turns: Final = Table(  # locked by each worker that takes a job
    "turns",
    METADATA,
    Column("queue", Plain, primary_key=True),
    Column("passed", Integer, nullable=False),
)
