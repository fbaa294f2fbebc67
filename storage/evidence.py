"""Evidence of verdicts as it is kept: which piece, of which document's which file, since when."""

from dataclasses import dataclass
from datetime import datetime

from signing.evidence_piece import Piece
from storage.objects import Digest


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptPiece:
    """A piece beside the file (SHA-256 `file`) of a document's version; its bytes are an object."""

    document: str
    version: int
    file: Digest
    piece: Piece
    kept_at: datetime
