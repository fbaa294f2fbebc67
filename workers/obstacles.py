"""What stands in the way of a signature, told while its signer looks at it and no key is near.

The same questions are asked again before the key is used; here nothing is decided, only told.
"""

from collections.abc import Callable
from dataclasses import dataclass

from cryptography import x509

from signing.certificates.trust import TrustStore
from signing.errors import CertificateRefusedError, TrustFolderError
from signing.making.preflight import check_certificate
from storage.catalogue import Catalogue
from storage.clock import Clock
from storage.records import Document
from storage.tasks import KeyRecord, SigningTask, TaskState
from storage.transaction import Transaction
from workers.approving import SIGNABLE
from workers.mandates import require_mandate_of
from workers.pending import PendingLimit
from workers.refusals import RefusedError

_DUE = frozenset({TaskState.WAITING, TaskState.APPROVED, TaskState.PREPARED})


@dataclass(frozen=True, slots=True, kw_only=True)
class Obstacle:
    """`code` has words in the catalogues; `left` is how many days are left."""

    code: str
    detail: str
    blocks: bool = True
    left: int | None = None


@dataclass(frozen=True, slots=True)
class Obstacles:
    """Looks at a task, its key's public half and its signer's mandate.

    `trust` gives the office's trusted roots and lists as they are now; None: none configured.
    `pending` None: any number of signatures may wait for their promised level.
    """

    catalogue: Catalogue
    trust: Callable[[], TrustStore | None]
    clock: Clock
    pending: PendingLimit | None = None

    def of(self, task: SigningTask) -> tuple[Obstacle, ...]:
        """Return what to know before signing, what blocks first; nothing for a task that is over.

        The days left of the certificate are always told, the tries left of a PIN where a device
        told them when it refused the last one.
        """
        if task.state not in _DUE:
            return ()
        with self.catalogue.reading() as tx:
            found = [*_of_document(tx, task), *self._of_office(tx, task)]
            key = tx.keys.load(task.key)
            tries = tx.batches.tries(task.key)
        found += self._of_certificate(key)
        if tries is not None:
            found.append(Obstacle(code=tries, detail="told last", blocks=tries == "pin_locked"))
        return tuple(sorted(found, key=lambda one: not one.blocks))

    def _of_office(self, tx: Transaction, task: SigningTask) -> list[Obstacle]:
        document, now, found = tx.documents.load(task.document), self.clock(), []
        try:
            require_mandate_of(tx, task, document, now)
        except RefusedError as error:
            found.append(Obstacle(code=error.code, detail=str(error)))
        try:
            if self.pending is not None:
                self.pending.require(tx, document, now)
        except RefusedError as error:
            found.append(Obstacle(code=error.code, detail=str(error)))
        return found

    def _of_certificate(self, key: KeyRecord) -> list[Obstacle]:
        certificate, now = x509.load_pem_x509_certificate(key.certificate.encode()), self.clock()
        chain = x509.load_pem_x509_certificates(key.chain.encode()) if key.chain else []
        found = [
            Obstacle(
                code="certificate_days_left",
                detail=certificate.not_valid_after_utc.isoformat(),
                blocks=False,
                left=max(0, (certificate.not_valid_after_utc - now).days),
            )
        ]
        try:
            trust = self.trust() or TrustStore()
            check_certificate(
                certificate,
                at=now,
                chain=(*chain, *trust.intermediates),
                roots=trust.anchors,
                crls=trust.crls,
            )
        except (CertificateRefusedError, TrustFolderError) as error:
            found.append(Obstacle(code=error.code, detail=str(error)))
        return found


def _of_document(tx: Transaction, task: SigningTask) -> list[Obstacle]:
    document: Document = tx.documents.load(task.document)
    due = SIGNABLE.get(task.profile, document.state)
    if document.state is due:
        return []
    return [Obstacle(code="wrong_order", detail=f"{document.id} is {document.state}")]
