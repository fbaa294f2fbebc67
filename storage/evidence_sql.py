"""Evidence of verdicts in SQL (TT 15/2025/TT-BKHCN art. 5 and 6: kept, and removable)."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Connection, delete, func, insert, select

from signing.evidence_piece import Piece, PieceKind
from storage.evidence import KeptPiece
from storage.objects import Digest
from storage.tables_evidence import evidence


class EvidenceOfVerdicts:
    """Grows with each judgement of a file, until somebody removes it by right."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def keep(
        self, document: str, version: int, *, file: str, pieces: Sequence[Piece], at: datetime
    ) -> None:
        """Add what is not kept yet of this file; its verdict takes the place of the one before.

        Answers of earlier judgements stay: the law wants those of the time of signing.
        """
        of_file = (
            (evidence.c.document == document)
            & (evidence.c.version == version)
            & (evidence.c.file == file)
        )
        self._connection.execute(
            delete(evidence).where(of_file, evidence.c.kind == PieceKind.VERDICT)
        )
        query = select(evidence.c.signature, evidence.c.sha256).where(of_file)
        known = {(row.signature, row.sha256) for row in self._connection.execute(query)}
        last = select(func.max(evidence.c.position)).where(of_file)
        position = self._connection.execute(last).scalar()
        start = 0 if position is None else int(position) + 1
        new = [piece for piece in pieces if (piece.signature, piece.sha256) not in known]
        rows = [
            {
                "document": document,
                "version": version,
                "file": file,
                "position": start + number,
                "sha256": piece.sha256,
                "size": piece.size,
                "kind": piece.kind,
                "signature": piece.signature,
                "about": piece.about,
                "kept_at": at,
            }
            for number, piece in enumerate(dict.fromkeys(new))
        ]
        if rows:
            self._connection.execute(insert(evidence), rows)

    def of(self, document: str) -> tuple[KeptPiece, ...]:
        """Return all that is kept of a document, oldest version first."""
        query = (
            select(evidence)
            .where(evidence.c.document == document)
            .order_by(evidence.c.version, evidence.c.file, evidence.c.position)
        )
        return tuple(
            KeptPiece(
                document=row.document,
                version=row.version,
                file=Digest(row.file),
                kept_at=row.kept_at,
                piece=Piece(
                    kind=row.kind,
                    sha256=row.sha256,
                    size=row.size,
                    signature=row.signature,
                    about=row.about,
                ),
            )
            for row in self._connection.execute(query)
        )

    def remove(self, document: str) -> tuple[str, ...]:
        """Forget all evidence of a document; return the objects that no evidence names any more.

        `fsck` then tells them as unreferenced; nothing of ours hands them out.
        """
        named = {kept.piece.sha256 for kept in self.of(document)}
        self._connection.execute(delete(evidence).where(evidence.c.document == document))
        found = select(evidence.c.sha256).where(evidence.c.sha256.in_(named)).distinct()
        still = set(self._connection.execute(found).scalars())
        return tuple(sorted(named - still))
