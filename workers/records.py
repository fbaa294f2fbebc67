"""Reading for somebody: a dossier, a job, a document, its pages, text, bytes and verdict.

Every reading of a document is authorised here and written to the trail in the same transaction
(law 9), whatever form is read: record, text, picture or bytes. So is every refusal.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace

from signing.verdict import FileVerdict
from storage.catalogue import Catalogue
from storage.dossiers import Component, Dossier, Scan
from storage.errors import NotFoundError
from storage.fields import StoredField
from storage.jobs import Job, JobState
from storage.lasting import LastingRecord
from storage.objects import ObjectStore
from storage.people import Actor
from storage.records import Document, DocumentId, DocumentPage, Representation, StoredFile
from storage.reuse import ReuseLink
from storage.tasks import SigningTask, TaskState
from storage.transaction import Transaction
from workers.permissions import Act, reach, require
from workers.sandboxed import Sandboxed
from workers.steps import SIGNING, Step
from workers.workbench import taken, workbench

_RECORD = "record"
_GIVEN_BACK = frozenset({TaskState.WAITING, TaskState.FAILED})  # with its batch, or alone
_SHOWN = (Representation.SIGNED, Representation.ARCHIVE, Representation.ORIGINAL)


@dataclass(frozen=True, slots=True, kw_only=True)
class DossierRecord:
    """A dossier with what belongs to it."""

    dossier: Dossier
    components: tuple[Component, ...]
    documents: tuple[Document, ...]
    scans: tuple[Scan, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class JobRecord:
    """A job, and the documents that came of it so far.

    A signature is one job to whoever asked for it: `job` then stands where its last step stands,
    and `done` of `total` counts the steps. So is a stack that is read in runs: the pages of all
    its runs are counted.
    """

    job: Job
    documents: tuple[DocumentId, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentRecord:
    """A document with its files, pages, fields, signing tasks and newest verdict.

    `lasting`: what was promised of its signatures, to its own agency.
    """

    document: Document
    files: tuple[StoredFile, ...]
    pages: tuple[DocumentPage, ...]
    fields: Mapping[str, StoredField]
    tasks: tuple[SigningTask, ...]
    verdict: FileVerdict | None
    verdict_sha256: str | None
    checked_at: str | None
    lasting: LastingRecord | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Content:
    """Bytes of a document that this asker may have; whole (checked) or in part."""

    file: StoredFile
    objects: ObjectStore

    def read(self) -> Iterator[bytes]:
        """Yield the whole file, its digest checked."""
        return self.objects.read(self.file.sha256)

    def read_range(self, start: int, length: int) -> Iterator[bytes]:
        """Yield a part."""
        return self.objects.read_range(self.file.sha256, start, length)


class WithheldError(NotFoundError):
    """What was asked for is not there for this asker; `document` None: not there for anybody."""

    def __init__(self, ref: str, form: str, document: Document | None = None) -> None:
        super().__init__(ref)
        self.form = form
        self.document = document


@dataclass(frozen=True, slots=True)
class Records:
    """Answers readers. `NotFoundError` for whatever this actor may not know of."""

    catalogue: Catalogue
    objects: ObjectStore
    sandbox: Sandboxed

    def dossier(self, code: str, actor: Actor) -> DossierRecord:
        """Return a dossier of an agency within reach."""
        require(actor, Act.SEE_DOSSIER)
        with self.catalogue.reading() as tx:
            dossier = tx.dossiers.load(code, reach(tx, actor))
            return DossierRecord(
                dossier=dossier,
                components=tx.dossiers.components(dossier.id),
                documents=tx.documents.of_dossier(dossier.id),
                scans=tx.scans.of_dossier(dossier.id),
            )

    def job(self, job_id: str, actor: Actor) -> JobRecord:
        """Return a job of an agency within reach."""
        require(actor, Act.SEE_DOSSIER)
        with self.catalogue.reading() as tx:
            job = tx.jobs.load(job_id)
            if job.agency not in reach(tx, actor):
                raise NotFoundError(job_id)
            return JobRecord(job=_whole(tx, job), documents=_documents_of(tx, job))

    def document(self, ref: str, actor: Actor) -> DocumentRecord:
        """Return a document's record; to another agency only the fields that its use named."""
        with self._reading(actor) as tx:
            document, link = _readable(tx, ref, actor, form=_RECORD)
            judged = tx.documents.verdict(document.id)
            fields = tx.documents.fields(document.id)
            return DocumentRecord(
                document=document,
                files=tx.documents.files(document.id, document.version),
                pages=tx.documents.pages(document.id),
                fields=fields if link is None else _granted(fields, link),
                tasks=tx.tasks.of_document(document.id) if link is None else (),
                verdict=judged[0] if judged else None,
                verdict_sha256=judged[1] if judged else None,
                checked_at=judged[2].isoformat() if judged else None,
                lasting=tx.lasting.of(document.id, document.version) if link is None else None,
            )

    def text(self, ref: str, actor: Actor) -> tuple[DocumentPage, ...]:
        """Return the pages of the current version, with their text."""
        with self._reading(actor) as tx:
            return tx.documents.pages(_readable(tx, ref, actor, form="text")[0].id)

    def content(
        self,
        ref: str,
        actor: Actor,
        *,
        representation: Representation | None = None,
        version: int | None = None,
    ) -> Content:
        """Return a document's bytes: the form asked for, or the best one there is.

        To another agency only the version that it reused: an older one may have been refused.
        """
        with self._reading(actor) as tx:
            form = representation or "content"
            document, link = _readable(tx, ref, actor, form=form)
            if link is not None and version not in {None, link.version}:
                raise WithheldError(ref, f"{form}-v{version}", document)
            files = tx.documents.files(document.id, version or document.version)
            return Content(file=_pick(files, representation, ref), objects=self.objects)

    def page_image(self, ref: str, page: int, width: int, actor: Actor) -> tuple[bytes, str]:
        """Return a page as PNG, `width` pixels wide, and the hash of the file it shows."""
        with self._reading(actor) as tx:
            document, _ = _readable(tx, ref, actor, form=f"page-{page}")
            if not 0 <= page < len(tx.documents.pages(document.id)):
                raise NotFoundError(f"{ref} has no page {page}")
            file = _pick(tx.documents.files(document.id, document.version), None, ref)
        with workbench(self.objects) as bench:
            picture = bench.folder / "page.png"
            self.sandbox.render(bench.fetch(file.sha256), page, width, picture)
            with taken(picture) as drawn:
                return drawn.read(), file.sha256

    @contextmanager
    def _reading(self, actor: Actor) -> Iterator[Transaction]:
        """Read in one transaction with the trail; what is withheld goes to the trail, too.

        So does what is not there at all: the time that an answer takes must not tell the two apart.
        """
        try:
            with self.catalogue.transaction() as tx:
                yield tx
        except WithheldError as error:
            known = error.document
            with self.catalogue.transaction() as tx:
                tx.events.record(
                    actor,
                    "document.withheld",
                    known.id if known else "unknown-document",
                    dossier=known.dossier if known else None,
                    form=error.form,
                )
            raise


