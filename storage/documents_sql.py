"""Documents in SQL: their record and their way through the states.

Files, pages and fields of a version are in files_sql.py and fields_sql.py; what a check of
signatures concluded is in verdicts_sql.py. `Documents` answers for all of them.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import TypedDict, Unpack

from sqlalchemy import Connection, Select, insert, or_, select, update
from sqlalchemy.exc import IntegrityError

from signing.verdict import FileVerdict
from storage.clock import Clock
from storage.counters_sql import Counters
from storage.errors import ConflictError, NotFoundError
from storage.events_sql import Events
from storage.fields import StoredField
from storage.fields_sql import Fields
from storage.files_sql import Files
from storage.people import Actor
from storage.records import REUSABLE, Document, DocumentPage, State, StoredFile
from storage.tables import document_versions, documents, pages
from storage.verdicts_sql import Verdicts


class DocumentChanges(TypedDict, total=False):
    """What may change on a document besides its state."""

    type: str
    title: str
    version: int
    code: str | None
    number: str | None
    issued_on: date | None
    expires_on: date | None


class Documents:
    """Documents and all that belongs to their versions."""

    def __init__(
        self, connection: Connection, clock: Clock, events: Events, counters: Counters
    ) -> None:
        self._connection = connection
        self._clock = clock
        self._events = events
        self._counters = counters
        self._files = Files(connection, clock)
        self._fields = Fields(connection, clock)
        self._verdicts = Verdicts(connection)

    def add(
        self,
        document: Document,
        *,
        files: Sequence[StoredFile],
        pages: Sequence[DocumentPage],
        fields: Mapping[str, StoredField],
        by: Actor,
    ) -> None:
        """Keep a new document with its first files, pages and fields.

        Raises `ConflictError` when its id or code exists, or its dossier does not.
        """
        try:
            with self._connection.begin_nested():
                self._connection.execute(insert(documents).values(**_row(document)))
                self._add_version(document, by)
        except IntegrityError as error:
            raise ConflictError(document.id) from error
        for file in files:
            self._files.add(file)
        self._files.add_pages(document.id, document.version, pages)
        self._fields.put(document.id, document.version, fields)
        self._events.record(
            by,
            f"document.{document.state}",
            document.id,
            dossier=document.dossier,
            files={file.representation: file.sha256 for file in files},
        )

    def load(self, document: str) -> Document:
        """Return the document with this id, or raise `NotFoundError`."""
        return self._one(select(documents).where(documents.c.id == document), document)

    def locked(self, document: str, *, shared: bool = False) -> Document:
        """Return the document as it is now; nobody changes it until the transaction ends.

        `shared`: others may hold it so at the same time. SQLite has one writer anyway.
        """
        query = select(documents).where(documents.c.id == document)
        return self._one(query.with_for_update(read=shared, key_share=not shared), document)

    def find(self, ref: str, visible: Collection[str] | None) -> Document:
        """Return the document with this id or DocCode among the visible agencies (None: all).

        Raises `NotFoundError` for one that is not there or not visible.
        """
        either = or_(documents.c.id == ref, documents.c.code == ref)
        found = self._one(select(documents).where(either), ref)
        if visible is not None and found.agency not in visible:
            raise NotFoundError(ref)
        return found

    def of_dossier(self, dossier: str) -> tuple[Document, ...]:
        """Return a dossier's documents, oldest first."""
        return self._many(select(documents).where(documents.c.dossier == dossier))

    def of_scan(self, scan: str) -> tuple[Document, ...]:
        """Return the documents that have pages from this scan, oldest first."""
        from_it = select(pages.c.document).where(pages.c.scan == scan)
        return self._many(select(documents).where(documents.c.id.in_(from_it)))

    def reusable(self, owner: str, *, type: str | None, on: date) -> tuple[Document, ...]:  # noqa: A002 - the domain's word
        """Return the owner's stored or issued documents that are valid on a day."""
        query = select(documents).where(
            documents.c.owner == owner,
            documents.c.state.in_(REUSABLE),
            or_(documents.c.expires_on.is_(None), documents.c.expires_on >= on),
        )
        return self._many(query if type is None else query.where(documents.c.type == type))

    def of_owner(self, owner: str, *, type: str | None) -> tuple[Document, ...]:  # noqa: A002 - the domain's word
        """Return all the owner's documents in any state: a look-up says why one is not reusable."""
        query = select(documents).where(documents.c.owner == owner)
        return self._many(query if type is None else query.where(documents.c.type == type))

    def advance(
        self,
        document: Document,
        state: State,
        by: Actor,
        *,
        reason: str | None = None,
        **changes: Unpack[DocumentChanges],
    ) -> Document:
        """Bring a document one state further and return it as it then is.

        Raises `StateError` when there is no such step, `ConflictError` when somebody changed the
        document since it was loaded, or its new code is taken.
        """
        further = replace(document.to(state, reason=reason), **changes, row=document.row + 1)
        self._save(document, further, by)
        self._events.record(
            by,
            f"document.{state}",
            document.id,
            dossier=document.dossier,
            version=further.version,
            reason=reason,
            code=further.code,
        )
        return further

    def change(self, document: Document, by: Actor, **changes: Unpack[DocumentChanges]) -> Document:
        """Change a document's record without a step, or raise `ConflictError`."""
        changed = replace(document, **changes, row=document.row + 1)
        self._save(document, changed, by)
        self._events.record(
            by, "document.changed", document.id, dossier=document.dossier, names=sorted(changes)
        )
        return changed

    def files(self, document: str, version: int) -> tuple[StoredFile, ...]:
        """Return the current file of each representation of a version."""
        return self._files.of(document, version)

    def add_file(self, file: StoredFile) -> None:
        """Make this the current file of its representation; see `Files.add`."""
        self._files.add(file)

    def add_pages(self, document: Document, pages: Sequence[DocumentPage]) -> None:
        """Keep the pages of the document's current version (a new version has none)."""
        self._files.add_pages(document.id, document.version, pages)

    def pages(self, document: str) -> tuple[DocumentPage, ...]:
        """Return the current version's pages in order."""
        return self._files.pages(document, self.load(document).version)

    def fields(self, document: str) -> Mapping[str, StoredField]:
        """Return the current version's fields by name."""
        return self._fields.of(document, self.load(document).version)

    def put_fields(self, document: str, fields: Mapping[str, StoredField]) -> None:
        """Keep suggested fields; one that a person has confirmed stays as it is."""
        self._fields.put(document, self.load(document).version, fields)

    def drop_fields(self, document: Document, names: Collection[str]) -> None:
        """Forget fields of this version that the paper says no more."""
        self._fields.drop(document.id, document.version, names)

    def set_fields(
        self, document: Document, values: Mapping[str, str], *, by: Actor, confirm: bool
    ) -> Document:
        """Set what a person typed; with `confirm` all the document's fields count as confirmed.

        The state stays. Raises `ConflictError` when the document changed since it was loaded.
        """
        changed = replace(document, row=document.row + 1)
        self._save(document, changed, by)
        self._fields.type_in(document.id, document.version, values, by=by, confirm=confirm)
        self._events.record(
            by,
            "fields.confirmed" if confirm else "fields.changed",
            document.id,
            dossier=document.dossier,
            names=sorted(values),
        )
        return changed

    def put_verdict(
        self, document: str, version: int, *, sha256: str, verdict: FileVerdict, at: datetime
    ) -> None:
        """Keep the newest verdict on a version's signed file."""
        self._verdicts.put(document, version, sha256=sha256, verdict=verdict, at=at)

    def verdict(self, document: str) -> tuple[FileVerdict, str, datetime] | None:
        """Return the current version's verdict, the digest it is about, and when it was reached."""
        return self._verdicts.of(document, self.load(document).version)

    def next_code(self, agency: str, abbreviation: str, *, version: int = 1) -> str:
        """Return a fresh DocCode, e.g. `G06.01_CV_000021_V1` (CV 7197)."""
        number = self._counters.next(f"doccode:{agency}:{abbreviation}")
        return f"{agency}_{abbreviation}_{number:06d}_V{version}"

    def _save(self, before: Document, after: Document, by: Actor) -> None:
        values = _row(after)
        try:
            with self._connection.begin_nested():
                saved = self._connection.execute(
                    update(documents)
                    .where(documents.c.id == before.id, documents.c.row == before.row)
                    .values(**values)
                )
        except IntegrityError as error:
            raise ConflictError(f"{before.id}: the code {after.code} is taken") from error
        if saved.rowcount == 0:
            raise ConflictError(f"{before.id} changed since row {before.row}")
        if after.version != before.version:
            self._add_version(after, by)

    def _add_version(self, document: Document, by: Actor) -> None:
        self._connection.execute(
            insert(document_versions).values(
                document=document.id,
                version=document.version,
                created_at=self._clock(),
                created_by=by.id,
            )
        )

    def _one(self, query: Select[tuple[object, ...]], name: str) -> Document:
        row = self._connection.execute(query).mappings().one_or_none()
        if row is None:
            raise NotFoundError(f"document {name}")
        return Document(**row)

    def _many(self, query: Select[tuple[object, ...]]) -> tuple[Document, ...]:
        rows = self._connection.execute(query.order_by(documents.c.id)).mappings()
        return tuple(Document(**row) for row in rows)


def _row(document: Document) -> dict[str, object]:
    return {column.name: getattr(document, column.name) for column in documents.columns}
