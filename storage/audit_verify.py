"""An independent check of the audit trail: its own SQL, its own hashing, its own reading of time.

It shares no code with the writer (storage.audit), so that a mistake there cannot hide here. It
needs only a database connection and, to notice that the tail was cut off or that the whole chain
was written anew, a head that was noted down elsewhere.

What it cannot see: a change to events younger than the last sequencing, about a second.
"""

import hashlib
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Final

from sqlalchemy import Connection, create_engine, text
from sqlalchemy.exc import OperationalError

from storage.errors import UnavailableError

_START: Final = "0" * 64
_MOST_FAULTS: Final = 100  # a report names the first so many
_PAGED: Final = {"yield_per": 1000}  # memory stays flat in the length of the trail
_CHAINED: Final = text(
    "SELECT seq, previous, hash, id, at, actor, role, agency, act, subject, dossier, data"
    " FROM events WHERE seq IS NOT NULL ORDER BY seq"
)
_UNCHAINED: Final = text("SELECT COUNT(*) FROM events WHERE seq IS NULL")
_HALF: Final = text(
    "SELECT id FROM events WHERE seq IS NULL AND (hash IS NOT NULL OR previous IS NOT NULL)"
)
_HEAD: Final = text("SELECT seq, hash FROM audit_head")


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """Something that cannot be so in an untouched trail: a stable code, where, and words."""

    code: str  # changed | gap | broken-link | half-chained | head | cut-off | rewritten
    seq: int | None
    message: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditReport:
    """What was found. `waiting` events are not chained yet, so nothing is said about them."""

    entries: int
    waiting: int
    head: str
    faults: tuple[Fault, ...] = field(default=())

    @property
    def sound(self) -> bool:
        """Whether nothing was found."""
        return not self.faults


def verify_url(url: str, noted: Sequence[tuple[int, str]] = ()) -> AuditReport:
    """Check the trail in the database at a catalogue URL; raise `UnavailableError`."""
    engine = create_engine(url)
    try:
        with engine.connect() as connection:
            return verify(_snapshot(connection), noted)
    except OperationalError as error:
        raise UnavailableError(str(error.orig).splitlines()[0]) from error
    finally:
        engine.dispose()


def _snapshot(connection: Connection) -> Connection:
    """Have all questions answered from one state: the trail of a running office grows meanwhile."""
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql("BEGIN")  # Python's driver begins none for a mere question
        return connection
    return connection.execution_options(isolation_level="REPEATABLE READ")


def verify(connection: Connection, noted: Sequence[tuple[int, str]] = ()) -> AuditReport:
    """Check the trail against itself and against heads (seq, hash) noted down elsewhere."""
    faults: list[Fault] = []
    heads = dict(noted)
    previous, count = _START, 0
    for entry in connection.execute(_CHAINED, execution_options=_PAGED).mappings():
        # (1) The numbers run 1, 2, 3, ...: a deleted or inserted entry leaves a gap or a twin.
        if entry["seq"] != count + 1:
            faults.append(_fault("gap", entry["seq"], f"expected entry {count + 1}"))
        count = entry["seq"]
        # (2) Each names the hash of the one before: a reordered or replaced entry does not.
        if entry["previous"] != previous:
            faults.append(_fault("broken-link", count, "does not follow the entry before it"))
        # (3) Its hash is that of what it says: a changed word changes it.
        found = _digest(dict(entry))
        if found != entry["hash"]:
            faults.append(_fault("changed", count, f"{entry['id']} says something else now"))
        # (4) Where a head was noted down, it is still this one.
        if heads.pop(count, entry["hash"]) != entry["hash"]:
            faults.append(_fault("rewritten", count, "differs from the head noted down"))
        previous = entry["hash"]
        if len(faults) >= _MOST_FAULTS:
            break
    else:
        faults.extend(_ends(connection, count, previous, heads))
    return AuditReport(
        entries=count,
        waiting=int(connection.execute(_UNCHAINED).scalar_one()),
        head=previous,
        faults=tuple(faults[:_MOST_FAULTS]),
    )


def _ends(connection: Connection, count: int, last: str, heads: dict[int, str]) -> Iterator[Fault]:
    # (5) The chain ends where the stored head says: a cut tail ends earlier.
    stored = connection.execute(_HEAD).all()
    if [tuple(row) for row in stored] not in ([(count, last)], [(0, _START)] if not count else []):
        yield _fault("head", count, "the stored head is not the chain's last entry")
    # (6) No head that was noted down lies beyond the end.
    for seq in sorted(heads):
        yield _fault("cut-off", seq, "an entry that was noted down is no longer there")
    # (7) No entry was taken out of the chain by clearing its number.
    for row in connection.execute(_HALF):
        yield _fault("half-chained", None, f"{row.id} lost its place in the chain")


def _digest(entry: dict[str, object]) -> str:
    said = {name: value for name, value in entry.items() if name != "hash"}
    said["at"] = _moment(said["at"])
    words = json.dumps(said, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(words.encode()).hexdigest()


def _moment(value: object) -> str:
    """Return the moment as it was hashed; SQLite keeps text in UTC without a zone."""
    moment = datetime.fromisoformat(value) if isinstance(value, str) else value
    if not isinstance(moment, datetime):
        return f"not a moment: {value!r}"
    aware = moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
    return aware.isoformat(timespec="microseconds")


def _fault(code: str, seq: int | None, message: str) -> Fault:
    return Fault(code=code, seq=seq, message=message)
