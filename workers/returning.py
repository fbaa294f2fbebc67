"""Whole files that signers' own machines sign and bring back: handed out and taken by ticket.

The signing programs of offices (VGCA's is the one in use) fetch a file, sign it on the signer's
machine and send it to an address, without any token of ours: the ticket in both addresses is what
lets them. What they say of success is no proof; the file is judged in the confined child, and only
then anything moves, in one transaction.

Asking for a ticket is the signer's act: it is proven like an approval, for this ticket alone, and
no row of a ticket is believed without that proof.
"""

import hashlib
import secrets
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from types import MappingProxyType
from typing import Final

from ingest.scans.scan_file import MediaType
from signing.policy import Policy
from storage.catalogue import Catalogue
from storage.clock import Clock
from storage.errors import ConflictError, StateError
from storage.jobs import Job
from storage.objects import Digest, ObjectStore
from storage.people import Actor
from storage.records import Document, Representation, State, StoredFile
from storage.returns import DEED_OF_PROFILE, Ticket
from storage.tasks import KeyRecord, SigningTask, TaskState
from storage.transaction import Transaction
from workers.approving import SIGNABLE, require_answer, to_be_signed, visible
from workers.doorbell import Doorbell
from workers.errors import TaskRefusedError
from workers.intake import Upload
from workers.mandates import require_mandate_of
from workers.pending import PendingLimit
from workers.promising import promise
from workers.proofs import ApprovalProver, ProofChecker, approval_of
from workers.refusals import RefusedError
from workers.ringing import ring
from workers.sandboxed import Sandboxed
from workers.sandboxed_returns import HandedOut, judge_return
from workers.steps import Step
from workers.tickets import LIFE, hash_of, holder_of, key_of, may_still, require_proven
from workers.workbench import workbench

_MOST_FETCHES: Final = 5  # a signer may close the program and begin again
_MOST_TRIES: Final = 10
_CHUNK: Final = 1 << 18
_AFTER: Final = MappingProxyType({"leader": State.SIGNED, "agency": State.SEALED})


@dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    """A ticket just given, with the secret for its addresses; number and date as recorded."""

    ticket: Ticket
    secret: str
    document: Document


