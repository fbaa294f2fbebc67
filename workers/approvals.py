"""Who is asked to sign, and their own act: approve the bytes they were shown, or refuse.

What is signed is what was shown: an approval names the hash of the bytes that were rendered, and
another hash is a conflict. The order is the law's: number, person, agency
(NĐ 30/2020/NĐ-CP art. 14).
"""

from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from storage.catalogue import Catalogue
from storage.clock import Clock
from storage.errors import ConflictError, NotFoundError
from storage.ids import new_id
from storage.jobs import Job
from storage.people import Actor, Role
from storage.records import Document, Representation, State, StoredFile
from storage.tasks import SigningTask, TaskState
from storage.transaction import Transaction
from workers.doorbell import Doorbell
from workers.numbering import back_to_draft
from workers.permissions import Act, ForbiddenError, reach, require
from workers.refusals import RefusedError
from workers.ringing import ring
from workers.steps import Step

# A result must stand here before the profile's key may touch it.
SIGNABLE: Final = MappingProxyType({"leader": State.NUMBERED, "agency": State.SIGNED})
_REFUSABLE: Final = frozenset({State.NUMBERED, State.SIGNED, State.SEALED})
_PAGE: Final = 200  # tasks looked through at once
LEVELS: Final = frozenset({"b-b", "b-t"})


@dataclass(frozen=True, slots=True)
class Approvals:
    """Asks for signatures and takes the signers' answers.

    `timestamps` says whether an authority is configured, without which b-t cannot be reached.
    """

    catalogue: Catalogue
    doorbell: Doorbell
    clock: Clock
    timestamps: bool

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
        `signing_key_missing`, `wrong_order`) or `ConflictError` when it was asked already.
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
            )
            tx.tasks.add(task, actor)
            return task

    def load(self, task_id: str, actor: Actor) -> SigningTask:
        """Return a task of an agency within reach, or raise `NotFoundError`."""
        require(actor, Act.SEE_TASKS)
        with self.catalogue.reading() as tx:
            return _visible(tx, task_id, actor)

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
            visible = reach(tx, actor)
            while len(found) < limit:
                page = tx.tasks.list(visible, state=state, after=after, limit=_PAGE)
                found += (task for task in page if not mine or _answers(task, actor))
                if len(page) < _PAGE:
                    break
                after = page[-1].id
        return tuple(found[:limit])

    def approve(self, task_id: str, shown_sha256: str, actor: Actor) -> Job:
        """Take the signer's approval of exactly the bytes named.

        Raises `ForbiddenError` when it is not this actor's to sign, `ConflictError` when the bytes
        to be signed are others than those shown, `RefusedError` (`wrong_order`) or `StateError`.
        """
        with self.catalogue.transaction() as tx:
            task = _visible(tx, task_id, actor)
            _require_answer(task, actor)
            document = tx.documents.load(task.document)
            if document.state is not SIGNABLE[task.profile]:
                raise RefusedError("wrong_order", f"{document.id} is {document.state}")
            present = to_be_signed(tx, document)
            if present.sha256 != shown_sha256:
                raise ConflictError(f"{task.id}: shown {shown_sha256}, present {present.sha256}")
            tx.tasks.advance(task, TaskState.APPROVED, actor, shown=present.sha256)
            job = tx.jobs.enqueue(Step.PREPARE, task.id, agency=task.agency, by=actor)
        ring(self.doorbell, self.catalogue, job)
        return job

    def refuse(self, task_id: str, reason: str, actor: Actor) -> SigningTask:
        """Take the signer's refusal: the result goes back to being a draft, with the reason.

        One that is a draft again already, or issued without this signature, stays as it is: the
        task is ended, so that it waits for nobody any more.
        """
        with self.catalogue.transaction() as tx:
            task = _visible(tx, task_id, actor)
            _require_answer(task, actor)
            refused = tx.tasks.advance(task, TaskState.REFUSED, actor, reason=reason)
            document = tx.documents.locked(task.document)
            if document.state in _REFUSABLE:
                back_to_draft(tx, document, reason, actor)
            return refused

    def _level(self, asked: str | None) -> str:
        level = asked or ("b-t" if self.timestamps else "b-b")
        if level not in LEVELS or (level == "b-t" and not self.timestamps):
            raise RefusedError("level_unreachable", level, level=level)
        return level


def to_be_signed(tx: Transaction, document: Document) -> StoredFile:
    """Return the file whose bytes the next signature is put on: the signed form if there is one."""
    files = {f.representation: f for f in tx.documents.files(document.id, document.version)}
    return files.get(Representation.SIGNED) or files[Representation.ARCHIVE]


def _visible(tx: Transaction, task_id: str, actor: Actor) -> SigningTask:
    task = tx.tasks.load(task_id)
    if task.agency not in reach(tx, actor):
        raise NotFoundError(task_id)
    return task


def _answers(task: SigningTask, actor: Actor) -> bool:
    if task.profile == "agency":
        return actor.role is Role.RECORDS and task.signer == actor.agency
    called_so = task.signer == actor.name and task.agency == actor.agency  # namesakes elsewhere
    return actor.role is Role.LEADER and (task.signer == actor.id or called_so)


def _require_answer(task: SigningTask, actor: Actor) -> None:
    act = Act.SEAL if task.profile == "agency" else Act.SIGN
    require(actor, act)
    if not _answers(task, actor):
        raise ForbiddenError(actor, act)
