"""Reuse: a link from a document version to a dossier of another procedure, never a copy."""

from dataclasses import dataclass
from datetime import datetime

from storage.records import DocumentId, DossierId


@dataclass(frozen=True, slots=True, kw_only=True)
class ReuseLink:
    """Who used which version of which document, for what, on which legal basis."""

    id: str  # use_...
    document: DocumentId
    version: int
    sha256: str
    dossier: str  # the asker's dossier code: may live in another office's system
    own_dossier: DossierId | None
    agency: str
    actor: str
    procedure: str
    purpose: str
    legal_basis: str
    fields: tuple[str, ...]
    at: datetime
    receipt: str  # JWS over request, answer, hashes and time
