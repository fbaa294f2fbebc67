"""Reuse links in SQL."""

from sqlalchemy import Connection, RowMapping, insert, or_, select
from sqlalchemy.exc import IntegrityError

from storage.errors import ConflictError
from storage.events_sql import Events
from storage.people import Actor
from storage.reuse import ReuseLink
from storage.tables_work import reuse_links


class Reuses:
    """Who used which document version for what: grows only."""

    def __init__(self, connection: Connection, events: Events) -> None:
        self._connection = connection
        self._events = events

    def add(self, link: ReuseLink, by: Actor) -> None:
        """Keep a link and its trace; `ConflictError` for a known id or an unknown document."""
        values = {column.name: getattr(link, column.name) for column in reuse_links.columns}
        try:
            with self._connection.begin_nested():
                self._connection.execute(
                    insert(reuse_links).values(**{**values, "fields": [*link.fields]})
                )
        except IntegrityError as error:
            raise ConflictError(link.id) from error
        self._events.record(
            by,
            "reuse.granted",
            link.document,
            dossier=link.own_dossier,
            link=link.id,
            version=link.version,
            sha256=link.sha256,
            asker_dossier=link.dossier,
            procedure=link.procedure,
            purpose=link.purpose,
            legal_basis=link.legal_basis,
            fields=[*link.fields],
        )

    def of_document(self, document: str) -> tuple[ReuseLink, ...]:
        """Return who used a document, oldest first."""
        query = select(reuse_links).where(reuse_links.c.document == document)
        rows = self._connection.execute(query.order_by(reuse_links.c.id)).mappings()
        return tuple(_link(row) for row in rows)

    def of_dossier(self, dossier: str) -> tuple[ReuseLink, ...]:
        """Return what a dossier used, by its code or, for one of ours, its id; oldest first."""
        either = or_(reuse_links.c.dossier == dossier, reuse_links.c.own_dossier == dossier)
        rows = self._connection.execute(
            select(reuse_links).where(either).order_by(reuse_links.c.id)
        )
        return tuple(_link(row) for row in rows.mappings())


def _link(row: RowMapping) -> ReuseLink:
    return ReuseLink(**{**row, "fields": tuple(row["fields"])})
