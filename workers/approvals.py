"""Who is asked to sign, and their own act: approve the bytes they were shown, or refuse.

What is signed is what was shown: an approval names the hash of the bytes that were rendered, and
another hash is a conflict. The order is the law's: number, person, agency
(NĐ 30/2020/NĐ-CP art. 14).
"""

from dataclasses import dataclass
from typing import Final

from storage.batches import BatchItem
from storage.catalogue import Catalogue
from storage.clock import Clock
from storage.errors import ConflictError, NotFoundError
from storage.ids import new_id
from storage.jobs import Job
from storage.objects import Digest, ObjectStore
from storage.people import Actor
from storage.records import State
from storage.tasks import SigningTask, TaskState
from workers.approving import SIGNABLE, Approving, Shown, answers, require_answer, visible
from workers.batching import Pin, batch_of, prepare
from workers.doorbell import Doorbell
from workers.mandates import require_mandate
from workers.numbering import back_to_draft
from workers.permissions import Act, reach, require
from workers.refusals import RefusedError
from workers.ringing import ring
from workers.sandboxed import Sandboxed
from workers.shown_pages import require_pages
from workers.workbench import workbench

_REFUSABLE: Final = frozenset({State.NUMBERED, State.SIGNED, State.SEALED})
_PAGE: Final = 200  # tasks looked through at once
LEVELS: Final = frozenset({"b-b", "b-t", "b-lt", "b-lta"})
_PROVEN: Final = frozenset({"b-lt", "b-lta"})


@dataclass(frozen=True, slots=True)
class Approvals:
    """Asks for signatures and takes the signers' answers.

    `timestamps` says whether an authority is configured, without which b-t cannot be reached;
    `lasting` whether trusted roots are there, without which b-lt cannot. `usual`: the level where
    none is asked for; None: the best of b-b and b-t.
    """

    catalogue: Catalogue
    doorbell: Doorbell
    clock: Clock
    timestamps: bool
    approving: Approving
    objects: ObjectStore
    sandbox: Sandboxed
    usual: str | None = None
    lasting: bool = True

    def ask(
        self,
        ref: str,
        *,
        signer: str,
        capacity: str,
        profile: str,
        level: str | None,
        actor: Actor,
    ) -> SigningTask:
        """Ask the holder of a registered key to sign a result; None asks for the best level.

        Raises `NotFoundError`, `RefusedError` (`unknown_profile`, `level_unreachable`,
        `signing_key_missing`, `wrong_order`, or why the signer has no mandate: see
        `workers.mandates`) or `ConflictError` when it was asked already.
        """
        require(actor, Act.ASK_SIGNATURE)
        level = self._level(level)
        if profile not in SIGNABLE:
            raise RefusedError("unknown_profile", profile, profile=profile)
        with self.catalogue.transaction() as tx:
            document = tx.documents.find(ref, reach(tx, actor))
            if document.state not in {State.NUMBERED, State.SIGNED}:
                raise RefusedError("wrong_order", f"{document.id} is {document.state}")
            try:
                key = tx.keys.for_holder(signer, profile, agency=document.agency)
            except NotFoundError as error:
                raise RefusedError("signing_key_missing", signer, signer=signer) from error
            now = self.clock()
            mandate = require_mandate(
                tx, document, signer=key.holder, capacity=capacity, profile=profile, at=now
            )
            task = SigningTask(
                id=new_id("tsk", now),
                document=document.id,
                agency=document.agency,
                signer=key.holder,
                key=key.name,
                capacity=capacity,
                profile=profile,
                level=level,
                state=TaskState.WAITING,
                created_at=now,
                created_by=actor.id,
                mandate=None if mandate is None else mandate.id,
            )
            tx.tasks.add(task, actor)
            return task

    def load(self, task_id: str, actor: Actor) -> SigningTask:
        """Return a task of an agency within reach, or raise `NotFoundError`."""
        require(actor, Act.SEE_TASKS)
        with self.catalogue.reading() as tx:
            return visible(tx, task_id, actor)

    def list(
        self,
        actor: Actor,
        *,
        state: TaskState | None = None,
        mine: bool = False,
        after: str | None = None,
        limit: int = 50,
    ) -> tuple[SigningTask, ...]:
        """Return a keyset page of tasks, oldest first; `mine` keeps those this actor may answer."""
        require(actor, Act.SEE_TASKS)
        found: list[SigningTask] = []
        with self.catalogue.reading() as tx:
            agencies = reach(tx, actor)
            while len(found) < limit:
                page = tx.tasks.list(agencies, state=state, after=after, limit=_PAGE)
                found += (task for task in page if not mine or answers(task, actor))
                if len(page) < _PAGE:
                    break
                after = page[-1].id
        return tuple(found[:limit])

    def approve(self, shown: Shown, actor: Actor, *, pin: Pin | None = None) -> Job:
        """Take the signer's approval of exactly the bytes, and pages, that they were shown.

        With a sealed PIN the task is a batch of one. Raises `ForbiddenError` when it is not this
        actor's to sign, `ConflictError` when the bytes to be signed are others than those shown,
        `StateError`, or `RefusedError`: `wrong_order`, why there is no mandate, or that pages look
        otherwise (`shown_pages_differ`, `other_renderer`).
        """
        self._require_pages(shown, actor)
        with self.catalogue.transaction() as tx:
            batch = tx.new_id("bat") if pin is not None else None
            task = self.approving.approve(tx, shown, actor, batch=batch)
            if batch is not None and pin is not None:
                item = BatchItem(batch=batch, position=0, task=task.id, shown=Digest(shown.sha256))
                tx.batches.add(batch_of(tx, batch, [task], pin, actor), [item], actor)
            job = prepare(tx, task, actor)
        ring(self.doorbell, self.catalogue, job)
        return job

    def refuse(self, task_id: str, reason: str, actor: Actor) -> SigningTask:
        """Take the signer's refusal: the result goes back to being a draft, with the reason.

        One that is a draft again already, or issued without this signature, stays as it is: the
        task is ended, so that it waits for nobody any more.
        """
        with self.catalogue.transaction() as tx:
            task = visible(tx, task_id, actor)
            require_answer(task, actor)
            refused = tx.tasks.advance(task, TaskState.REFUSED, actor, reason=reason)
            document = tx.documents.locked(task.document)
            if document.state in _REFUSABLE:
                back_to_draft(tx, document, reason, actor)
            return refused

    def _require_pages(self, shown: Shown, actor: Actor) -> None:
        """Draw the pages again, for an asker who may know of the task and names its bytes."""
        if shown.pages is None:
            return
        with self.catalogue.reading() as tx:
            task = visible(tx, shown.task, actor)
            require_answer(task, actor)
            document = tx.documents.load(task.document)
            files = tx.documents.files(document.id, document.version)
        if shown.sha256 not in {file.sha256 for file in files}:
            raise ConflictError(f"{task.id}: {shown.sha256} is none of its files")
        with workbench(self.objects) as bench:
            require_pages(self.sandbox, bench, Digest(shown.sha256), shown.pages)

    def _level(self, asked: str | None) -> str:
        level = asked or self.usual or ("b-t" if self.timestamps else "b-b")
        if (
            level not in LEVELS
            or (level != "b-b" and not self.timestamps)
            or (level in _PROVEN and not self.lasting)
        ):
            raise RefusedError("level_unreachable", level, level=level)
        return level
