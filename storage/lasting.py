"""What was promised of a version's signatures, and how far it is."""

from dataclasses import dataclass
from datetime import datetime

from storage.records import DocumentId


@dataclass(frozen=True, slots=True, kw_only=True)
class LastingRecord:
    """One signed version of a document.

    `level`: the highest that was promised (b-t, b-lt, b-lta). `pending_since`: since when it is
    signed without having that level; None when it has. `problem`: the stable code of what it
    waits for, or of why it was given up (`failed`). `renew_by`: the moment before which it needs
    another archive timestamp.
    """

    document: DocumentId
    version: int
    agency: str
    level: str
    pending_since: datetime | None = None
    problem: str | None = None
    failed: bool = False
    renew_by: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptAnswer:
    """What a timestamping authority said (DER TimeStampResp), for a file that holds its token."""

    file: str  # SHA-256 of the signed file
    authority: str
    at: datetime
    answer: bytes
