"""A piece of what a verdict rested on, as a fact that may be stored (TT 15/2025 art. 5, 6)."""

import hashlib
from dataclasses import dataclass
from enum import StrEnum


class PieceKind(StrEnum):
    """What a piece of evidence is; also the ending of its file's name."""

    CERTIFICATE = "cer"
    CRL = "crl"
    CRL_EXCERPT = "crlx"  # of a long CRL: what it says of this path; its signature fits the whole
    OCSP = "ocsp"
    TIMESTAMP = "tst"
    VERDICT = "json"


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """One piece: which signature's (its field; None: the whole file's), and about whom."""

    kind: PieceKind
    sha256: str
    size: int  # bytes
    signature: str | None
    about: str  # a certificate's subject, an answer's issuer, a verdict's policy


def piece_of(kind: PieceKind, data: bytes, signature: str | None, about: str) -> Piece:
    """Return the piece that these bytes are."""
    return Piece(
        kind=kind,
        sha256=hashlib.sha256(data).hexdigest(),
        size=len(data),
        signature=signature,
        about=about,
    )
