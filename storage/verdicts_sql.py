"""What the newest check of a version's signatures concluded, in SQL."""

from dataclasses import fields as attributes
from datetime import datetime

from sqlalchemy import Connection, delete, insert, select

from signing.verdict import FileVerdict, JudgedBy, Reason, SignatureVerdict
from storage.tables import verdicts
from storage.tables_work import signatures


class Verdicts:
    """One verdict a version: the newest; older ones are in the audit trail by their digest."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def put(
        self, document: str, version: int, *, sha256: str, verdict: FileVerdict, at: datetime
    ) -> None:
        """Keep a verdict in place of the one before."""
        for table in (signatures, verdicts):
            self._connection.execute(
                delete(table).where(table.c.document == document, table.c.version == version)
            )
        self._connection.execute(
            insert(verdicts).values(
                document=document,
                version=version,
                sha256=sha256,
                checked_at=at,
                conclusion=verdict.conclusion,
                structure=verdict.structure,
                findings=_pairs(verdict.findings),
                policy=verdict.policy.identifier if verdict.policy else None,
                policy_version=verdict.policy.version if verdict.policy else None,
            )
        )
        for position, signature in enumerate(verdict.signatures):
            values = {slot.name: getattr(signature, slot.name) for slot in attributes(signature)}
            self._connection.execute(
                insert(signatures).values(
                    **{
                        **values,
                        "document": document,
                        "version": version,
                        "position": position,
                        "reasons": _pairs(signature.reasons),
                    }
                )
            )

    def of(self, document: str, version: int) -> tuple[FileVerdict, str, datetime] | None:
        """Return the verdict, the digest of the file it is about, and when it was reached."""
        query = select(verdicts).where(
            verdicts.c.document == document, verdicts.c.version == version
        )
        head = self._connection.execute(query).one_or_none()
        if head is None:
            return None
        wanted = [signatures.c[slot.name] for slot in attributes(SignatureVerdict)]
        found = (
            select(*wanted)
            .where(signatures.c.document == document, signatures.c.version == version)
            .order_by(signatures.c.position)
        )
        verdict = FileVerdict(
            sha256=head.sha256,
            conclusion=head.conclusion,
            structure=head.structure,
            findings=_reasons(head.findings),
            signatures=tuple(
                SignatureVerdict(**{**row, "reasons": _reasons(row["reasons"])})
                for row in self._connection.execute(found).mappings()
            ),
            policy=JudgedBy(head.policy, head.policy_version) if head.policy else None,
            checked_at=head.checked_at,
        )
        return verdict, head.sha256, head.checked_at


def _pairs(reasons: tuple[Reason, ...]) -> list[list[str]]:
    return [[reason.code, reason.message] for reason in reasons]


def _reasons(pairs: list[list[str]]) -> tuple[Reason, ...]:
    return tuple(Reason(code, message) for code, message in pairs)
