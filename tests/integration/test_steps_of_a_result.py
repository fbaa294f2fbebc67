"""PREPARE, SIGN, EMBED, VERIFY: the way to an issued decision, and everything that must stop it."""

import io
import shutil
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest

from sohoa.samples.stack import DemoStack
from storage.jobs import JobState
from storage.records import Representation, State
from storage.tasks import SigningTask, TaskState
from tests.support.paper_office import AGENCY, LEADER, RECORDS, PaperOffice
from tests.support.pki import Pki
from tests.support.tsa import Fault, Tsa
from workers.steps import Step


@pytest.fixture(scope="session")
def draft(sample_stack: DemoStack) -> bytes:
    return sample_stack.decision.read_bytes()


def sealed(office: PaperOffice, draft: bytes) -> str:
    """Take a draft as far as the agency's approval; the workers have not moved since."""
    result = office.numbered(draft)
    office.approve(office.ask(result, LEADER.id, "leader"), LEADER)
    office.work()
    office.approve(office.ask(office.document(result.id), AGENCY, "agency"), RECORDS)
    return result.id


def at_state(office: PaperOffice, draft: bytes, state: TaskState) -> SigningTask:
    """Return the leader's task, with just the steps done that bring it to this state."""
    task = office.ask(office.numbered(draft), LEADER.id, "leader")
    office.approve(task, LEADER)
    for step in (Step.PREPARE, Step.SIGN):
        if office.task(task.id).state is state:
            break
        run(office, task, step)
    return office.task(task.id)


def run(office: PaperOffice, task: SigningTask, step: Step) -> str:
    with office.catalogue.reading() as tx:
        job = next(j for j in reversed(tx.jobs.of_subject(task.id)) if j.step == step)
    office.runner.run(job.id)
    return job.id


def test_numbered_signed_sealed_judged_and_issued(paper_office: PaperOffice, draft: bytes) -> None:
    result = paper_office.document(sealed(paper_office, draft))
    assert result.state is State.SIGNED
    paper_office.work()
    issued = paper_office.document(result.id)
    assert (issued.state, issued.code) == (State.ISSUED, "H38.01_QĐ_000001_V1")
    with paper_office.catalogue.reading() as tx:
        judged = tx.documents.verdict(issued.id)
        files = {f.representation: f.sha256 for f in tx.documents.files(issued.id, 1)}
        acts = [event.act for event in tx.events.of_subject(issued.id)]
        evidence = [one for one in tx.evidence.of(issued.id) if judged and one.file == judged[1]]
    assert judged is not None
    assert judged[0].conclusion == "valid"
    kinds = {one.piece.kind.value for one in evidence}
    assert {"cer", "crl", "tst", "json"} <= kinds
    assert {one.piece.sha256 for one in evidence} <= paper_office.objects.kept.keys()
    assert [one.level for one in judged[0].signatures] == ["B-T", "B-T"]
    kept = paper_office.objects.kept
    assert kept[files[Representation.SIGNED]].startswith(kept[files[Representation.ARCHIVE]])
    ways = [act for act in acts if act.startswith("document.")]
    assert ways == [
        "document.draft",
        "document.numbered",
        "document.signed",
        "document.verified",
        "document.sealed",
        "document.verified",
        "document.issued",
    ]


def test_without_a_timestamp_it_is_signed_and_pending(
    paper_office: PaperOffice, draft: bytes, tsa: Tsa
) -> None:
    tsa.fault = Fault.DOWN
    task = at_state(paper_office, draft, TaskState.CMS_MADE)
    run(paper_office, task, Step.EMBED)
    assert paper_office.task(task.id).state is TaskState.SIGNED
    with paper_office.catalogue.reading() as tx:
        record = tx.lasting.of(task.document, 1)
        (job,) = [one for one in tx.jobs.of_subject(task.document) if one.step == Step.AUGMENT]
    assert record is not None
    assert (record.level, record.problem) == ("b-t", "timestamp_unavailable")
    assert record.pending_since is not None
    paper_office.runner.run(job.id)
    waiting = paper_office.job(job.id)
    assert (waiting.state, waiting.error) == (JobState.WAITING, "timestamp_unavailable")
    assert waiting.attempts == 0


