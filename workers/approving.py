"""A signer's act on one task: these very bytes, in this capacity, and no others.

One function for whoever approves one document and for whoever approves two hundred, so that none
of the checks is a batch's to leave out.
"""

from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Final

from storage.clock import Clock
from storage.errors import ConflictError, NotFoundError
from storage.people import Actor, Role
from storage.records import Document, Representation, State, StoredFile
from storage.tasks import SigningTask, TaskState
from storage.transaction import Transaction
from workers.mandates import require_mandate_of
from workers.pending import PendingLimit
from workers.permissions import Act, ForbiddenError, reach, require
from workers.proofs import ApprovalProver, ShownPages, approval_of
from workers.refusals import RefusedError

# A result must stand here before the profile's key may touch it.
SIGNABLE: Final = MappingProxyType({"leader": State.NUMBERED, "agency": State.SIGNED})


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """What a signer says they were shown of a task: the file's hash, and the pictures of pages."""

    task: str
    sha256: str
    pages: ShownPages | None = None


@dataclass(frozen=True, slots=True)
class Approving:
    """Writes an approval down, with the proof that the signing worker will ask for."""

    clock: Clock
    prover: ApprovalProver
    pending: PendingLimit | None = None

    def approve(
        self, tx: Transaction, shown: Shown, actor: Actor, *, batch: str | None = None
    ) -> SigningTask:
        """Return the task, APPROVED. All is checked before anything is written.

        Raises `NotFoundError`, `ForbiddenError`, `ConflictError`, `StateError` or `RefusedError`.
        """
        task = visible(tx, shown.task, actor)
        require_answer(task, actor)
        task.to(TaskState.APPROVED)
        document = tx.documents.load(task.document)
        if document.state is not SIGNABLE[task.profile]:
            raise RefusedError("wrong_order", f"{document.id} is {document.state}")
        present = to_be_signed(tx, document)
        if present.sha256 != shown.sha256:
            raise ConflictError(f"{task.id}: shown {shown.sha256}, present {present.sha256}")
        now = self.clock()
        if self.pending is not None:
            self.pending.require(tx, document, now)
        mandate = require_mandate_of(tx, task, document, now)
        approved = replace(
            task,
            shown=present.sha256,
            batch=batch,
            mandate=None if mandate is None else mandate.id,
        )
        proof = approval_of(approved, document, actor=actor, at=now, pages=shown.pages)
        return tx.tasks.advance(
            task,
            TaskState.APPROVED,
            actor,
            shown=approved.shown,
            reason=None,
            batch=approved.batch,
            mandate=approved.mandate,
            approval=self.prover.approval(proof),
        )


def to_be_signed(tx: Transaction, document: Document) -> StoredFile:
    """Return the file whose bytes the next signature is put on: the signed form if there is one."""
    files = {f.representation: f for f in tx.documents.files(document.id, document.version)}
    return files.get(Representation.SIGNED) or files[Representation.ARCHIVE]


def visible(tx: Transaction, task_id: str, actor: Actor) -> SigningTask:
    """Return a task of an agency within reach, or raise `NotFoundError`."""
    task = tx.tasks.load(task_id)
    if task.agency not in reach(tx, actor):
        raise NotFoundError(task_id)
    return task


def answers(task: SigningTask, actor: Actor) -> bool:
    """Whether it is this actor who is asked to sign."""
    if task.profile == "agency":
        return actor.role is Role.RECORDS and task.signer == actor.agency
    called_so = task.signer == actor.name and task.agency == actor.agency  # namesakes elsewhere
    return actor.role is Role.LEADER and (task.signer == actor.id or called_so)


def require_answer(task: SigningTask, actor: Actor) -> None:
    """Return when this actor may answer the task; else raise `ForbiddenError`."""
    act = Act.SEAL if task.profile == "agency" else Act.SIGN
    require(actor, act)
    if not answers(task, actor):
        raise ForbiddenError(actor, act)