@dataclass(frozen=True, slots=True, kw_only=True)
class Returning:
    """Gives tickets, hands files out by them, and takes signed ones back.

    `pending` None: any number of signatures may wait for their promised level.
    """

    catalogue: Catalogue
    objects: ObjectStore
    sandbox: Sandboxed
    doorbell: Doorbell
    clock: Clock
    trust: Callable[[], Path | None]
    policy: Policy
    prover: ApprovalProver
    proofs: Callable[[], ProofChecker]
    pending: PendingLimit | None = None

    def give(self, task_id: str, shown_sha256: str, actor: Actor) -> Given:
        """Give the task's own signer a ticket for exactly the bytes they were shown.

        A ticket given before for the same task is void. Raises `NotFoundError`, `ForbiddenError`,
        `ConflictError` for other bytes, `StateError`, or `RefusedError` (`wrong_order`,
        `timestamps_pending`, or why the signer has no mandate).
        """
        secret, now = secrets.token_urlsafe(32), self.clock()
        with self.catalogue.transaction() as tx:
            task = visible(tx, task_id, actor)
            require_answer(task, actor)
            document, present = _due(tx, task)
            if present.sha256 != shown_sha256:
                raise ConflictError(f"{task.id}: shown {shown_sha256}, present {present.sha256}")
            if self.pending is not None:
                self.pending.require(tx, document, now)
            mandate = require_mandate_of(tx, task, document, now)
            asked = replace(
                task, shown=present.sha256, mandate=None if mandate is None else mandate.id
            )
            proof = approval_of(asked, document, actor=actor, at=now, ticket=hash_of(secret))
            ticket = Ticket(
                id=tx.new_id("ret"),
                secret_hash=hash_of(secret),
                task=task.id,
                document=document.id,
                version=document.version,
                shown=present.sha256,
                deed=DEED_OF_PROFILE[task.profile],
                holder=actor.id,
                holder_name=actor.name,
                holder_role=actor.role,
                agency=actor.agency,
                created_at=now,
                expires_at=now + LIFE,
                approval=self.prover.approval(proof),
            )
            tx.tickets.add(ticket, actor)
        return Given(ticket=ticket, secret=secret, document=document)

    def hand_out(self, secret: str) -> tuple[Ticket, StoredFile]:
        """Return the file to sign, as it was shown; a few times, while the ticket is good.

        Raises `NotFoundError`, or `RefusedError` (`ticket_used`, `ticket_expired`,
        `ticket_void`, `shown_bytes_differ`, `approval_unproven`).
        """
        with self.catalogue.transaction() as tx:
            ticket, task = self._good(tx, secret)
            if ticket.fetched >= _MOST_FETCHES:
                raise RefusedError("ticket_used", f"{ticket.id} was fetched {ticket.fetched} times")
            _, present = _due(tx, task)
            tx.tickets.fetched(ticket, holder_of(ticket))
        return ticket, present

    def take(self, secret: str, upload: Upload) -> Document:
        """Judge the file that came back, and move the document one step on if it holds.

        Nothing moves otherwise: `RefusedError` with why, which the trail keeps too,
        `NotFoundError` for no such ticket, `SandboxError` when it could not be judged.
        """
        ticket = self.check(secret)
        with self.catalogue.transaction() as tx:
            key = key_of(tx, tx.tasks.load(ticket.task))
            tx.tickets.tried(ticket)
        try:
            signed, size = self._judged(ticket, key, upload)
        except TaskRefusedError as error:
            with self.catalogue.transaction() as tx:
                tx.tickets.refused(ticket, error.code, holder_of(ticket))
            raise RefusedError(error.code, str(error)) from error
        with self.catalogue.transaction() as tx:
            document, job = self._take(tx, secret, signed, size)
        ring(self.doorbell, self.catalogue, job)
        return document

    def check(self, secret: str) -> Ticket:
        """Return the ticket while a file may be brought back by it: asked before a byte is read.

        Raises as `take` does.
        """
        with self.catalogue.reading() as tx:
            ticket, _ = self._good(tx, secret)
        if ticket.tried >= _MOST_TRIES:
            raise RefusedError("ticket_used", f"{ticket.id} was tried {ticket.tried} times")
        return ticket

    def _judged(self, ticket: Ticket, key: KeyRecord, upload: Upload) -> tuple[Digest, int]:
        with workbench(self.objects) as bench:
            path, draft = bench.folder / "returned.pdf", bench.fetch(ticket.shown)
            came, size = _received(upload, path, draft.stat().st_size, ticket.shown)
            judge_return(
                self.sandbox,
                path,
                HandedOut(draft=draft, certificate=key.certificate, chain=key.chain),
                trust=self.trust(),
                policy=self.policy,
                at=self.clock(),
            )
            kept = bench.keep(path)
        if kept != came:  # a child that the file has taken over may have put another in its place
            raise TaskRefusedError("return_unreadable", "not the file that came")
        return kept, size

    def _good(self, tx: Transaction, secret: str) -> tuple[Ticket, SigningTask]:
        """Return the ticket while it may be used, by somebody who still may use it."""
        ticket = tx.tickets.find(hash_of(secret))
        if ticket.used_at is not None:
            raise RefusedError("ticket_used", f"{ticket.id} was used")
        if self.clock() >= ticket.expires_at:
            raise RefusedError("ticket_expired", f"{ticket.id} has expired")
        if not may_still(tx, ticket):
            raise RefusedError("ticket_void", f"{ticket.holder} may not sign any more")
        task = tx.tasks.load(ticket.task)
        document, present = _due(tx, task)
        if (document.version, present.sha256) != (ticket.version, ticket.shown):
            raise RefusedError("shown_bytes_differ", f"{document.id} has changed since")
        require_proven(ticket, task, self.proofs(), self.clock())
        mandate = require_mandate_of(tx, task, document, self.clock())
        return ticket, replace(task, mandate=None if mandate is None else mandate.id)

    def _take(
        self, tx: Transaction, secret: str, signed: Digest, size: int
    ) -> tuple[Document, Job]:
        """Move everything one step on, if it still stands as it did: minutes may have passed."""
        # Locked first: somebody may be refusing it, and one of us has to be the second.
        tx.documents.locked(tx.tickets.find(hash_of(secret)).document)
        ticket, task = self._good(tx, secret)
        by, document = holder_of(ticket), tx.documents.load(ticket.document)
        tx.tickets.use(ticket, signed, self.clock(), by)
        tx.documents.add_file(
            StoredFile(
                document=document.id,
                version=document.version,
                representation=Representation.SIGNED,
                sha256=signed,
                size=size,
                media_type=MediaType.PDF,
            )
        )
        approved = replace(task, shown=ticket.shown, approval=ticket.approval)
        tx.tasks.advance(approved, TaskState.SIGNED, by, signed=signed)
        # Whether its program put a timestamp in that we accept is found out by AUGMENT.
        pending = promise(tx, task, document.version, stamped=False)
        moved = tx.documents.advance(document, _AFTER[task.profile], by)
        step = Step.AUGMENT if pending else Step.VERIFY
        job = tx.jobs.enqueue(step, document.id, agency=document.agency, by=by)
        return moved, job


def _received(upload: Upload, path: Path, draft_size: int, shown: Digest) -> tuple[Digest, int]:
    """Write the file that came, and return its digest and size. It begins with the draft's bytes.

    That much is told by bytes alone, by us: raises `TaskRefusedError` (return_other_file).
    """
    whole, beginning, size = hashlib.sha256(), hashlib.sha256(), 0
    with path.open("wb") as file:
        while chunk := upload.stream.read(_CHUNK):
            file.write(chunk)
            whole.update(chunk)
            beginning.update(chunk[: max(0, draft_size - size)])
            size += len(chunk)
    if beginning.hexdigest() != shown:
        raise TaskRefusedError("return_other_file", "it does not begin with what was handed out")
    return Digest(whole.hexdigest()), size


def _due(tx: Transaction, task: SigningTask) -> tuple[Document, StoredFile]:
    """Return what the task is about, while it waits for its signer and nothing else."""
    if task.state is not TaskState.WAITING:
        raise StateError(f"{task.id} is {task.state}")
    document = tx.documents.load(task.document)
    if document.state is not SIGNABLE[task.profile]:
        raise RefusedError("wrong_order", f"{document.id} is {document.state}")
    return document, to_be_signed(tx, document)
