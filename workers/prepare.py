"""PREPARE: a place for the signature is made in exactly the bytes that were approved. Keyless."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from signing.profiles import Profile, SignatureSpec
from storage.catalogue import Catalogue
from storage.clock import Clock
from storage.jobs import Lease
from storage.objects import ObjectStore
from storage.tasks import SigningTask, TaskState
from storage.transaction import Transaction
from workers.batch_progress import sign_next
from workers.doorbell import Doorbell
from workers.errors import TransientError
from workers.pending import PendingLimit
from workers.placeholder_check import check_prepared
from workers.proofs import (
    Preparation,
    PreparationProver,
    ProofChecker,
    name_of,
    require_approved,
)
from workers.refusals import RefusedError
from workers.ringing import ring
from workers.runner import Progress
from workers.sandboxed import Sandboxed
from workers.shown_pages import require_pages
from workers.standing import require_standing
from workers.workbench import own_copy, workbench

_ASK_AGAIN: Final = 60.0


@dataclass(frozen=True, slots=True)
class PrepareStep:
    """Does PREPARE. Harmless when done twice: only an APPROVED task is prepared.

    `font` None: the first of the usual places. `trust`: the folder by which signatures that are
    there already are judged, asked each time; a revoked earlier signer is known by it.
    """

    catalogue: Catalogue
    objects: ObjectStore
    sandbox: Sandboxed
    doorbell: Doorbell
    clock: Clock
    proofs: ProofChecker
    prover: PreparationProver
    font: Path | None = None
    pending: PendingLimit | None = None
    trust: Callable[[], Path | None] = lambda: None

    def __call__(self, lease: Lease, progress: Progress) -> None:
        """Prepare the task named by the lease; a document that cannot be signed fails the task."""
        progress(0, 1)
        with self.catalogue.reading() as tx:
            task = tx.tasks.load(lease.subject)
            key = tx.keys.load(task.key)
            agency = tx.agencies.load(task.agency)
            if task.state is not TaskState.APPROVED or task.shown is None:
                return
            require_standing(tx, task, self.clock())
            self._require_timestamps(tx, task)
        approved = require_approved(task, self.proofs)
        spec = SignatureSpec(
            profile=Profile(task.profile),
            at=self.clock(),
            agency=agency.name,
            field=f"{task.profile}-{task.id}",
            font=self.font,
        )
        with workbench(self.objects) as bench:
            if key.image is not None:
                image = bench.folder / "image.png"
                image.write_bytes(key.image)
                spec = replace(spec, image=image)
            out = bench.folder / "prepared.pdf"
            shown = bench.fetch(task.shown)
            size = shown.stat().st_size
            require_pages(self.sandbox, bench, task.shown, approved.pages)
            digest, region = self.sandbox.prepare(
                shown, spec, key.certificate, out, trust=self.trust()
            )
            with own_copy(out) as made:
                check_prepared(made, shown=task.shown, size=size, digest=digest, region=region)
                prepared = self.objects.put(made)
        statement = self.prover.preparation(
            Preparation(
                task=task.id,
                approval=name_of(task.approval or ""),
                shown=task.shown,
                prepared=prepared,
                digest=digest,
                at=self.clock(),
            )
        )
        with self.catalogue.transaction() as tx:
            tx.jobs.hold(lease)
            tx.tasks.advance(
                task,
                TaskState.PREPARED,
                lease.by,
                prepared=prepared,
                digest=digest,
                region=region,
                statement=statement,
            )
            job = sign_next(tx, task, lease.by)
        if job is not None:
            ring(self.doorbell, self.catalogue, job)

    def _require_timestamps(self, tx: Transaction, task: SigningTask) -> None:
        """Let nothing more be signed while too much waits; what waits already is finished."""
        if self.pending is None:
            return
        try:
            self.pending.require(tx, tx.documents.load(task.document), self.clock())
        except RefusedError as error:
            raise TransientError(error.code, str(error), wait=_ASK_AGAIN) from error
