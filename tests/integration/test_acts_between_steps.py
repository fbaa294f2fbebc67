"""What people do while a worker is at a result: no signature or verdict lands on other bytes."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

import pytest

from sohoa.samples.stack import DemoStack
from storage.objects import Digest
from storage.records import Representation, State
from storage.tasks import SigningTask, TaskState
from tests.support.paper_office import AGENCY, LEADER, RECORDS, PaperOffice
from tests.support.pki import Pki
from workers.steps import Step


@pytest.fixture(scope="module")
def draft(sample_stack: DemoStack) -> bytes:
    return sample_stack.decision.read_bytes()


def run(office: PaperOffice, subject: str, *steps: Step) -> None:
    for step in steps:
        with office.catalogue.reading() as tx:
            job = next(j for j in reversed(tx.jobs.of_subject(subject)) if j.step == step)
        office.runner.run(job.id)


def made_and_waiting(office: PaperOffice, draft: bytes) -> tuple[SigningTask, SigningTask]:
    """Return the leader's task with its CMS made, and the agency's task that waits for it."""
    result = office.numbered(draft)
    task, seal = office.ask(result, LEADER.id, "leader"), office.ask(result, AGENCY, "agency")
    office.approve(task, LEADER)
    run(office, task.id, Step.PREPARE, Step.SIGN)
    return office.task(task.id), seal


def test_a_result_numbered_anew_does_not_get_the_signature_over_its_old_number(
    paper_office: PaperOffice, draft: bytes
) -> None:
    task, seal = made_and_waiting(paper_office, draft)
    paper_office.approvals.refuse(seal.id, "sai số", RECORDS)
    paper_office.results.number(task.document, "16/QĐ-UBND", date(2026, 11, 21), RECORDS)
    run(paper_office, task.id, Step.EMBED)
    ended, result = paper_office.task(task.id), paper_office.document(task.document)
    assert (ended.state, ended.reason) == (TaskState.FAILED, "shown_bytes_differ")
    assert result.state is State.NUMBERED
    with paper_office.catalogue.reading() as tx:
        forms = {f.representation for f in tx.documents.files(result.id, result.version)}
    assert Representation.SIGNED not in forms
    paper_office.approve(paper_office.ask(result, LEADER.id, "leader"), LEADER)
    paper_office.work()
    assert paper_office.document(task.document).state is State.SIGNED


def test_a_refused_result_is_not_signed_by_an_approval_under_way(
    paper_office: PaperOffice, draft: bytes
) -> None:
    task, seal = made_and_waiting(paper_office, draft)
    paper_office.approvals.refuse(seal.id, "sai số", RECORDS)
    run(paper_office, task.id, Step.EMBED)
    ended = paper_office.task(task.id)
    assert (ended.state, ended.reason) == (TaskState.FAILED, "shown_bytes_differ")
    assert paper_office.document(task.document).state is State.DRAFT


def test_a_verdict_on_the_bytes_before_the_seal_issues_nothing(
    paper_office: PaperOffice, draft: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    result = paper_office.numbered(draft)
    leader = paper_office.ask(result, LEADER.id, "leader")
    paper_office.approve(leader, LEADER)
    run(paper_office, leader.id, Step.PREPARE, Step.SIGN, Step.EMBED)
    read = paper_office.objects.read

    def sealed_meanwhile(key: Digest) -> Iterator[bytes]:
        monkeypatch.setattr(paper_office.objects, "read", read)
        seal = paper_office.ask(paper_office.document(result.id), AGENCY, "agency")
        paper_office.approve(seal, RECORDS)
        run(paper_office, seal.id, Step.PREPARE, Step.SIGN, Step.EMBED)
        return read(key)

    with paper_office.catalogue.reading() as tx:
        (judging,) = tx.jobs.of_subject(result.id)
    monkeypatch.setattr(paper_office.objects, "read", sealed_meanwhile)
    paper_office.runner.run(judging.id)
    assert paper_office.document(result.id).state is State.SEALED
    paper_office.work()
    assert paper_office.document(result.id).state is State.ISSUED
    with paper_office.catalogue.reading() as tx:
        judged = tx.documents.verdict(result.id)
    assert judged is not None
    assert len(judged[0].signatures) == 2


def test_a_signer_who_is_no_more_needed_can_refuse_what_was_issued_meanwhile(
    paper_office: PaperOffice, draft: bytes, pki: Pki
) -> None:
    deputy = replace(LEADER, id="usr_deputy", name="Phó")
    paper_office.register("pho", deputy.id, "leader", pki.leader)
    result = paper_office.numbered(draft)
    left = paper_office.ask(result, deputy.id, "leader")
    for signer, profile, actor in ((LEADER.id, "leader", LEADER), (AGENCY, "agency", RECORDS)):
        paper_office.approve(paper_office.ask(result, signer, profile), actor)
        paper_office.work()
    assert paper_office.document(result.id).state is State.ISSUED
    paper_office.approvals.refuse(left.id, "đã có người ký", deputy)
    assert paper_office.task(left.id).state is TaskState.REFUSED
    assert paper_office.document(result.id).state is State.ISSUED
