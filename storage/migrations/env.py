"""What Alembic runs for each migration: on the connection that storage.migrate hands over."""

from alembic import context

from storage import (
    tables,
    tables_evidence,
    tables_lasting,
    tables_office,
    tables_reading,
    tables_signers,
    tables_signing,
    tables_work,
)
from storage.columns import METADATA

assert {  # noqa: S101 - imported to fill the metadata
    tables,
    tables_evidence,
    tables_lasting,
    tables_office,
    tables_reading,
    tables_signers,
    tables_signing,
    tables_work,
}

context.configure(connection=context.config.attributes["connection"], target_metadata=METADATA)
with context.begin_transaction():
    context.run_migrations()
