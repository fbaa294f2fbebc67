"""SIGN_BATCH: the digests of a batch go in, their CMS come out; the key is opened once.

Each signature is kept by itself, so a kill loses none and makes none twice. A sealed PIN is handed
to the device once: before that it is marked as tried, and where a kill leaves open whether the
device took it, nobody tries it again; the rest of the batch goes back to its signer. One that the
device took is used again for the same batch's rest, which costs no try.

A slow device must not keep others from theirs: after `SLICE` seconds the batch lets go of the key
and waits for its next turn, if anybody else waits for this worker.
"""

import time
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from signing.errors import CertificateRefusedError, ClockError, KeyUnavailableError
from signing.keys.signing_key import SigningKey
from storage.batches import Batch, BatchState, PinState
from storage.errors import ConflictError
from storage.jobs import Lane, Lease
from storage.tasks import TaskState
from workers.batch_progress import end, stop
from workers.batching import pin_context
from workers.digest_signing import DigestSigning
from workers.doorbell import Doorbell
from workers.errors import PermanentError
from workers.keyring import Keyring
from workers.refusals import RefusedError
from workers.ringing import ring
from workers.runner import Progress
from workers.steps import Step

SLICE: Final = 30.0
_NO_PIN: Final = frozenset({PinState.GONE})


@dataclass(frozen=True, slots=True)
class SignBatchStep:
    """Does SIGN_BATCH. Harmless when done twice: only PREPARED tasks of the batch are signed."""

    signing: DigestSigning
    keyring: Keyring
    doorbell: Doorbell

    def __call__(self, lease: Lease, progress: Progress) -> None:
        """Sign what is prepared of the batch named by the lease.

        What concerns the key stops the batch, what concerns one document fails that one.
        """
        began = self._begin(lease)
        if began is None:
            return
        batch, tasks = began
        progress(0, len(tasks))
        pin = None
        try:
            pin = self._pin(batch)
            if pin is not None:
                batch = self._mark(batch, PinState.TRIED, lease)
            with self.keyring.open(batch.key or "", pin, final_try=batch.final_try) as key:
                if pin is not None:
                    batch = self._mark(batch, PinState.GOOD, lease)
                self.signing.check(key)
                over = self._sign(batch, tasks, key, lease, progress)
        except (CertificateRefusedError, ClockError, KeyUnavailableError) as error:
            tries = None if pin is None else self._tries(batch)
            self._stop(lease, error.code, tries=tries)
            return
        self._end(lease, over=over)

    def _begin(self, lease: Lease) -> tuple[Batch, tuple[str, ...]] | None:
        """Return the batch and its tasks to be signed; None when there is nothing to be done."""
        with self.signing.catalogue.transaction() as tx:
            tx.jobs.hold(lease)
            batch = tx.batches.locked(lease.subject)
            if batch.state is not BatchState.SIGNING:
                return None
            if batch.pin is PinState.TRIED:
                stop(tx, batch.id, "pin_outcome_unknown", lease.by)
                return None
            if batch.pin_until is not None and batch.pin_until <= tx.now():
                stop(tx, batch.id, "pin_expired", lease.by)
                return None
            tasks = tx.batches.in_state(batch.id, TaskState.PREPARED)
            if not tasks:
                end(tx, batch, lease.by)
                return None
        return batch, tasks

    def _pin(self, batch: Batch) -> str | None:
        if batch.pin in _NO_PIN or batch.sealed_pin is None:
            return None
        with self.signing.catalogue.reading() as tx:
            context = pin_context(tx.batches.items(batch.id))
        return self.keyring.unseal(batch.sealed_pin, context)

    def _tries(self, batch: Batch) -> str | None:
        """Ask the device what is left of its tries, which costs none."""
        try:
            return self.keyring.tries(batch.key or "")
        except KeyUnavailableError:
            return None

    def _mark(self, batch: Batch, pin: PinState, lease: Lease) -> Batch:
        with self.signing.catalogue.transaction() as tx:
            tx.jobs.hold(lease)
            return tx.batches.save(batch.pin_to(pin), lease.by, f"batch.pin-{pin}")

    def _sign(
        self,
        batch: Batch,
        tasks: Sequence[str],
        key: SigningKey,
        lease: Lease,
        progress: Progress,
    ) -> bool:
        """Sign one after the other; return whether all had their turn."""
        yields = time.monotonic() + SLICE
        for done, task_id in enumerate(tasks):
            if time.monotonic() > yields and self._others_wait():
                return False
            self._sign_one(batch, task_id, key, lease)
            progress(done + 1, len(tasks))
        return True

    def _sign_one(self, batch: Batch, task_id: str, key: SigningKey, lease: Lease) -> None:
        try:
            ready = self.signing.ready(task_id, batch=batch.id)
            if ready is None:
                return
            task, digest = ready
            cms = self.signing.sign(digest, key)
            job = self.signing.keep(task, cms, lease)
        except (PermanentError, RefusedError) as error:
            self._fail(task_id, error.code, lease)
        except ConflictError:
            return  # somebody ended the task meanwhile
        else:
            ring(self.doorbell, self.signing.catalogue, job)

    def _fail(self, task_id: str, code: str, lease: Lease) -> None:
        with self.signing.catalogue.transaction() as tx:
            tx.jobs.hold(lease)
            task = tx.tasks.load(task_id)
            if task.state is TaskState.PREPARED:
                tx.tasks.advance(task, TaskState.FAILED, lease.by, reason=code)

    def _others_wait(self) -> bool:
        with self.signing.catalogue.reading() as tx:
            return tx.jobs.any_due((Step.SIGN, Step.SIGN_BATCH), tx.jobs.now())

    def _stop(self, lease: Lease, code: str, *, tries: str | None) -> None:
        with self.signing.catalogue.transaction() as tx:
            tx.jobs.hold(lease)
            stop(tx, lease.subject, code, lease.by, tries=tries)

    def _end(self, lease: Lease, *, over: bool) -> None:
        with self.signing.catalogue.transaction() as tx:
            tx.jobs.hold(lease)
            batch = tx.batches.locked(lease.subject)
            if batch.state is not BatchState.SIGNING:
                return
            if over:
                end(tx, batch, lease.by)
                return
            tx.jobs.finish(lease)
            job = tx.jobs.enqueue(
                Step.SIGN_BATCH, batch.id, agency=batch.agency, by=lease.by, lane=Lane.BATCH
            )
        ring(self.doorbell, self.signing.catalogue, job)