def _readable(
    tx: Transaction, ref: str, actor: Actor, *, form: str
) -> tuple[Document, ReuseLink | None]:
    """Return the document if this actor may read it in this form, and write that it was read.

    Staff read what is within reach, for the document's own dossier and procedure. Another agency,
    its staff as well as its systems, reads what it has reused, under the basis that its link
    states; of a sensitive kind (the image of an identity card: NĐ 356/2025/NĐ-CP art. 4) it gets
    the record and never the paper.
    """
    require(actor, Act.READ_DOCUMENT)
    link: ReuseLink | None = None
    try:
        document = tx.documents.find(ref, None)
    except NotFoundError as error:
        raise WithheldError(ref, form) from error
    basis: dict[str, object] = {"purpose": "own-dossier"}
    if document.agency not in reach(tx, actor):
        links = [use for use in tx.reuse.of_document(document.id) if use.agency == actor.agency]
        if not links or (form != _RECORD and tx.types.load(document.type).sensitive):
            raise WithheldError(ref, form, document)
        link = links[-1]
        basis = {"purpose": link.purpose, "use": link.id}
    tx.events.record(
        actor, "document.viewed", document.id, dossier=document.dossier, form=form, **basis
    )
    return document, link


def _granted(fields: Mapping[str, StoredField], link: ReuseLink) -> Mapping[str, StoredField]:
    return {name: field for name, field in fields.items() if name in link.fields}


def _pick(
    files: tuple[StoredFile, ...], representation: Representation | None, ref: str
) -> StoredFile:
    held = {file.representation: file for file in files}
    for wanted in (representation,) if representation else _SHOWN:
        if wanted in held:
            return held[wanted]
    raise NotFoundError(f"{ref} has no such form")


def _whole(tx: Transaction, job: Job) -> Job:
    """Return the job as whoever asked for it sees it, be it several to us."""
    if job.step == Step.READ:
        return _in_runs(tx, job)
    if job.step not in SIGNING:
        return job
    steps = [one for one in tx.jobs.of_subject(job.subject) if one.step in SIGNING]
    done = {one.step for one in steps if one.state is JobState.DONE}
    last = max(steps, key=lambda one: (SIGNING.index(Step(one.step)), one.id))
    waits = last.state is JobState.DONE and last.step != SIGNING[-1]
    if waits and (task := tx.tasks.load(job.subject)).state in _GIVEN_BACK:
        return replace(last, id=job.id, state=JobState.FAILED, error=task.reason, detail=None)
    return replace(
        last,
        id=job.id,
        state=JobState.RUNNING if waits else last.state,
        done=len(done),
        total=len(SIGNING),
    )


def _in_runs(tx: Transaction, job: Job) -> Job:
    """Return the job of a stack with the progress of all its runs."""
    progress = tx.readings.progress(job.subject)
    if progress is None or job.state not in {JobState.WAITING, JobState.RUNNING}:
        return job
    done, total = progress
    return replace(job, state=JobState.RUNNING, done=done, total=total)


def _documents_of(tx: Transaction, job: Job) -> tuple[DocumentId, ...]:
    if job.subject.startswith("scn_"):
        return tuple(document.id for document in tx.documents.of_scan(job.subject))
    if job.subject.startswith("tsk_"):
        return (tx.tasks.load(job.subject).document,)
    if job.subject.startswith("bat_"):
        items = tx.batches.items(job.subject)
        return tuple(tx.tasks.load(item.task).document for item in items if item.problem is None)
    return (DocumentId(job.subject),)
