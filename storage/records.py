"""A document of a dossier, its versions, and the states it may pass through.

Two lives share one vocabulary of states: a *component* is a paper that somebody brought, a
*result* is a decision that the office makes.
"""

from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum
from types import MappingProxyType
from typing import Final, NewType, Self

from storage.errors import StateError
from storage.objects import Digest

DocumentId = NewType("DocumentId", str)  # doc_...
DossierId = NewType("DossierId", str)  # dos_...
ScanId = NewType("ScanId", str)  # scn_...


class Kind(StrEnum):
    """Which of the two lives the document leads."""

    COMPONENT = "component"
    RESULT = "result"


class State(StrEnum):
    """Where a document stands."""

    # a component
    RECEIVED = "received"
    READ = "read"  # split off, text and fields suggested
    FILED = "filed"  # a person accepted what belongs to it; digitiser's signature asked for
    CONFIRMED = "confirmed"  # a person confirmed its fields
    STORED = "stored"  # signed, coded, reusable
    QUARANTINED = "quarantined"
    # a result
    DRAFT = "draft"
    NUMBERED = "numbered"
    SIGNED = "signed"
    SEALED = "sealed"
    ISSUED = "issued"  # verified in full, reusable
    # both
    REPLACED = "replaced"
    WITHDRAWN = "withdrawn"
    EXPIRED = "expired"


REUSABLE: Final = frozenset({State.STORED, State.ISSUED})

_NEXT: Final = MappingProxyType(
    {
        State.RECEIVED: frozenset({State.READ, State.QUARANTINED}),
        State.READ: frozenset({State.FILED, State.QUARANTINED}),
        State.FILED: frozenset({State.CONFIRMED, State.QUARANTINED}),
        State.CONFIRMED: frozenset({State.STORED}),
        State.STORED: frozenset({State.REPLACED, State.WITHDRAWN, State.EXPIRED}),
        State.QUARANTINED: frozenset(),
        State.DRAFT: frozenset({State.NUMBERED}),
        State.NUMBERED: frozenset({State.SIGNED, State.DRAFT}),
        State.SIGNED: frozenset({State.SEALED, State.DRAFT}),
        State.SEALED: frozenset({State.ISSUED, State.DRAFT}),
        State.ISSUED: frozenset({State.WITHDRAWN, State.REPLACED}),
        State.REPLACED: frozenset(),
        State.WITHDRAWN: frozenset(),
        State.EXPIRED: frozenset(),
    }
)


class Representation(StrEnum):
    """One of the byte forms that a version of a document has."""

    ORIGINAL = "original"  # as it was handed in
    ARCHIVE = "archive"  # searchable PDF/A made from it; for results: the stamped draft
    SIGNED = "signed"  # the archive form with signatures, grown by incremental updates only
    ACCESS = "access"  # a small copy for reading
    TEXT = "text"  # side-car JSON: pages, words, boxes


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """One paper. `row` counts changes, for optimistic locking (ETag of the record)."""

    id: DocumentId
    kind: Kind
    dossier: DossierId
    agency: str
    owner: str  # own_...
    type: str  # a document type's code, or "UNKNOWN"
    title: str
    state: State
    created_at: datetime
    version: int = 1
    code: str | None = None  # DocCode, given when stored or issued
    number: str | None = None  # so, ky hieu
    issued_on: date | None = None
    expires_on: date | None = None
    reason: str | None = None  # why quarantined, refused or withdrawn
    row: int = 1

    def to(self, state: State, *, reason: str | None = None) -> Self:
        """Return the document one step further, or raise `StateError`."""
        if state not in _NEXT[self.state]:
            raise StateError(f"{self.id}: {self.state} cannot become {state}")
        return replace(self, state=state, reason=reason)


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredFile:
    """One representation of one version: which object, how large, what kind of bytes."""

    document: DocumentId
    version: int
    representation: Representation
    sha256: Digest
    size: int
    media_type: str
    name: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentPage:
    """A page of a document version, in order; `scan_page` indexes into the scan's pages."""

    index: int
    scan: ScanId | None
    scan_page: int
    width: int
    height: int
    dpi: int
    rotation: int
    skew: float
    blank: bool
    confidence: float
    text: str
