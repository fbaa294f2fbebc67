"""A digest goes in, a CMS comes out, once it is proven that the digest is what was approved.

Used by the two steps that hold a key; neither ever sees a PDF (law 8).
"""

import io
from dataclasses import dataclass

from signing.certificates.revocation import Answers
from signing.certificates.trust import TrustStore
from signing.cms.builder import CmsBuilder
from signing.keys.signing_key import SigningKey
from signing.making.preflight import check_certificate, check_clock
from storage.catalogue import Catalogue
from storage.clock import Clock
from storage.jobs import Job, Lease
from storage.objects import Digest, ObjectStore
from storage.tasks import SigningTask, TaskState
from workers.batch_progress import lane_of
from workers.proofs import ProofChecker, require_prepared
from workers.standing import require_standing
from workers.steps import Step


@dataclass(frozen=True, slots=True, kw_only=True)
class DigestSigning:
    """`trust` None: the office configured no trusted roots, so only the certificate is checked.

    `must_be_known`: nothing is signed unless a fresh answer says that it is not revoked.
    """

    catalogue: Catalogue
    objects: ObjectStore
    cms: CmsBuilder
    trust: TrustStore | None
    proofs: ProofChecker
    clock: Clock
    must_be_known: bool = False

    def ready(self, task_id: str, *, batch: str | None = None) -> tuple[SigningTask, bytes] | None:
        """Return a task with the digest to sign; None when there is nothing to sign here any more.

        No row is believed: raises `PermanentError` (`approval_unproven`) unless approval and
        preparation prove themselves, and as `require_standing` does.
        """
        with self.catalogue.reading() as tx:
            task = tx.tasks.load(task_id)
            if task.state is not TaskState.PREPARED or task.batch != batch:
                return None
            digest = require_prepared(task, self.proofs)
            require_standing(tx, task, self.clock())
        return task, digest

    def check(self, key: SigningKey) -> None:
        """Return when the key's certificate may sign now.

        Raises `CertificateRefusedError`, and `ClockError` where the machine's clock is before a
        revocation list was made.
        """
        trust, now = self.trust or TrustStore(), self.clock()
        check_clock(now, (crl.last_update_utc for crl in trust.crls))
        check_certificate(
            key.certificate,
            at=now,
            chain=(*key.chain, *trust.intermediates),
            roots=trust.anchors,
            answers=Answers(crls=trust.crls, ocsps=trust.ocsps),
            must_be_known=self.must_be_known,
        )

    def sign(self, digest: bytes, key: SigningKey) -> Digest:
        """Return the name of the CMS over the digest in the object store."""
        return self.objects.put(io.BytesIO(self.cms.build(digest, key)))

    def keep(self, task: SigningTask, cms: Digest, lease: Lease) -> Job:
        """Keep a signature that was made; return the job that embeds it.

        Raises `FencedError` when the lease has passed on, `ConflictError` when the task has.
        """
        with self.catalogue.transaction() as tx:
            tx.jobs.hold(lease)
            tx.tasks.advance(task, TaskState.CMS_MADE, lease.by, cms=cms)
            return tx.jobs.enqueue(
                Step.EMBED, task.id, agency=task.agency, by=lease.by, lane=lane_of(task.batch)
            )
