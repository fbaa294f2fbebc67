"""A person accepts how a stack was split into documents; each is then filed and signed for."""

from collections.abc import Sequence
from dataclasses import dataclass

from storage.catalogue import Catalogue
from storage.clock import Clock
from storage.dossiers import Dossier, Scan, ScanState
from storage.jobs import Job
from storage.people import Actor
from storage.records import Document, State
from storage.transaction import Transaction
from workers.doorbell import Doorbell
from workers.filing import file_document
from workers.permissions import Act, reach, require
from workers.proofs import ApprovalProver
from workers.refusals import RefusedError
from workers.ringing import ring


@dataclass(frozen=True, slots=True)
class AcceptedPart:
    """Pages (indexes into the scan) that are one document, and what kind it is."""

    pages: tuple[int, ...]
    type: str


@dataclass(frozen=True, slots=True)
class Splitting:
    """Turns proposals into filed documents. `level` is that of the digitiser's signature.

    `prover` signs that filing a document approved it for that signature.
    """

    catalogue: Catalogue
    doorbell: Doorbell
    clock: Clock
    level: str
    prover: ApprovalProver

    def accept(
        self, dossier_code: str, parts: Sequence[AcceptedPart] | None, actor: Actor
    ) -> tuple[Document, ...]:
        """Accept what was proposed for the dossier's newest read scan; `parts` may correct types.

        Raises `NotFoundError`; `RefusedError` when nothing waits (`nothing_to_split`), a type is
        unknown (`unknown_type`), or the pages differ from the proposal (`split_by_hand`).
        """
        require(actor, Act.SPLIT)
        with self.catalogue.transaction() as tx:
            dossier = tx.dossiers.load(dossier_code, reach(tx, actor))
            tx.dossiers.lock(dossier.id)
            scan = _waiting(tx, dossier)
            filed, jobs = self.accept_scan(tx, scan, parts, actor)
        ring(self.doorbell, self.catalogue, *jobs)
        return filed

    def accept_scan(
        self, tx: Transaction, scan: Scan, parts: Sequence[AcceptedPart] | None, by: Actor
    ) -> tuple[tuple[Document, ...], tuple[Job, ...]]:
        """File every proposed document of a scan within a transaction that is already open."""
        tx.dossiers.lock(scan.dossier)
        proposed = [d for d in tx.documents.of_scan(scan.id) if d.state is State.READ]
        if parts is not None:
            proposed = _retyped(tx, proposed, parts, by)
        filed = [
            file_document(
                tx, document, level=self.level, clock=self.clock, prover=self.prover, by=by
            )
            for document in proposed
        ]
        tx.scans.advance(scan.id, ScanState.SPLIT, by)
        jobs = tuple(job for _, job in filed if job is not None)
        return tuple(document for document, _ in filed), jobs


def _waiting(tx: Transaction, dossier: Dossier) -> Scan:
    for scan in reversed(tx.scans.of_dossier(dossier.id)):
        if scan.state is ScanState.READ:
            return scan
    raise RefusedError("nothing_to_split", "no read scan waits for its split to be accepted")


def _retyped(
    tx: Transaction, proposed: list[Document], parts: Sequence[AcceptedPart], by: Actor
) -> list[Document]:
    by_pages = {
        tuple(page.scan_page for page in tx.documents.pages(document.id)): document
        for document in proposed
    }
    if set(by_pages) != {part.pages for part in parts}:
        raise RefusedError("split_by_hand", "the pages differ from the proposed split")
    known = {row.code for row in tx.types.list()}
    accepted = []
    for part in parts:
        if part.type not in known:
            raise RefusedError("unknown_type", part.type, document_type=part.type)
        document = by_pages[part.pages]
        if document.type != part.type:
            document = tx.documents.change(document, by, type=part.type)
        accepted.append(document)
    return accepted
