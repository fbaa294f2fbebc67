"""What happened: one entry for each change of state and each reading of a personal document.

An entry is written in the transaction of the act. Later one sequencer chains the entries by hash
(storage.audit); `sohoa audit verify` checks that chain with code of its own.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from types import MappingProxyType


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """One entry. `data` holds ids, codes and digests, never content or names of citizens."""

    id: str  # evt_...
    at: datetime
    actor: str
    role: str
    agency: str
    act: str  # dotted, e.g. "document.confirmed", "reuse.granted", "reuse.refused"
    subject: str  # the id of what it is about
    dossier: str | None = None
    data: Mapping[str, object] = field(default_factory=lambda: MappingProxyType({}))
