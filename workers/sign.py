"""SIGN: a digest goes in, a CMS comes out. The only step with keys; it never sees a PDF (law 8)."""

import io
from dataclasses import dataclass

from signing.certificates.trust import TrustStore
from signing.cms.builder import CmsBuilder
from signing.errors import CertificateRefusedError, KeyUnavailableError
from signing.making.preflight import check_certificate
from storage.catalogue import Catalogue
from storage.clock import Clock
from storage.jobs import Lease
from storage.objects import ObjectStore
from storage.tasks import SigningTask, TaskState
from workers.doorbell import Doorbell
from workers.errors import PermanentError
from workers.keyring import Keyring
from workers.ringing import ring
from workers.runner import Progress
from workers.steps import Step


@dataclass(frozen=True, slots=True)
class SignStep:
    """Does SIGN. Harmless when done twice: only a PREPARED task is signed.

    `trust` None: the office configured no trusted roots, so only the certificate itself is checked.
    """

    catalogue: Catalogue
    objects: ObjectStore
    keyring: Keyring
    cms: CmsBuilder
    trust: TrustStore | None
    doorbell: Doorbell
    clock: Clock

    def __call__(self, lease: Lease, progress: Progress) -> None:
        """Sign the digest of the task named by the lease.

        A certificate that may not sign, or a key that is not there, fails the task: nothing is
        tried again by itself, least of all a PIN.
        """
        progress(0, 1)
        with self.catalogue.reading() as tx:
            task = tx.tasks.load(lease.subject)
        if task.state is not TaskState.PREPARED or task.digest is None:
            return
        try:
            made = self._build(task, bytes.fromhex(task.digest))
        except (CertificateRefusedError, KeyUnavailableError) as error:
            raise PermanentError(error.code, str(error)) from error
        key = self.objects.put(io.BytesIO(made))
        with self.catalogue.transaction() as tx:
            tx.jobs.hold(lease)
            tx.tasks.advance(task, TaskState.CMS_MADE, lease.by, cms=key)
            job = tx.jobs.enqueue(Step.EMBED, task.id, agency=task.agency, by=lease.by)
        ring(self.doorbell, self.catalogue, job)

    def _build(self, task: SigningTask, digest: bytes) -> bytes:
        with self.keyring.open(task.key) as key:
            trust = self.trust or TrustStore()
            check_certificate(  # before the key is touched
                key.certificate,
                at=self.clock(),
                chain=(*key.chain, *trust.intermediates),
                roots=trust.anchors,
                crls=trust.crls,
            )
            return self.cms.build(digest, key)
