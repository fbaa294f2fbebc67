"""Which objects a document version consists of, and its pages, in SQL."""

from collections.abc import Sequence

from sqlalchemy import Connection, insert, select

from storage.clock import Clock
from storage.errors import ConflictError
from storage.records import DocumentPage, Representation, StoredFile
from storage.tables import pages, stored_files


class Files:
    """Files of versions. A row is never changed: a newer file of a representation covers it."""

    def __init__(self, connection: Connection, clock: Clock) -> None:
        self._connection = connection
        self._clock = clock

    def add(self, file: StoredFile) -> None:
        """Make this the current file of its representation; adding it again changes nothing.

        Signed files grow, so a representation may be covered, except the original: that raises
        `ConflictError` (V1 is never overwritten; other pages make another version).
        """
        query = (
            select(stored_files.c.position, stored_files.c.sha256)
            .where(
                stored_files.c.document == file.document,
                stored_files.c.version == file.version,
                stored_files.c.representation == file.representation,
            )
            .order_by(stored_files.c.position.desc())
            .limit(1)
        )
        current = self._connection.execute(query).one_or_none()
        if current is not None:
            if current.sha256 == file.sha256:
                return
            if file.representation is Representation.ORIGINAL:
                raise ConflictError(f"{file.document} V{file.version} has another original")
        self._connection.execute(
            insert(stored_files).values(
                document=file.document,
                version=file.version,
                representation=file.representation,
                position=0 if current is None else current.position + 1,
                sha256=file.sha256,
                size=file.size,
                media_type=file.media_type,
                name=file.name,
                added_at=self._clock(),
            )
        )

    def of(self, document: str, version: int) -> tuple[StoredFile, ...]:
        """Return the current file of each representation, in the representations' order."""
        query = (
            select(
                stored_files.c.document,
                stored_files.c.version,
                stored_files.c.representation,
                stored_files.c.sha256,
                stored_files.c.size,
                stored_files.c.media_type,
                stored_files.c.name,
            )
            .where(stored_files.c.document == document, stored_files.c.version == version)
            .order_by(stored_files.c.position)
        )
        rows = self._connection.execute(query).mappings()
        newest = {row["representation"]: StoredFile(**row) for row in rows}
        return tuple(newest[form] for form in Representation if form in newest)

    def add_pages(self, document: str, version: int, added: Sequence[DocumentPage]) -> None:
        """Keep a version's pages."""
        for page in added:
            self._connection.execute(
                insert(pages).values(
                    document=document,
                    version=version,
                    index=page.index,
                    scan=page.scan,
                    scan_page=page.scan_page,
                    width=page.width,
                    height=page.height,
                    dpi=page.dpi,
                    rotation=page.rotation,
                    skew=page.skew,
                    blank=page.blank,
                    confidence=page.confidence,
                    text=page.text,
                )
            )

    def pages(self, document: str, version: int) -> tuple[DocumentPage, ...]:
        """Return a version's pages in order."""
        wanted = [column for column in pages.columns if column.name not in {"document", "version"}]
        query = select(*wanted).where(pages.c.document == document, pages.c.version == version)
        rows = self._connection.execute(query.order_by(pages.c.index)).mappings()
        return tuple(DocumentPage(**row) for row in rows)
