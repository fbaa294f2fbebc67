"""A job that is given up leaves nobody waiting: its paper or signature can be asked for anew."""

import pytest

from sohoa.samples.stack import DemoStack
from storage.dossiers import ScanState
from storage.jobs import JobState
from storage.records import State
from storage.tasks import TaskState
from tests.support.paper_office import CLERK, LEADER, PaperOffice
from workers.refusals import RefusedError
from workers.steps import Step


@pytest.fixture(scope="module")
def draft(sample_stack: DemoStack) -> bytes:
    return sample_stack.decision.read_bytes()


def lose_workers(office: PaperOffice, job: str) -> None:
    """Let three workers take the job and die."""
    for _ in range(3):
        with office.catalogue.transaction() as tx:
            assert tx.jobs.claim(job, worker="dies", seconds=0.0, max_attempts=9) is not None
    office.runner.run(job)
    assert office.job(job).state is JobState.QUARANTINED


def test_a_stack_that_was_given_up_can_be_handed_in_again(
    paper_office: PaperOffice, draft: bytes
) -> None:
    dossier = paper_office.dossier()
    job = paper_office.receive(dossier, ("a.pdf", draft))
    lose_workers(paper_office, job.id)
    with paper_office.catalogue.reading() as tx:
        given_up = tx.scans.load(job.subject)
    assert (given_up.state, given_up.problem) == (ScanState.QUARANTINED, "poisoned")
    again = paper_office.receive(dossier, ("a.pdf", draft))
    assert again.id != job.id
    paper_office.work()
    assert paper_office.job(again.id).state is JobState.DONE


def test_a_signature_that_was_given_up_can_be_asked_for_again(
    paper_office: PaperOffice, draft: bytes
) -> None:
    task = paper_office.ask(paper_office.numbered(draft), LEADER.id, "leader")
    lose_workers(paper_office, paper_office.approve(task, LEADER).id)
    given_up = paper_office.task(task.id)
    assert (given_up.state, given_up.reason) == (TaskState.FAILED, "poisoned")
    again = paper_office.ask(paper_office.document(task.document), LEADER.id, "leader")
    paper_office.approve(again, LEADER)
    paper_office.work()
    assert paper_office.task(again.id).state is TaskState.SIGNED
    assert paper_office.document(task.document).state is State.SIGNED


def test_giving_up_an_outdated_step_harms_no_task(paper_office: PaperOffice, draft: bytes) -> None:
    task = paper_office.ask(paper_office.numbered(draft), LEADER.id, "leader")
    paper_office.approve(task, LEADER)
    with paper_office.catalogue.transaction() as tx:
        late = tx.jobs.enqueue(Step.EMBED, task.id, agency=task.agency, by=LEADER)
    lose_workers(paper_office, late.id)
    paper_office.work()
    assert paper_office.task(task.id).state is TaskState.SIGNED


@pytest.mark.parametrize("confirmed_before", [False, True])
def test_confirming_again_asks_again_for_a_digitiser_s_signature(
    paper_office: PaperOffice, draft: bytes, confirmed_before: bool
) -> None:
    dossier = paper_office.dossier()
    paper_office.receive(dossier, ("a.pdf", draft))
    paper_office.work()
    (filed,) = paper_office.splitting.accept(dossier.code, None, CLERK)
    with paper_office.catalogue.reading() as tx:
        (task,) = tx.tasks.of_document(filed.id)
        job = tx.jobs.of_subject(task.id)[-1]
    if confirmed_before:
        confirm(paper_office, filed.id)
    lose_workers(paper_office, job.id)
    confirm(paper_office, filed.id)
    paper_office.work()
    assert paper_office.document(filed.id).state is State.STORED
    with paper_office.catalogue.reading() as tx:
        tasks = tx.tasks.of_document(filed.id)
    assert [task.state for task in tasks] == [TaskState.FAILED, TaskState.SIGNED]
    with pytest.raises(RefusedError):
        confirm(paper_office, filed.id)


def confirm(office: PaperOffice, document: str) -> None:
    row = office.document(document).row
    office.confirming.change_fields(document, {}, confirm=True, row=row, actor=CLERK)
