"""The sequencer: gives new events their place in one chain of hashes.

Each chained event carries a number without gaps, the hash of the one before, and its own hash:
SHA-256 over canonical JSON (sorted keys, no spaces, ASCII) of all it says. One row, the head, is
locked while the chain grows, so that any number of sequencers is one. The check of the chain is
in storage.audit_verify and shares nothing with this module.
"""

import hashlib
from dataclasses import dataclass
from datetime import UTC
from typing import Final

from sqlalchemy import Connection, RowMapping, bindparam, select, update

from storage.events_sql import canonical
from storage.tables_work import audit_head, events
from storage.transaction import Transaction

GENESIS: Final = "0" * 64


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditHead:
    """How long the chain is and its last hash: keep a copy elsewhere to notice a cut tail."""

    seq: int
    hash: str


def chain(tx: Transaction, limit: int = 1000) -> int:
    """Chain the oldest events that are not in the chain yet; return how many.

    Call it in a transaction of its own, again and again; less than `limit` means all are in.
    """
    current = _locked_head(tx.connection)
    waiting = select(events).where(events.c.seq.is_(None)).order_by(events.c.id).limit(limit)
    links = []
    for row in tx.connection.execute(waiting).mappings():
        seq, previous = current.seq + 1, current.hash
        current = AuditHead(seq=seq, hash=_hash(row, seq, previous))
        links.append({"at_id": row["id"], "seq": seq, "previous": previous, "hash": current.hash})
    if links:
        tx.connection.execute(update(events).where(events.c.id == bindparam("at_id")), links)
        tx.connection.execute(update(audit_head).values(seq=current.seq, hash=current.hash))
    return len(links)


def head(tx: Transaction) -> AuditHead:
    """Return the chain's end as it is now."""
    row = tx.connection.execute(select(audit_head.c.seq, audit_head.c.hash)).one()
    return AuditHead(seq=row.seq, hash=row.hash)


def waiting(tx: Transaction) -> int:
    """Return how many events are not in the chain yet."""
    return len(tx.connection.execute(select(events.c.id).where(events.c.seq.is_(None))).all())


def _locked_head(connection: Connection) -> AuditHead:
    row = connection.execute(
        select(audit_head.c.seq, audit_head.c.hash).with_for_update()
    ).one()  # the migration that made the table put the row there
    return AuditHead(seq=row.seq, hash=row.hash)


def _hash(row: RowMapping, seq: int, previous: str) -> str:
    said = canonical(
        {
            "seq": seq,
            "previous": previous,
            "id": row["id"],
            "at": row["at"].astimezone(UTC).isoformat(timespec="microseconds"),
            "actor": row["actor"],
            "role": str(row["role"]),
            "agency": row["agency"],
            "act": row["act"],
            "subject": row["subject"],
            "dossier": row["dossier"],
            "data": row["data"],
        }
    )
    return hashlib.sha256(said.encode("ascii")).hexdigest()