@pytest.mark.parametrize("fault", [Fault.REFUSES, Fault.OTHER_NONCE, Fault.OTHER_DIGEST])
def test_a_bad_token_never_gets_into_a_file(
    paper_office: PaperOffice, draft: bytes, tsa: Tsa, fault: Fault
) -> None:
    tsa.fault = fault
    task = at_state(paper_office, draft, TaskState.CMS_MADE)
    run(paper_office, task, Step.EMBED)
    signed = paper_office.task(task.id).signed
    with paper_office.catalogue.reading() as tx:
        job = tx.jobs.of_subject(task.document)[-1]
        paper_office.runner.run(job.id)
        files = {f.representation: f.sha256 for f in tx.documents.files(task.document, 1)}
    assert files[Representation.SIGNED] == signed
    assert signed is not None
    assert b"ETSI.RFC3161" not in paper_office.objects.kept[signed]


def test_bytes_that_changed_since_they_were_shown_are_not_signed(
    paper_office: PaperOffice, draft: bytes
) -> None:
    task = at_state(paper_office, draft, TaskState.APPROVED)
    other = paper_office.objects.put(io.BytesIO(b"%PDF-1.7 something else"))
    with paper_office.catalogue.transaction() as tx:
        held = tx.documents.files(task.document, 1)
        archive = next(f for f in held if f.representation is Representation.ARCHIVE)
        tx.documents.add_file(replace(archive, sha256=other))
    run(paper_office, task, Step.PREPARE)
    ended = paper_office.task(task.id)
    assert (ended.state, ended.reason) == (TaskState.FAILED, "shown_bytes_differ")
    assert paper_office.document(task.document).state is State.NUMBERED


def test_a_spoiled_object_stops_the_step_that_reads_it(
    paper_office: PaperOffice, draft: bytes
) -> None:
    task = at_state(paper_office, draft, TaskState.CMS_MADE)
    assert task.prepared is not None
    paper_office.objects.spoil(task.prepared)
    run(paper_office, task, Step.EMBED)
    assert paper_office.document(task.document).state is State.NUMBERED


def test_an_object_that_another_machine_has_not_brought_yet_is_waited_for(
    paper_office: PaperOffice, draft: bytes
) -> None:
    task = at_state(paper_office, draft, TaskState.CMS_MADE)
    assert task.prepared is not None
    held = paper_office.objects.kept[task.prepared]
    paper_office.objects.lose(task.prepared)
    job = run(paper_office, task, Step.EMBED)
    waiting = paper_office.job(job)
    assert (waiting.state, waiting.error) == (JobState.WAITING, "store_unavailable")
    assert waiting.attempts == 0
    paper_office.objects.put(io.BytesIO(held))
    with paper_office.catalogue.transaction() as tx:
        again = tx.jobs.enqueue(Step.EMBED, task.id, agency=AGENCY, by=RECORDS)
    paper_office.runner.run(again.id)
    assert paper_office.task(task.id).state is TaskState.SIGNED


def test_a_cms_over_another_digest_does_not_pass_the_self_check(
    paper_office: PaperOffice, draft: bytes
) -> None:
    first = at_state(paper_office, draft, TaskState.CMS_MADE)
    second = at_state(paper_office, draft, TaskState.CMS_MADE)
    with paper_office.catalogue.transaction() as tx:
        tx.tasks.advance(second, TaskState.APPROVED, RECORDS)
    mixed = replace(second, cms=first.cms)
    with paper_office.catalogue.transaction() as tx:
        back = tx.tasks.load(second.id)
        prepared = tx.tasks.advance(back, TaskState.PREPARED, RECORDS)
        tx.tasks.advance(prepared, TaskState.CMS_MADE, RECORDS, cms=mixed.cms)
    run(paper_office, second, Step.EMBED)
    ended = paper_office.task(second.id)
    assert (ended.state, ended.reason) == (TaskState.FAILED, "self_check_failed")
    assert paper_office.document(second.document).state is State.NUMBERED


@pytest.mark.parametrize("who", ["expired", "future", "revoked", "encipher_only", "tls_server"])
def test_a_certificate_that_may_not_sign_blocks_before_the_key(
    paper_office: PaperOffice, draft: bytes, pki: Pki, who: str
) -> None:
    paper_office.register(who, "usr_other", "leader", getattr(pki, who))
    task = paper_office.ask(paper_office.numbered(draft), "usr_other", "leader")
    paper_office.approve(task, replace(LEADER, id="usr_other"))
    paper_office.work()
    ended = paper_office.task(task.id)
    assert ended.state is TaskState.FAILED
    assert ended.cms is None
    assert paper_office.document(task.document).state is State.NUMBERED


