"""EMBED: the CMS, timestamped where the level asks for it, goes into the prepared file. Keyless.

Before the document says SIGNED, a check that shares no code with the signer has looked at the
bytes (law 5); before a result says ISSUED, the verify step judges them in full.
"""

import logging
import os
from collections.abc import Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from ingest.scans.scan_file import MediaType
from signing.errors import ClockError, TimestampError
from signing.lasting.promise import Promise
from signing.lasting.renewal import authority_ends
from signing.making.preflight import check_clock
from signing.timestamping.signature_timestamp import add_timestamp, told_time
from signing.timestamping.timestamp import Timestamp, Timestamper
from storage.catalogue import Catalogue
from storage.clock import Clock
from storage.jobs import Job, Lease
from storage.lasting import KeptAnswer
from storage.objects import ObjectStore
from storage.people import Actor
from storage.records import Document, Representation, State, StoredFile
from storage.tasks import SigningTask, TaskState
from storage.transaction import Transaction
from workers.batch_progress import lane_of
from workers.doorbell import Doorbell
from workers.errors import PermanentError
from workers.filing import DIGITISER, store_if_ready
from workers.placeholder_check import check_embedded
from workers.promising import promise
from workers.ringing import ring
from workers.runner import Progress
from workers.sandboxed import Sandboxed
from workers.shown import require_as_shown
from workers.steps import Step
from workers.workbench import Workbench, own_copy, workbench

_log = logging.getLogger(__name__)

_AFTER: Final = MappingProxyType({"leader": State.SIGNED, "agency": State.SEALED})


@dataclass(frozen=True, slots=True)
class EmbedStep:
    """Does EMBED. Harmless when done twice: only a task whose CMS is made is embedded.

    `timestamper` may be None where no level above b-b is ever promised; `roots` are PEM
    certificates in one of which the signer's path must end, none meaning that none are known.
    """

    catalogue: Catalogue
    objects: ObjectStore
    sandbox: Sandboxed
    timestamper: Timestamper | None
    roots: Sequence[str]
    doorbell: Doorbell
    clock: Clock

    def __call__(self, lease: Lease, progress: Progress) -> None:
        """Finish the signature of the task named by the lease.

        Where no authority gives a timestamp, the signature is put in without it and the promised
        level is pending: AUGMENT brings it, nothing is downgraded. A failed self-check fails the
        task, and so does a document that was refused or numbered anew since its bytes were
        approved.
        """
        progress(0, 1)
        with self.catalogue.reading() as tx:
            task = tx.tasks.load(lease.subject)
            document = tx.documents.load(task.document)
            certificate = tx.keys.load(task.key).certificate
        if task.state is not TaskState.CMS_MADE:
            return
        with workbench(self.objects) as bench:
            file, stamp = self._embed(bench, task, document, certificate)
        with self.catalogue.transaction() as tx:
            tx.jobs.hold(lease)
            job = _record(tx, task, file, stamp, lease.by)
        ring(self.doorbell, self.catalogue, job)

    def _embed(
        self, bench: Workbench, task: SigningTask, document: Document, certificate: str
    ) -> tuple[StoredFile, Timestamp | None]:
        if not (task.prepared and task.digest and task.region and task.cms and task.shown):
            raise PermanentError("incomplete_task", f"{task.id} lacks what earlier steps made")
        cms, stamp = bench.fetch(task.cms).read_bytes(), None
        if Promise(task.level) is not Promise.B_B:
            cms, stamp = self._timestamp(cms)
        out = bench.folder / "signed.pdf"
        self.sandbox.embed(
            bench.fetch(task.prepared),
            region=task.region,
            cms=cms,
            original=task.shown,
            size=bench.size(task.shown),
            certificate=certificate,
            roots=self.roots,
            at=self.clock(),
            timestamped=stamp is not None,
            out=out,
        )
        with own_copy(out) as made:
            check_embedded(made, prepared=task.prepared, region=task.region)
            key = self.objects.put(made)
            size = made.seek(0, os.SEEK_END)
        file = StoredFile(
            document=document.id,
            version=document.version,
            representation=Representation.SIGNED,
            sha256=key,
            size=size,
            media_type=MediaType.PDF,
        )
        return file, stamp

    def _timestamp(self, cms: bytes) -> tuple[bytes, Timestamp | None]:
        if self.timestamper is None:
            raise PermanentError("level_unreachable", "no timestamping authority is configured")
        try:
            made = add_timestamp(cms, self.timestamper)
        except TimestampError as error:
            _log.warning("signed without a timestamp, which is pending: %s", error)
            return cms, None
        try:
            check_clock(self.clock(), (), told=told_time(made.timestamp.token))
        except ClockError as error:  # the time that the paper claims is as wrong
            raise PermanentError(error.code, str(error)) from error
        return made.cms, made.timestamp


def _record(
    tx: Transaction, task: SigningTask, file: StoredFile, stamp: Timestamp | None, by: Actor
) -> Job:
    # Locked first: somebody may be confirming or refusing it, and one of us has to be the second.
    document = tx.documents.locked(task.document)
    require_as_shown(tx, task, document)
    tx.documents.add_file(file)
    tx.tasks.advance(task, TaskState.SIGNED, by, signed=file.sha256)
    pending = _promise(tx, task, file, stamp)
    if task.profile == DIGITISER:
        store_if_ready(tx, document, by)
    else:
        tx.documents.advance(document, _AFTER[task.profile], by)
    step = Step.AUGMENT if pending else Step.VERIFY
    lane = lane_of(task.batch)
    return tx.jobs.enqueue(step, document.id, agency=document.agency, by=by, lane=lane)


def _promise(tx: Transaction, task: SigningTask, file: StoredFile, stamp: Timestamp | None) -> bool:
    """See `workers.promising.promise`; what an authority said is kept as evidence."""
    pending = promise(
        tx,
        task,
        file.version,
        stamped=stamp is not None,
        problem="timestamp_unavailable",
        renew_by=authority_ends(stamp.token) if stamp else None,
    )
    if stamp is not None:
        kept = KeptAnswer(
            file=file.sha256, authority=stamp.authority, at=tx.now(), answer=stamp.answer
        )
        tx.lasting.keep_answer(task.document, file.version, kept)
    return pending
