"""AUGMENT and RENEW: what a promised level lacks is added, and archive timestamps are renewed.

AUGMENT follows a signature: the timestamp that no authority gave when it was made, certificates
and revocation answers once the last signature is on, an archive timestamp where that was promised.
RENEW comes years later, before the authority of the newest timestamp ends. Both write one more
revision; the bytes before stay, and so do the objects that hold them. Keyless.
"""

from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Final

from ingest.scans.scan_file import MediaType
from signing.lasting.promise import Promise
from storage.catalogue import Catalogue
from storage.clock import Clock
from storage.jobs import Job, Lease
from storage.lasting import KeptAnswer, LastingRecord
from storage.objects import ObjectStore
from storage.people import Actor
from storage.records import Document, Representation, State, StoredFile
from storage.tasks import TaskState
from storage.transaction import Transaction
from workers.doorbell import Doorbell
from workers.errors import TransientError
from workers.filing import store_if_ready
from workers.lengthening import Lengthened, Lengthening
from workers.ringing import ring
from workers.runner import Progress
from workers.shown import judged_file
from workers.steps import Step
from workers.workbench import workbench

# Somebody approved the bytes as they are: they must not grow until that signature is on.
_UNDER_WAY: Final = frozenset({TaskState.APPROVED, TaskState.PREPARED, TaskState.CMS_MADE})
_AFTER_THAT: Final = 15.0
_BEFORE_SIGNING: Final = frozenset({State.DRAFT, State.NUMBERED})
_A_DAY: Final = 86_400.0


@dataclass(frozen=True, slots=True)
class AugmentStep:
    """Does AUGMENT. Harmless when done twice: only what is pending is brought on."""

    catalogue: Catalogue
    objects: ObjectStore
    lengthening: Lengthening
    doorbell: Doorbell
    clock: Clock

    def __call__(self, lease: Lease, progress: Progress) -> None:
        """Bring the document named by the lease to its promised level.

        Raises `TransientError` while an authority does not answer (`timestamp_unavailable`,
        `revocation_unreachable`), says nothing that a file can hold (`crl_too_long`), or another
        signature is under way (`signature_under_way`): it stays pending, nothing is downgraded.
        """
        progress(0, 1)
        with self.catalogue.transaction() as tx:
            document = tx.documents.load(lease.subject)
            tx.lasting.forget_older(document.id, document.version)
            record = tx.lasting.of(document.id, document.version)
            if record is None or record.pending_since is None:
                return
            if document.state in _BEFORE_SIGNING:  # refused since: that signature is gone
                tx.lasting.forget(document.id, document.version)
                return
            require_nobody_signs(tx, document)
            file = judged_file(tx, document)
        promise = _due(Promise(record.level), document)
        with workbench(self.objects) as bench:
            try:
                done = self.lengthening.lengthen(bench, file.sha256, promise)
            except TransientError as error:
                self._told(lease, record, error.code)
                raise
        job = Kept(self.catalogue, lease).keep(document, file, record, done)
        ring(self.doorbell, self.catalogue, job)

    def _told(self, lease: Lease, record: LastingRecord, problem: str) -> None:
        with self.catalogue.transaction() as tx:
            tx.jobs.hold(lease)
            tx.lasting.trouble(record.document, record.version, problem, failed=False)


