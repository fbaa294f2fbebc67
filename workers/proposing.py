"""From a stack that was read to proposed documents with their archive files, in the catalogue.

A PDF that arrived signed is never rewritten: it is one document, its bytes as they came, and the
judging of its signatures is asked for. Where a cover sheet named the expected parts and just these
were found, the counter has said already what the stack is, and the split is accepted as it stands.
"""

import io
import json
from dataclasses import dataclass, replace
from pathlib import Path

from ingest.archiving.archive_file import ArchiveMetadata, ArchiveResult
from ingest.digitize import propose
from ingest.papers.cover import decode
from ingest.scans.scan_file import MediaType
from ingest.sidecar import to_json
from ingest.text import PageText, ProposedDocument, Reading, ReadingWarning, SourceFile
from storage.catalogue import Catalogue
from storage.clock import Clock
from storage.dossiers import Dossier, Scan
from storage.ids import new_id
from storage.jobs import Job, Lease
from storage.objects import ObjectStore
from storage.procedures import DocumentType
from storage.records import (
    Document,
    DocumentId,
    DocumentPage,
    Kind,
    Representation,
    State,
    StoredFile,
)
from storage.transaction import Transaction
from workers.doorbell import Doorbell
from workers.errors import TaskRefusedError
from workers.filing import suggested
from workers.reading_warnings import all_warnings
from workers.ringing import ring
from workers.sandboxed import Sandboxed
from workers.splitting import Splitting
from workers.stack import Stack
from workers.steps import Step
from workers.workbench import Workbench


@dataclass(frozen=True, slots=True)
class _Paper:
    """A proposed document on its way into the catalogue."""

    document: Document
    proposal: ProposedDocument
    files: tuple[StoredFile, ...]
    signed: bool
    warnings: tuple[ReadingWarning, ...]


@dataclass(frozen=True, slots=True)
class Proposing:
    """Makes the proposal of a stack, exactly once: it is written under the lease of READ."""

    catalogue: Catalogue
    objects: ObjectStore
    sandbox: Sandboxed
    splitting: Splitting
    doorbell: Doorbell
    clock: Clock

    def propose(
        self,
        lease: Lease,
        dossier: Dossier,
        scan: Scan,
        stack: Stack,
        types: tuple[DocumentType, ...],
        bench: Workbench,
    ) -> None:
        """Keep what a stack was read to be; the scan is READ, and its job done."""
        reading = _understand(scan, stack, types)
        papers = [
            self._write(bench, dossier, scan, stack, reading, proposal)
            for proposal in reading.documents
        ]
        written = [warning for paper in papers for warning in paper.warnings]
        warnings = all_warnings(reading, dossier.code, written, unread=stack.unread)
        reading = replace(reading, warnings=warnings)
        key = self.objects.put(io.BytesIO(json.dumps(to_json(reading)).encode()))
        with self.catalogue.transaction() as tx:
            tx.jobs.hold(lease)
            tx.readings.forget(scan.id)
            scan = tx.scans.save_reading(
                scan.id,
                reading=key,
                problems=dict(stack.problems),
                by=lease.by,
                warnings=reading.warnings,
            )
            jobs = [*self._save(tx, scan, reading, papers, lease)]
            if _as_expected(reading, dossier):
                jobs += self.splitting.accept_scan(tx, scan, None, lease.by)[1]
        ring(self.doorbell, self.catalogue, *jobs)

    def _write(
        self,
        bench: Workbench,
        dossier: Dossier,
        scan: Scan,
        stack: Stack,
        reading: Reading,
        proposal: ProposedDocument,
    ) -> _Paper:
        now = self.clock()
        document = Document(
            id=DocumentId(new_id("doc", now)),
            kind=Kind.COMPONENT,
            dossier=dossier.id,
            agency=dossier.agency,
            owner=dossier.owner.id,
            type=proposal.type,
            title=proposal.title,
            state=State.READ,
            created_at=now,
        )
        pages = tuple(reading.pages[index] for index in proposal.pages)
        sources = {page.source for page in pages}
        signed = any(stack.files[source].info.signed for source in sources)
        files = []
        warnings: tuple[ReadingWarning, ...] = ()
        if len(sources) == 1:
            files.append(_original(document, scan, sources.pop()))
        if not signed:
            # No kind yet: it is a suggestion until a person accepts it, and the file is for good.
            meta = ArchiveMetadata(
                title=document.title,
                created=document.created_at,
                dossier=dossier.code,
                document=document.id,
                agency=document.agency,
                digitised=scan.received_at,
            )
            archive, warnings = self._archive(bench, document, stack, pages, meta)
            files.append(archive)
        return _Paper(document, proposal, tuple(files), signed, warnings)

    def _archive(
        self,
        bench: Workbench,
        document: Document,
        stack: Stack,
        pages: tuple[PageText, ...],
        meta: ArchiveMetadata,
    ) -> tuple[StoredFile, tuple[ReadingWarning, ...]]:
        try:
            result = self._assemble(stack, pages, _written(bench, document), meta)
        except TaskRefusedError:
            # A page that nobody could read may be one that nobody can copy.
            whole = tuple(page for page in pages if page.index not in stack.unread)
            if whole in ((), pages):
                raise
            result = self._assemble(stack, whole, _written(bench, document), meta)
        out = _written(bench, document)
        file = StoredFile(
            document=document.id,
            version=document.version,
            representation=Representation.ARCHIVE,
            sha256=bench.keep(out),
            size=out.stat().st_size,
            media_type=MediaType.PDF,
        )
        return file, result.warnings

    def _assemble(
        self, stack: Stack, pages: tuple[PageText, ...], out: Path, meta: ArchiveMetadata
    ) -> ArchiveResult:
        used = sorted({page.source for page in pages})
        sources = [stack.files[position].path for position in used]
        renumbered = tuple(replace(page, source=used.index(page.source)) for page in pages)
        return self.sandbox.assemble(sources, renumbered, out, meta)

    def _save(
        self, tx: Transaction, scan: Scan, reading: Reading, papers: list[_Paper], lease: Lease
    ) -> list[Job]:
        jobs = []
        for paper in papers:
            tx.documents.add(
                paper.document,
                files=paper.files,
                pages=_pages(scan, reading, paper.proposal),
                fields=suggested(paper.proposal.fields),
                by=lease.by,
            )
            if paper.signed:
                jobs.append(
                    tx.jobs.enqueue(
                        Step.VERIFY,
                        paper.document.id,
                        agency=paper.document.agency,
                        by=lease.by,
                        lane=lease.lane,
                    )
                )
        return jobs


