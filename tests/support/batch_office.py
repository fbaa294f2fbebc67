"""Tasks of a leader on a bare catalogue: no paper is opened, preparing is a row and its proof."""

from dataclasses import dataclass, replace
from datetime import timedelta

from storage.catalogue import Catalogue
from storage.clock import Clock
from storage.jobs import Job
from storage.objects import digest
from storage.people import Actor, Role
from storage.records import Kind, Representation, State
from storage.tasks import KeyRecord, SigningTask, TaskState
from tests.fakes.doorbell import FakeDoorbell
from tests.support.catalogues import CLERK
from tests.support.papers import a_document, a_file, open_dossier
from tests.support.proofs import PROVING
from workers.approving import Approving, Shown
from workers.batch_progress import prepared_or_gone, sign_next
from workers.batching import Batching
from workers.proofs import Preparation, name_of

AGENCY = "H38.01"
LEADER = Actor(id="usr_leader", name="Hường", role=Role.LEADER, agency=AGENCY)
RECORDS = Actor(id="usr_records", name="Thư", role=Role.RECORDS, agency=AGENCY)
WORKER = Actor(id="worker", name="worker", role=Role.SYSTEM, agency=AGENCY)


@dataclass(frozen=True)
class BatchOffice:
    """A catalogue with numbered results that wait for their leader."""

    catalogue: Catalogue
    clock: Clock

    @property
    def batching(self) -> Batching:
        return Batching(self.catalogue, FakeDoorbell(), Approving(self.clock, PROVING.approver))

    def ask(self, count: int, *, certificate: str = "") -> list[SigningTask]:
        """Put results there, each waiting for the leader; the key is registered at first."""
        made = []
        with self.catalogue.transaction() as tx:
            if not tx.keys.list():
                tx.keys.add(
                    KeyRecord(
                        name="lanh-dao",
                        agency=AGENCY,
                        holder=LEADER.id,
                        profile="leader",
                        certificate=certificate,
                        chain="",
                    ),
                    CLERK,
                )
            dossier = open_dossier(tx)
            for number in range(count):
                result = replace(
                    a_document(tx, dossier, State.NUMBERED), kind=Kind.RESULT, type="QD"
                )
                file = a_file(result, Representation.ARCHIVE, f"decision {number}".encode())
                tx.documents.add(result, files=[file], pages=[], fields={}, by=CLERK)
                task = SigningTask(
                    id=tx.new_id("tsk"),
                    document=result.id,
                    agency=AGENCY,
                    signer=LEADER.id,
                    key="lanh-dao",
                    capacity="",
                    profile="leader",
                    level="b-b",
                    state=TaskState.WAITING,
                    created_at=tx.now(),
                    created_by=RECORDS.id,
                )
                tx.tasks.add(task, RECORDS)
                made.append(task)
        return made

    def shown(self, tasks: list[SigningTask]) -> list[Shown]:
        """Return what the leader was shown of each."""
        with self.catalogue.reading() as tx:
            files = [tx.documents.files(task.document, 1)[0].sha256 for task in tasks]
        return [
            Shown(task=task.id, sha256=sha256) for task, sha256 in zip(tasks, files, strict=True)
        ]

    def prepare(self, task_id: str, *, well: bool = True) -> Job | None:
        """Do what PREPARE does to the rows of an approved task, or what giving it up does."""
        with self.catalogue.transaction() as tx:
            task = tx.tasks.load(task_id)
            if task.state is not TaskState.APPROVED or task.shown is None:
                return None
            if not well:
                tx.tasks.advance(task, TaskState.FAILED, WORKER, reason="damaged_document")
                return None if task.batch is None else prepared_or_gone(tx, task.batch, WORKER)
            prepared, covered = digest(task.id.encode()), digest(f"range {task.id}".encode())
            statement = Preparation(
                task=task.id,
                approval=name_of(task.approval or ""),
                shown=task.shown,
                prepared=prepared,
                digest=covered,
                at=tx.now(),
            )
            ready = tx.tasks.advance(
                task,
                TaskState.PREPARED,
                WORKER,
                prepared=prepared,
                digest=covered,
                region=(0, 1),
                statement=PROVING.preparer.preparation(statement),
            )
            return sign_next(tx, ready, WORKER)

    def task(self, task_id: str) -> SigningTask:
        with self.catalogue.reading() as tx:
            return tx.tasks.load(task_id)

    def due(self, step: str) -> list[Job]:
        """Return the jobs of a step that wait for a worker."""
        with self.catalogue.reading() as tx:
            now = tx.jobs.now()
            found = tx.jobs.due(now, ring_again_after=timedelta(0), limit=500)
        return [job for job in found if job.step == step]
