"""Whoever approves gets one job, and it is done when the signature is there, not a step before."""

from collections.abc import Callable

import pytest

from sohoa.samples.stack import DemoStack
from storage.jobs import JobState
from storage.tasks import SigningTask, TaskState
from tests.support.paper_office import AGENCY, LEADER, PaperOffice
from workers.records import JobRecord, Records
from workers.sandboxed import Sandboxed
from workers.steps import Step

Look = Callable[[], JobRecord]


@pytest.fixture
def task(paper_office: PaperOffice, sample_stack: DemoStack) -> SigningTask:
    result = paper_office.numbered(sample_stack.decision.read_bytes())
    return paper_office.ask(result, LEADER.id, "leader")


@pytest.fixture
def look(paper_office: PaperOffice, cage: Sandboxed, task: SigningTask) -> Look:
    records = Records(paper_office.catalogue, paper_office.objects, cage)
    job = paper_office.approve(task, LEADER).id
    return lambda: records.job(job, LEADER)


def work_at(office: PaperOffice, task: SigningTask, step: Step) -> None:
    with office.catalogue.reading() as tx:
        job = next(one for one in tx.jobs.of_subject(task.id) if one.step == step)
    office.runner.run(job.id)


def test_it_counts_its_steps_and_is_done_with_the_last(
    paper_office: PaperOffice, task: SigningTask, look: Look
) -> None:
    first = look()
    assert first.job.agency == AGENCY
    told = [(first.job.state, first.job.step, first.job.done, first.job.total)]
    for step in (Step.PREPARE, Step.SIGN, Step.EMBED):
        work_at(paper_office, task, step)
        now = look()
        assert now.job.id == first.job.id
        assert now.documents == (task.document,)
        told.append((now.job.state, now.job.step, now.job.done, now.job.total))
    assert told == [
        (JobState.WAITING, Step.PREPARE, 0, 3),
        (JobState.WAITING, Step.SIGN, 1, 3),
        (JobState.WAITING, Step.EMBED, 2, 3),
        (JobState.DONE, Step.EMBED, 3, 3),
    ]
    assert paper_office.task(task.id).state is TaskState.SIGNED


def test_it_fails_with_the_step_that_failed(
    paper_office: PaperOffice, task: SigningTask, look: Look
) -> None:
    paper_office.keys.identities.clear()
    paper_office.work()
    ended = look().job
    assert (ended.state, ended.step, ended.done) == (JobState.FAILED, Step.SIGN, 1)
    assert ended.error == "key_unavailable"
