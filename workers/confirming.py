"""A person looks at what was read, corrects it and confirms it. Until then it is a suggestion."""

from collections.abc import Mapping
from dataclasses import dataclass

from storage.catalogue import Catalogue
from storage.clock import Clock
from storage.errors import ConflictError
from storage.jobs import Job
from storage.people import Actor
from storage.records import Document, State
from storage.transaction import Transaction
from workers.doorbell import Doorbell
from workers.field_names import require_known
from workers.filing import ask_again, file_document, signature_failed, store_if_ready
from workers.permissions import Act, reach, require
from workers.proofs import ApprovalProver
from workers.refusals import RefusedError
from workers.ringing import ring

_OPEN = frozenset({State.READ, State.FILED})


@dataclass(frozen=True, slots=True)
class Confirming:
    """Takes corrections of fields. `level` is that of the digitiser's signature."""

    catalogue: Catalogue
    doorbell: Doorbell
    clock: Clock
    level: str
    prover: ApprovalProver

    def change_fields(
        self, ref: str, values: Mapping[str, str], *, confirm: bool, row: int, actor: Actor
    ) -> Document:
        """Set fields as typed by this person and, if asked, confirm the document.

        Confirming a document that is only proposed accepts it as one paper, too: who vouches for
        its fields has seen its pages. Confirming one whose digitiser's signature was given up asks
        for it again. Raises `NotFoundError`, `ConflictError` when `row` is not
        the record's present row, `RefusedError` when it was confirmed already
        (`not_open`) or cannot have such a field (`unknown_field`).
        """
        require(actor, Act.CONFIRM)
        jobs: tuple[Job | None, ...] = ()
        with self.catalogue.transaction() as tx:
            document = tx.documents.find(ref, reach(tx, actor))
            if document.row != row:
                raise ConflictError(f"{document.id} is at row {document.row}, not {row}")
            if document.state not in _OPEN and not (confirm and _given_up(tx, document)):
                raise RefusedError("not_open", f"{document.id} is {document.state}")
            if confirm:  # two papers must not be filed as the same part of the dossier
                tx.dossiers.lock(document.dossier)
            require_known(tx, document, values)
            document = tx.documents.set_fields(document, values, by=actor, confirm=confirm)
            if confirm:
                if document.state is State.READ:
                    document, job = file_document(
                        tx,
                        document,
                        level=self.level,
                        clock=self.clock,
                        prover=self.prover,
                        by=actor,
                    )
                else:
                    job = ask_again(
                        tx,
                        document,
                        level=self.level,
                        clock=self.clock,
                        prover=self.prover,
                        by=actor,
                    )
                jobs = (job,)
                if document.state is not State.CONFIRMED:
                    document = tx.documents.advance(document, State.CONFIRMED, actor)
                document = store_if_ready(tx, document, actor)
        ring(self.doorbell, self.catalogue, *(job for job in jobs if job is not None))
        return document


def _given_up(tx: Transaction, document: Document) -> bool:
    """Whether it is confirmed and waits for a signature that nobody will make any more."""
    return document.state is State.CONFIRMED and signature_failed(tx, document)
