"""VERIFY: a file's signatures are judged in full; a sealed result that is valid is issued.

INDETERMINATE is never good: such a result stays sealed, its verdict says why, and its people see
that it waits.
"""

from dataclasses import dataclass
from pathlib import Path
from typing import Final

from signing.policy import Policy
from signing.verdict import Conclusion, FileVerdict
from storage.catalogue import Catalogue
from storage.clock import Clock
from storage.jobs import Lease
from storage.objects import ObjectStore
from storage.people import Actor
from storage.records import Document, State
from storage.transaction import Transaction
from workers.errors import PermanentError, TransientError
from workers.evidence import store_evidence
from workers.runner import Progress
from workers.sandboxed import Sandboxed
from workers.shown import judged_file
from workers.workbench import workbench

_JUDGE_AGAIN: Final = 300.0  # seconds: how soon a new revocation list is noticed


@dataclass(frozen=True, slots=True)
class VerifyStep:
    """Does VERIFY. Doing it again gives a newer verdict."""

    catalogue: Catalogue
    objects: ObjectStore
    sandbox: Sandboxed
    trust: Path | None
    policy: Policy
    clock: Clock

    def __call__(self, lease: Lease, progress: Progress) -> None:
        """Judge the document named by the lease.

        A sealed result that cannot be decided yet is judged again every few minutes: a revocation
        list may come, or a root be added (`TransientError`). One that is invalid stays sealed
        (`PermanentError`). Both have the code `not_issued`.
        """
        progress(0, 1)
        with self.catalogue.reading() as tx:
            document = tx.documents.load(lease.subject)
            file = judged_file(tx, document)
        at = self.clock()
        with workbench(self.objects) as bench:
            folder = bench.folder / "evidence"
            folder.mkdir()
            paper = bench.fetch(file.sha256)
            verdict = self.sandbox.verify(paper, self.trust, self.policy, at, evidence=folder)
            pieces = store_evidence(bench, folder, verdict)
        with self.catalogue.transaction() as tx:
            tx.jobs.hold(lease)
            document = tx.documents.locked(document.id)
            if judged_file(tx, document) != file:
                return  # bytes that came meanwhile are for the job that was asked for with them
            tx.documents.put_verdict(
                document.id, document.version, sha256=file.sha256, verdict=verdict, at=at
            )
            tx.evidence.keep(document.id, document.version, file=file.sha256, pieces=pieces, at=at)
            tx.events.record(
                lease.by,
                "document.verified",
                document.id,
                dossier=document.dossier,
                sha256=file.sha256,
                conclusion=verdict.conclusion,
            )
            if tx.lasting.waits(document.id, document.version):
                return  # no result leaves below its promised level; AUGMENT has it judged again
            issued = document.state is not State.SEALED or _issue(tx, document, verdict, lease.by)
        if not issued:
            why = f"{document.id} is {verdict.conclusion}"
            if verdict.conclusion is Conclusion.INDETERMINATE:
                raise TransientError("not_issued", why, wait=_JUDGE_AGAIN)
            raise PermanentError("not_issued", why)


def _issue(tx: Transaction, document: Document, verdict: FileVerdict, by: Actor) -> bool:
    if verdict.conclusion is not Conclusion.VALID:
        return False
    abbreviation = tx.types.load(document.type).abbreviation
    code = tx.documents.next_code(document.agency, abbreviation, version=document.version)
    tx.documents.advance(document, State.ISSUED, by, code=code)
    return True