@dataclass(frozen=True, slots=True)
class RenewStep:
    """Does RENEW. Harmless when done twice: a fresh timestamp is not due again for years."""

    catalogue: Catalogue
    objects: ObjectStore
    lengthening: Lengthening
    doorbell: Doorbell
    clock: Clock
    ahead: timedelta

    def __call__(self, lease: Lease, progress: Progress) -> None:
        """Put another archive timestamp on the document named by the lease.

        Raises `TransientError`: as AUGMENT, and `authority_ends_soon` while no authority lasts
        longer than the one that ends.
        """
        progress(0, 1)
        with self.catalogue.reading() as tx:
            document = tx.documents.load(lease.subject)
            record = tx.lasting.of(document.id, document.version)
            if record is None or record.renew_by is None or record.pending_since is not None:
                return
            if record.renew_by > self.clock() + self.ahead:
                return
            require_nobody_signs(tx, document)
            file = judged_file(tx, document)
        with workbench(self.objects) as bench:
            done = self.lengthening.lengthen(bench, file.sha256, Promise.B_LTA)
        if done.renew_by is None or done.renew_by <= record.renew_by:
            why = f"{document.id}: no authority lasts longer than {record.renew_by}"
            raise TransientError("authority_ends_soon", why, wait=_A_DAY)
        record = replace(record, level=Promise.B_LTA.value)
        job = Kept(self.catalogue, lease).keep(document, file, record, done)
        ring(self.doorbell, self.catalogue, job)


@dataclass(frozen=True, slots=True)
class Kept:
    """Writes down what a document has become, in one transaction under the lease."""

    catalogue: Catalogue
    lease: Lease

    def keep(
        self, document: Document, before: StoredFile, record: LastingRecord, done: Lengthened
    ) -> Job:
        """Make the longer file the signed one. `TransientError` when it changed meanwhile."""
        with self.catalogue.transaction() as tx:
            tx.jobs.hold(self.lease)
            document = tx.documents.locked(document.id)
            require_nobody_signs(tx, document)
            if judged_file(tx, document) != before:
                raise TransientError("document_changed", document.id, wait=_AFTER_THAT)
            tx.documents.add_file(_file(document, done))
            tx.documents.put_verdict(
                document.id,
                document.version,
                sha256=done.sha256,
                verdict=done.verdict,
                at=done.judged_at,
            )
            keep_answers(tx, document, done)
            final = _due(Promise(record.level), document).value == record.level
            tx.lasting.put(
                replace(record, pending_since=None, problem=None, renew_by=done.renew_by)
            )
            self._tell(tx, document, before, record, done, self.lease.by)
            if final:
                store_if_ready(tx, document, self.lease.by)
            return tx.jobs.enqueue(
                Step.VERIFY, document.id, agency=document.agency, by=self.lease.by
            )

    def _tell(
        self,
        tx: Transaction,
        document: Document,
        before: StoredFile,
        record: LastingRecord,
        done: Lengthened,
        by: Actor,
    ) -> None:
        tx.events.record(
            by,
            "document.extended",
            document.id,
            dossier=document.dossier,
            level=record.level,
            before=before.sha256,
            sha256=done.sha256,
            authorities=[one.authority for one in done.timestamps],
            renew_by=None if done.renew_by is None else done.renew_by.isoformat(),
        )


def require_nobody_signs(tx: Transaction, document: Document) -> None:
    """Return while no approved signature waits for these very bytes; else `TransientError`."""
    if _UNDER_WAY & {task.state for task in tx.tasks.of_document(document.id)}:
        raise TransientError("signature_under_way", document.id, wait=_AFTER_THAT)


def keep_answers(tx: Transaction, document: Document, done: Lengthened) -> None:
    """Keep what the authorities said as evidence."""
    for one in done.timestamps:
        kept = KeptAnswer(
            file=done.sha256, authority=one.authority, at=done.judged_at, answer=one.answer
        )
        tx.lasting.keep_answer(document.id, document.version, kept)


def _due(promise: Promise, document: Document) -> Promise:
    """Return the level due now: validation data goes in once, when the last signature is on."""
    if document.state is State.SIGNED and promise.rank > Promise.B_T.rank:
        return Promise.B_T
    return promise


def _file(document: Document, done: Lengthened) -> StoredFile:
    return StoredFile(
        document=document.id,
        version=document.version,
        representation=Representation.SIGNED,
        sha256=done.sha256,
        size=done.size,
        media_type=MediaType.PDF,
    )
