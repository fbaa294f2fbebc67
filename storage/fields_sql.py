"""The fields of a document version, in SQL."""

from collections.abc import Collection, Mapping

from sqlalchemy import Connection, RowMapping, delete, insert, select, update

from ingest.text import Box, FieldSource
from storage.clock import Clock
from storage.fields import StoredField
from storage.people import Actor
from storage.tables import fields


class Fields:
    """Values by name; what a person confirmed is never overwritten by a machine."""

    def __init__(self, connection: Connection, clock: Clock) -> None:
        self._connection = connection
        self._clock = clock

    def of(self, document: str, version: int) -> dict[str, StoredField]:
        """Return a version's fields by name."""
        query = select(fields).where(fields.c.document == document, fields.c.version == version)
        rows = self._connection.execute(query.order_by(fields.c.name)).mappings()
        return {row["name"]: _field(row) for row in rows}

    def put(self, document: str, version: int, values: Mapping[str, StoredField]) -> None:
        """Keep suggestions in place of older suggestions; confirmed values stay."""
        known = self.of(document, version)
        for name, value in values.items():
            before = known.get(name)
            if before is None or before.confirmed_by is None:
                self._write(document, version, name, value, known=before is not None)

    def drop(self, document: str, version: int, names: Collection[str]) -> None:
        """Forget these fields, confirmed or not: the paper says them no more."""
        self._connection.execute(
            delete(fields).where(
                fields.c.document == document,
                fields.c.version == version,
                fields.c.name.in_(names),
            )
        )

    def type_in(
        self,
        document: str,
        version: int,
        values: Mapping[str, str],
        *,
        by: Actor,
        confirm: bool,
    ) -> None:
        """Keep what a person typed; with `confirm` everything is confirmed by that person."""
        known = self.of(document, version)
        who, when = (by.id, self._clock()) if confirm else (None, None)
        for name, value in values.items():
            before = known.get(name)
            same = before is not None and before.value == value
            typed = StoredField(
                value=value,
                confidence=before.confidence if before is not None and same else 1.0,
                page=before.page if before is not None else None,
                box=before.box if before is not None else None,
                source=before.source if before is not None and same else FieldSource.TYPED,
                confirmed_by=who,
                confirmed_at=when,
            )
            self._write(document, version, name, typed, known=before is not None)
        if confirm:
            rest = update(fields).where(
                fields.c.document == document,
                fields.c.version == version,
                fields.c.confirmed_by.is_(None),
            )
            self._connection.execute(rest.values(confirmed_by=who, confirmed_at=when))

    def _write(
        self, document: str, version: int, name: str, field: StoredField, *, known: bool
    ) -> None:
        box = field.box
        values = {
            "value": field.value,
            "confidence": field.confidence,
            "page": field.page,
            "box": None if box is None else [box.x0, box.y0, box.x1, box.y1],
            "source": field.source,
            "confirmed_by": field.confirmed_by,
            "confirmed_at": field.confirmed_at,
        }
        if known:
            at = (
                fields.c.document == document,
                fields.c.version == version,
                fields.c.name == name,
            )
            self._connection.execute(update(fields).where(*at).values(**values))
        else:
            self._connection.execute(
                insert(fields).values(document=document, version=version, name=name, **values)
            )


def _field(row: RowMapping) -> StoredField:
    return StoredField(
        value=row["value"],
        confidence=row["confidence"],
        page=row["page"],
        box=None if row["box"] is None else Box(*row["box"]),
        source=row["source"],
        confirmed_by=row["confirmed_by"],
        confirmed_at=row["confirmed_at"],
    )