def test_a_step_that_runs_twice_signs_once(paper_office: PaperOffice, draft: bytes) -> None:
    task = at_state(paper_office, draft, TaskState.CMS_MADE)
    with paper_office.catalogue.transaction() as tx:
        for step in (Step.PREPARE, Step.SIGN, Step.EMBED, Step.EMBED):
            tx.jobs.enqueue(step, task.id, agency=AGENCY, by=RECORDS)
    paper_office.work()
    with paper_office.catalogue.reading() as tx:
        judged = tx.documents.verdict(task.document)
    assert judged is not None
    assert len(judged[0].signatures) == 1


def test_what_is_refused_after_a_signature_is_numbered_anew_from_the_draft(
    paper_office: PaperOffice, draft: bytes
) -> None:
    """Else the record would say the new number and the signed page the old one."""
    result = paper_office.numbered(draft)
    paper_office.approve(paper_office.ask(result, LEADER.id, "leader"), LEADER)
    paper_office.work()
    seal = paper_office.ask(paper_office.document(result.id), AGENCY, "agency")
    paper_office.approvals.refuse(seal.id, "sai số", RECORDS)
    again = paper_office.document(result.id)
    assert (again.state, again.version) == (State.DRAFT, 2)
    assert (again.number, again.issued_on) == (None, None)
    paper_office.results.number(result.id, "16/QĐ-UBND", date(2026, 11, 21), RECORDS)
    with paper_office.catalogue.reading() as tx:
        forms = {f.representation: f.sha256 for f in tx.documents.files(result.id, 2)}
        pages = tx.documents.pages(result.id)
        fields = tx.documents.fields(result.id)
    assert set(forms) == {Representation.ORIGINAL, Representation.ARCHIVE}
    assert len(pages) == 1
    assert fields["so_ky_hieu"].value == "16/QĐ-UBND"
    assert fields["trich_yeu"].value.startswith("Về việc")
    task = paper_office.ask(paper_office.document(result.id), LEADER.id, "leader")
    paper_office.approve(task, LEADER)
    assert paper_office.task(task.id).shown == forms[Representation.ARCHIVE]
    paper_office.work()
    seal = paper_office.ask(paper_office.document(result.id), AGENCY, "agency")
    paper_office.approve(seal, RECORDS)
    paper_office.work()
    issued = paper_office.document(result.id)
    assert (issued.state, issued.number) == (State.ISSUED, "16/QĐ-UBND")
    assert issued.code is not None
    assert issued.code.endswith("_V2")
    with paper_office.catalogue.reading() as tx:
        judged = tx.documents.verdict(result.id)
    assert judged is not None
    assert len(judged[0].signatures) == 2


class TestWithoutTrustedRoots:
    """An office that never said whom it trusts."""

    @pytest.fixture
    def trusted(self) -> Path | None:
        return None

    def test_an_undecided_result_is_not_issued(
        self, paper_office: PaperOffice, draft: bytes
    ) -> None:
        result = sealed(paper_office, draft)
        paper_office.work()
        assert paper_office.document(result).state is State.SEALED
        with paper_office.catalogue.reading() as tx:
            judged = tx.documents.verdict(result)
            last = tx.jobs.of_subject(result)[-1]
        assert judged is not None
        assert judged[0].conclusion == "indeterminate"
        assert (last.state, last.error) == (JobState.WAITING, "not_issued")


class TestWithoutRevocationLists:
    """An office whose revocation lists have not come yet."""

    @pytest.fixture
    def trusted(self, pki: Pki, tmp_path: Path) -> Path:
        folder = tmp_path / "trust"
        shutil.copytree(pki.folder, folder, ignore=shutil.ignore_patterns("*.crl"))
        return folder

    def test_an_undecided_result_is_issued_once_it_can_be_decided(
        self, paper_office: PaperOffice, draft: bytes, pki: Pki, trusted: Path
    ) -> None:
        result = sealed(paper_office, draft)
        paper_office.work()
        assert paper_office.document(result).state is State.SEALED
        with paper_office.catalogue.reading() as tx:
            waiting = tx.jobs.of_subject(result)[-1]
            soon = tx.jobs.now() + timedelta(seconds=60)
        assert (waiting.state, waiting.error) == (JobState.WAITING, "not_issued")
        assert waiting.next_try is not None
        assert waiting.next_try > soon  # a judge who cannot decide does not spin
        for crl in pki.folder.glob("*.crl"):
            shutil.copy(crl, trusted)
        with paper_office.catalogue.transaction() as tx:
            tx.jobs.enqueue(Step.VERIFY, result, agency=AGENCY, by=RECORDS)
        paper_office.work()
        assert paper_office.document(result).state is State.ISSUED
