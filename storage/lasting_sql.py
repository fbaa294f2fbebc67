"""Promised levels of signatures, and the answers of timestamping authorities, in SQL."""

from datetime import datetime

from sqlalchemy import ColumnElement, Connection, and_, delete, func, insert, select, update

from storage.ids import new_id
from storage.lasting import KeptAnswer, LastingRecord
from storage.tables_lasting import lasting_signatures, timestamp_answers


class LastingSignatures:
    """One row a signed version: which level was promised, whether it is reached, how long it lasts.

    Who signs again on the same version promises anew; a promise is never lowered.
    """

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def of(self, document: str, version: int) -> LastingRecord | None:
        """Return what is known of a version; None where nothing above b-b was promised."""
        row = self._connection.execute(
            select(lasting_signatures).where(_is(document, version))
        ).mappings()
        found = row.one_or_none()
        return None if found is None else LastingRecord(**found)

    def put(self, record: LastingRecord) -> None:
        """Keep a record in place of the one before."""
        self.forget(record.document, record.version)
        values = {
            column.name: getattr(record, column.name) for column in lasting_signatures.columns
        }
        self._connection.execute(insert(lasting_signatures).values(**values))

    def forget(self, document: str, version: int) -> None:
        """Drop the promise: those signatures are no longer the document's."""
        self._connection.execute(delete(lasting_signatures).where(_is(document, version)))

    def forget_older(self, document: str, version: int) -> None:
        """Drop what waits for the signatures of earlier versions: nobody needs them any more."""
        self._connection.execute(
            delete(lasting_signatures).where(
                lasting_signatures.c.document == document,
                lasting_signatures.c.version < version,
                lasting_signatures.c.pending_since.is_not(None),
            )
        )

    def trouble(self, document: str, version: int, problem: str, *, failed: bool) -> None:
        """Write down what it waits for, or why it was given up."""
        self._connection.execute(
            update(lasting_signatures)
            .where(_is(document, version))
            .values(problem=problem, failed=failed)
        )

    def waits(self, document: str, version: int) -> bool:
        """Tell whether the version is signed below what was promised."""
        found = self.of(document, version)
        return found is not None and found.pending_since is not None

    def pending(self) -> tuple[int, datetime | None]:
        """Return how many versions wait for a level, and since when the oldest of them does."""
        query = select(func.count(), func.min(lasting_signatures.c.pending_since)).where(
            lasting_signatures.c.pending_since.is_not(None), lasting_signatures.c.failed.is_(False)
        )
        count, oldest = self._connection.execute(query).one()
        return count, oldest

    def to_renew(self, before: datetime, *, limit: int) -> tuple[LastingRecord, ...]:
        """Return versions that need another archive timestamp by a moment, the first due first."""
        query = (
            select(lasting_signatures)
            .where(
                lasting_signatures.c.renew_by <= before,
                lasting_signatures.c.pending_since.is_(None),
                lasting_signatures.c.failed.is_(False),
            )
            .order_by(lasting_signatures.c.renew_by, lasting_signatures.c.document)
            .limit(limit)
        )
        rows = self._connection.execute(query).mappings()
        return tuple(LastingRecord(**row) for row in rows)

    def keep_answer(self, document: str, version: int, kept: KeptAnswer) -> None:
        """Keep what an authority said."""
        self._connection.execute(
            insert(timestamp_answers).values(
                id=new_id("tsr", kept.at),
                document=document,
                version=version,
                file=kept.file,
                authority=kept.authority,
                at=kept.at,
                answer=kept.answer,
            )
        )

    def answers(self, document: str, version: int) -> tuple[KeptAnswer, ...]:
        """Return what authorities said for a version's files, the oldest first."""
        c = timestamp_answers.c
        query = (
            select(c.file, c.authority, c.at, c.answer)
            .where(c.document == document, c.version == version)
            .order_by(c.at, c.id)
        )
        return tuple(KeptAnswer(**row) for row in self._connection.execute(query).mappings())


def _is(document: str, version: int) -> ColumnElement[bool]:
    return and_(lasting_signatures.c.document == document, lasting_signatures.c.version == version)