def _written(bench: Workbench, document: Document) -> Path:
    return bench.folder / f"{document.id}.pdf"


def _understand(scan: Scan, stack: Stack, types: tuple[DocumentType, ...]) -> Reading:
    sources = tuple(
        SourceFile(name=file.name, sha256=file.sha256, media_type=file.media_type)
        for file in scan.files
    )
    whole = frozenset(file.position for file in stack.files.values() if file.info.signed)
    return propose(sources, stack.pages, types, whole=whole)


def _as_expected(reading: Reading, dossier: Dossier) -> bool:
    """Whether one cover sheet, of this dossier, named just the parts that were found."""
    codes = (decode(code) for page in reading.pages for code in page.codes)
    covers = [cover for cover in codes if cover is not None]
    found = [document.type for document in reading.documents]
    return (
        len(covers) == 1
        and covers[0].dossier == dossier.code
        and [kind for kind, _ in covers[0].parts] == found
    )


def _original(document: Document, scan: Scan, position: int) -> StoredFile:
    file = next(file for file in scan.files if file.position == position)
    return StoredFile(
        document=document.id,
        version=document.version,
        representation=Representation.ORIGINAL,
        sha256=file.sha256,
        size=file.size,
        media_type=file.media_type,
        name=file.name,
    )


def _pages(scan: Scan, reading: Reading, proposal: ProposedDocument) -> list[DocumentPage]:
    read = (reading.pages[index] for index in proposal.pages)
    return [
        DocumentPage(
            index=index,
            scan=scan.id,
            scan_page=page.index,
            width=page.width,
            height=page.height,
            dpi=page.dpi,
            rotation=page.rotation,
            skew=page.skew,
            blank=page.blank,
            confidence=page.confidence,
            text=page.text,
        )
        for index, page in enumerate(read)
    ]
