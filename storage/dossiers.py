"""A dossier: one application of one owner for one procedure, and the stacks scanned into it."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import NewType

from ingest.text import ReadingWarning
from storage.objects import Digest
from storage.records import DocumentId, DossierId, ScanId

OwnerId = NewType("OwnerId", str)  # own_...


@dataclass(frozen=True, slots=True, kw_only=True)
class Owner:
    """Whom a dossier and its documents belong to. `scheme`: cccd, cmnd, mst, ..."""

    id: OwnerId
    scheme: str
    number: str
    name: str


class Decision(StrEnum):
    """What was done about a required component (TT 03/2025/TT-VPCP art. 5, NQ 66.7/2025)."""

    EXPECTED = "expected"
    SCANNED = "scanned"
    REUSED = "reused"
    DATA_LOOKUP = "data-lookup"
    NOT_SCANNED = "not-scanned"
    E_SUBMITTED = "e-submitted"


@dataclass(frozen=True, slots=True, kw_only=True)
class Component:
    """One paper that the procedure asks for, in one dossier."""

    id: str  # cmp_...
    dossier: DossierId
    position: int
    type: str
    required: bool
    decision: Decision = Decision.EXPECTED
    document: DocumentId | None = None
    reason: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Dossier:
    """`code` is opaque (DOMAIN: three formats coexist) and unique; `state` follows the portal."""

    id: DossierId
    code: str
    procedure: str
    owner: Owner
    agency: str
    created_at: datetime
    state: str = "received"
    row: int = 1


class ScanState(StrEnum):
    """Where a stack stands."""

    RECEIVED = "received"
    READ = "read"  # documents proposed
    SPLIT = "split"  # a person accepted the split
    QUARANTINED = "quarantined"


@dataclass(frozen=True, slots=True, kw_only=True)
class ScanFile:
    """A file of a stack, as it was handed in."""

    position: int
    name: str
    sha256: Digest
    size: int
    media_type: str
    problem: str | None = None  # a stable code when this file could not be read


@dataclass(frozen=True, slots=True, kw_only=True)
class Scan:
    """Files handed in together for one dossier. `reading` is the side-car object's key.

    A warning's `page` indexes into the scan's pages.
    """

    id: ScanId
    dossier: DossierId
    state: ScanState
    received_at: datetime
    received_by: str
    files: tuple[ScanFile, ...]
    reading: Digest | None = None
    problem: str | None = None
    warnings: tuple[ReadingWarning, ...] = ()
