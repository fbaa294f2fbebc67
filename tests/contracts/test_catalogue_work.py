"""What the catalogue promises about jobs, signing tasks and keys, on both databases."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta

import pytest

from storage.catalogue import Catalogue
from storage.errors import ConflictError, FencedError, NotFoundError, StateError
from storage.jobs import Job, JobState, Lease
from storage.objects import digest
from storage.people import Role
from storage.records import Document
from storage.tasks import KeyRecord, SigningTask, TaskState
from storage.transaction import Transaction
from tests.support.catalogues import ADMIN, CLERK, SetClock
from tests.support.papers import add_document, add_scan, open_dossier

LONG, PAST = 3600.0, -1.0  # seconds of a lease that lasts, and of one that has run out


def enqueue(catalogue: Catalogue) -> Job:
    with catalogue.transaction() as tx:
        return tx.jobs.enqueue("read", "scn_1", agency="H38.01", by=CLERK)


def claim(
    catalogue: Catalogue, job: Job, *, seconds: float = LONG, worker: str = "w1"
) -> Lease | None:
    with catalogue.transaction() as tx:
        return tx.jobs.claim(job.id, worker=worker, seconds=seconds, max_attempts=3)


def held(catalogue: Catalogue, job: Job, *, seconds: float = LONG) -> Lease:
    lease = claim(catalogue, job, seconds=seconds)
    assert lease is not None
    return lease


def load(catalogue: Catalogue, job: Job) -> Job:
    with catalogue.reading() as tx:
        return tx.jobs.load(job.id)


def test_a_leased_job_is_nobody_elses(catalogue: Catalogue) -> None:
    job = enqueue(catalogue)
    lease = held(catalogue, job)
    assert (lease.step, lease.subject, lease.token) == ("read", "scn_1", 1)
    assert (lease.by.role, lease.by.agency) == (Role.SYSTEM, "H38.01")
    assert claim(catalogue, job, worker="w2") is None


def test_of_many_claiming_at_once_one_gets_it(catalogue: Catalogue) -> None:
    job = enqueue(catalogue)
    with ThreadPoolExecutor(8) as pool:
        leases = list(pool.map(lambda n: claim(catalogue, job, worker=f"w{n}"), range(8)))
    assert sum(lease is not None for lease in leases) == 1
    assert load(catalogue, job).token == 1


def test_a_late_writer_is_refused_everything(catalogue: Catalogue) -> None:
    job = enqueue(catalogue)
    late = held(catalogue, job, seconds=PAST)
    held(catalogue, job)
    acts = (
        lambda tx: tx.jobs.hold(late),
        lambda tx: tx.jobs.renew(late, seconds=LONG),
        lambda tx: tx.jobs.progress(late, done=1, total=2),
        lambda tx: tx.jobs.finish(late),
        lambda tx: tx.jobs.fail(late, error="x", detail="y"),
        lambda tx: tx.jobs.retry(late, error="x", detail="y", at=tx.now()),
    )
    for act in acts:
        with pytest.raises(FencedError), catalogue.transaction() as tx:
            act(tx)
    assert load(catalogue, job).token == 2


def test_a_finished_job_is_never_leased_again(catalogue: Catalogue) -> None:
    job = enqueue(catalogue)
    lease = held(catalogue, job)
    with catalogue.transaction() as tx:
        tx.jobs.hold(lease)
        tx.jobs.progress(lease, done=12, total=12)
        tx.jobs.finish(lease)
    done = load(catalogue, job)
    assert (done.state, done.done, done.total) == (JobState.DONE, 12, 12)
    assert done.finished_at is not None
    assert claim(catalogue, job) is None
    with pytest.raises(FencedError), catalogue.transaction() as tx:
        tx.jobs.finish(lease)


def test_a_job_that_kills_its_workers_is_quarantined(catalogue: Catalogue) -> None:
    job = enqueue(catalogue)
    for _ in range(3):
        held(catalogue, job, seconds=PAST)
    assert claim(catalogue, job) is None
    poisoned = load(catalogue, job)
    assert (poisoned.state, poisoned.attempts) == (JobState.QUARANTINED, 3)
    assert poisoned.error == "poisoned"
    assert claim(catalogue, job) is None


def test_a_transient_fault_waits_for_its_next_try(catalogue: Catalogue, clock: SetClock) -> None:
    job = enqueue(catalogue)
    lease = held(catalogue, job)
    with catalogue.transaction() as tx:
        later = tx.jobs.now() + timedelta(seconds=3600)
        tx.jobs.retry(lease, error="store_away", detail="S3 is down", at=later)
    waiting = load(catalogue, job)
    assert (waiting.state, waiting.attempts, waiting.error) == (JobState.WAITING, 1, "store_away")
    assert claim(catalogue, job) is None
    with catalogue.reading() as tx:
        again = timedelta(seconds=30)
        assert tx.jobs.due(clock() + timedelta(hours=-1), ring_again_after=again, limit=9) == ()
        assert len(tx.jobs.due(later, ring_again_after=again, limit=9)) == 1


def test_a_fault_of_the_world_is_not_held_against_the_job(catalogue: Catalogue) -> None:
    job = enqueue(catalogue)
    for _ in range(5):
        lease = held(catalogue, job)
        with catalogue.transaction() as tx:
            now = tx.jobs.now()
            tx.jobs.retry(lease, error="store_away", detail="", at=now, counts=False)
    assert load(catalogue, job).attempts == 0


def test_a_job_is_rung_for_once_and_again_after_a_while(
    catalogue: Catalogue, clock: SetClock
) -> None:
    job = enqueue(catalogue)
    again = timedelta(seconds=30)

    def due() -> list[str]:
        with catalogue.reading() as tx:
            found = tx.jobs.due(clock(), ring_again_after=again, limit=9)
            return [each.id for each in found]

    assert due() == [job.id]
    with catalogue.transaction() as tx:
        tx.jobs.mark_rung([job.id], clock())
    assert due() == []
    clock.forward(seconds=30)
    assert due() == [job.id]


def test_a_lease_that_ran_out_is_rung_for_at_once(catalogue: Catalogue) -> None:
    job = enqueue(catalogue)
    with catalogue.transaction() as tx:
        before = tx.jobs.now() - timedelta(seconds=5)
        tx.jobs.mark_rung([job.id], before)
    held(catalogue, job, seconds=PAST)
    with catalogue.transaction() as tx:
        now = tx.jobs.now()
        assert len(tx.jobs.due(now, ring_again_after=timedelta(hours=1), limit=9)) == 1
        tx.jobs.mark_rung([job.id], now)
        assert tx.jobs.due(now, ring_again_after=timedelta(hours=1), limit=9) == ()


def test_jobs_are_counted_by_step_and_state(catalogue: Catalogue) -> None:
    held(catalogue, enqueue(catalogue))
    enqueue(catalogue)
    with catalogue.reading() as tx:
        assert tx.jobs.counts() == {("read", JobState.RUNNING): 1, ("read", JobState.WAITING): 1}
        assert len(tx.jobs.of_subject("scn_1")) == 2
        with pytest.raises(NotFoundError):
            tx.jobs.load("job_none")


@pytest.fixture
def task(catalogue: Catalogue) -> SigningTask:
    with catalogue.transaction() as tx:
        dossier = open_dossier(tx)
        document = add_document(tx, dossier, add_scan(tx, dossier))
        key = KeyRecord(
            name="leader-1",
            agency="H38.01",
            holder="chu.tich",
            profile="leader",
            certificate="PEM",
            chain="",
        )
        tx.keys.add(key, ADMIN)
        made = a_task(tx, document)
        tx.tasks.add(made, CLERK)
        return made


def a_task(tx: Transaction, document: Document) -> SigningTask:
    return SigningTask(
        id=tx.new_id("tsk"),
        document=document.id,
        agency=document.agency,
        signer="chu.tich",
        key="leader-1",
        capacity="TM",
        profile="leader",
        level="b-t",
        state=TaskState.WAITING,
        created_at=tx.now(),
        created_by=CLERK.id,
    )


def test_a_task_walks_its_steps_and_keeps_what_they_made(
    catalogue: Catalogue, task: SigningTask
) -> None:
    with catalogue.transaction() as tx:
        at = tx.tasks.advance(task, TaskState.APPROVED, CLERK, shown=digest(b"shown"))
        at = tx.tasks.advance(
            at, TaskState.PREPARED, CLERK, prepared=digest(b"p"), digest="d" * 64, region=(7, 99)
        )
        at = tx.tasks.advance(at, TaskState.CMS_MADE, CLERK, cms=digest(b"cms"))
        at = tx.tasks.advance(at, TaskState.SIGNED, CLERK, signed=digest(b"signed"))
    with catalogue.reading() as tx:
        assert tx.tasks.load(task.id) == at
        assert at.region == (7, 99)
        assert tx.tasks.of_document(task.document) == (at,)


def test_a_task_knows_the_order_of_its_steps(catalogue: Catalogue, task: SigningTask) -> None:
    with catalogue.transaction() as tx:
        with pytest.raises(StateError):
            tx.tasks.advance(task, TaskState.SIGNED, CLERK)
        tx.tasks.advance(task, TaskState.APPROVED, CLERK, shown=digest(b"x"))
        with pytest.raises(ConflictError):
            tx.tasks.advance(task, TaskState.REFUSED, CLERK)


def test_one_document_waits_once_for_one_key(catalogue: Catalogue, task: SigningTask) -> None:
    with catalogue.transaction() as tx:
        again = replace(task, id=tx.new_id("tsk"))
        with pytest.raises(ConflictError):
            tx.tasks.add(again, CLERK)
        tx.tasks.advance(task, TaskState.REFUSED, CLERK, reason="sai trích yếu")
        tx.tasks.add(again, CLERK)  # a refused one may be asked for again


def test_the_same_bytes_are_not_signed_twice_with_one_key(
    catalogue: Catalogue, task: SigningTask
) -> None:
    with catalogue.transaction() as tx:
        at = task
        for state in (TaskState.APPROVED, TaskState.PREPARED, TaskState.CMS_MADE, TaskState.SIGNED):
            at = tx.tasks.advance(at, state, CLERK, shown=digest(b"shown"))
        again = replace(task, id=tx.new_id("tsk"))
        tx.tasks.add(again, CLERK)
        with pytest.raises(ConflictError):
            tx.tasks.advance(again, TaskState.APPROVED, CLERK, shown=digest(b"shown"))


def test_tasks_are_listed_for_their_signer(catalogue: Catalogue, task: SigningTask) -> None:
    with catalogue.reading() as tx:
        assert tx.tasks.list(None, state=TaskState.WAITING, signer="chu.tich") == (task,)
        assert tx.tasks.list(None, signer="somebody else") == ()
        assert tx.tasks.list(frozenset({"H38.02"})) == ()
        assert tx.tasks.list(None, after=task.id) == ()


def test_a_key_is_found_for_its_holder_and_profile(catalogue: Catalogue, task: SigningTask) -> None:
    with catalogue.reading() as tx:
        key = tx.keys.load("leader-1")
        assert tx.keys.for_holder("chu.tich", "leader", agency=key.agency) == key
        assert len(tx.keys.list()) == 1
        for profile, agency in (("agency", key.agency), ("leader", "H99.99")):
            with pytest.raises(NotFoundError):
                tx.keys.for_holder("chu.tich", profile, agency=agency)
