"""B-LT and B-LTA in the office, timestamps that come late, renewal: all of it after any fault."""

import shutil
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from api.views_documents import document_body
from sohoa.samples.stack import DemoStack
from storage.jobs import JobState
from storage.lasting import LastingRecord
from storage.records import Representation, State
from storage.tasks import TaskState
from tests.fakes.doorbell import FakeDoorbell
from tests.support.paper_office import AGENCY, LEADER, RECORDS, PaperOffice
from tests.support.pki import Pki
from tests.support.tsa import Fault, Tsa
from workers.errors import TransientError
from workers.obstacles import Obstacles
from workers.pending import PendingLimit
from workers.records import Records
from workers.refusals import RefusedError
from workers.renewals import Renewals
from workers.steps import Step


@pytest.fixture(scope="session")
def draft(sample_stack: DemoStack) -> bytes:
    return sample_stack.decision.read_bytes()


def led(office: PaperOffice, draft: bytes, level: str) -> str:
    """Have the leader sign; return the result's id."""
    result = office.numbered(draft)
    office.approve(office.ask(result, LEADER.id, "leader", level), LEADER)
    office.work()
    return result.id


def sealed(office: PaperOffice, result: str, level: str) -> None:
    """Have the agency seal what the leader signed."""
    office.approve(office.ask(office.document(result), AGENCY, "agency", level), RECORDS)
    office.work()


def record_of(office: PaperOffice, result: str) -> LastingRecord:
    with office.catalogue.reading() as tx:
        found = tx.lasting.of(result, 1)
    assert found is not None
    return found


def signed_bytes(office: PaperOffice, result: str) -> bytes:
    with office.catalogue.reading() as tx:
        files = {f.representation: f.sha256 for f in tx.documents.files(result, 1)}
    return office.objects.kept[files[Representation.SIGNED]]


def levels_of(office: PaperOffice, result: str) -> list[str]:
    with office.catalogue.reading() as tx:
        judged = tx.documents.verdict(result)
    assert judged is not None
    assert judged[0].conclusion == "valid", judged[0]
    return [one.level for one in judged[0].signatures if one.kind == "signature"]


def records(office: PaperOffice) -> Records:
    return Records(office.catalogue, office.objects, office.approvals.sandbox)


def due_again(office: PaperOffice) -> None:
    """Let the jobs that wait for another try be due now."""
    with office.catalogue.transaction() as tx:
        for job in tx.jobs.due(
            tx.jobs.now() + timedelta(days=9), ring_again_after=timedelta(0), limit=99
        ):
            tx.jobs.release(job.id)


@pytest.mark.parametrize(("level", "stamps"), [("b-lt", 2), ("b-lta", 3)])
def test_a_result_is_issued_at_the_promised_level(
    paper_office: PaperOffice, draft: bytes, tsa: Tsa, level: str, stamps: int
) -> None:
    result = led(paper_office, draft, level)
    by_leader = signed_bytes(paper_office, result)
    sealed(paper_office, result, level)
    assert paper_office.document(result).state is State.ISSUED
    assert levels_of(paper_office, result) == [level.upper()] * 2
    assert signed_bytes(paper_office, result).startswith(by_leader)
    assert tsa.asked == stamps
    record = record_of(paper_office, result)
    assert record.pending_since is None
    assert record.renew_by is not None
    with paper_office.catalogue.reading() as tx:
        answers = tx.lasting.answers(result, 1)
        acts = [event.act for event in tx.events.of_subject(result)]
    assert len(answers) == stamps
    assert "document.extended" in acts


def test_a_result_signed_while_no_authority_answered_is_issued_when_one_does(
    paper_office: PaperOffice, draft: bytes, tsa: Tsa
) -> None:
    tsa.fault = Fault.DOWN
    result = led(paper_office, draft, "b-lt")
    assert paper_office.document(result).state is State.SIGNED  # people go on
    sealed(paper_office, result, "b-lt")
    assert paper_office.document(result).state is State.SEALED  # but nothing leaves
    assert record_of(paper_office, result).problem == "timestamp_unavailable"
    told = document_body(records(paper_office).document(result, RECORDS)).lasting
    assert told is not None
    assert (told.level, told.problem, told.given_up) == ("b-lt", "timestamp_unavailable", False)
    assert told.pending_since is not None
    tsa.fault = Fault.NONE
    due_again(paper_office)
    paper_office.work()
    assert paper_office.document(result).state is State.ISSUED
    assert levels_of(paper_office, result) == ["B-LT", "B-LT"]


def test_a_pending_file_does_not_grow_under_an_approved_signature(
    paper_office: PaperOffice, draft: bytes, tsa: Tsa
) -> None:
    tsa.fault = Fault.DOWN
    result = led(paper_office, draft, "b-t")
    task = paper_office.ask(paper_office.document(result), AGENCY, "agency", "b-t")
    paper_office.approve(task, RECORDS)
    tsa.fault = Fault.NONE
    before = signed_bytes(paper_office, result)
    with paper_office.catalogue.reading() as tx:
        job = next(one for one in tx.jobs.of_subject(result) if one.step == Step.AUGMENT)
    due_again(paper_office)
    paper_office.runner.run(job.id)
    assert paper_office.job(job.id).error == "signature_under_way"
    assert signed_bytes(paper_office, result) == before
    paper_office.work()
    assert paper_office.task(task.id).state is TaskState.SIGNED
    due_again(paper_office)
    paper_office.work()
    assert paper_office.document(result).state is State.ISSUED
    assert levels_of(paper_office, result) == ["B-T", "B-T"]


class TestWithoutRevocationLists:
    """An office whose revocation lists have not come yet."""

    @pytest.fixture
    def trusted(self, pki: Pki, tmp_path: Path) -> Path:
        folder = tmp_path / "trust"
        shutil.copytree(pki.folder, folder, ignore=shutil.ignore_patterns("*.crl"))
        return folder

    def test_validation_data_that_cannot_be_had_keeps_the_result_from_leaving(
        self, paper_office: PaperOffice, draft: bytes
    ) -> None:
        result = led(paper_office, draft, "b-lt")
        sealed(paper_office, result, "b-lt")
        assert paper_office.document(result).state is State.SEALED
        record = record_of(paper_office, result)
        assert (record.problem, record.failed) == ("revocation_unreachable", False)


def test_too_much_that_waits_stops_new_signatures_with_the_reason(
    paper_office: PaperOffice, draft: bytes, tsa: Tsa
) -> None:
    tsa.fault = Fault.DOWN
    first = led(paper_office, draft, "b-t")
    second = paper_office.numbered(draft)
    now = datetime.now(UTC)
    with paper_office.catalogue.reading() as tx:
        PendingLimit(most=2, hours=1).require(tx, second, now)
        PendingLimit(most=1, hours=1).require(tx, paper_office.document(first), now)
        for limit, at in (
            (PendingLimit(most=1, hours=1), now),
            (PendingLimit(most=2, hours=1), now + timedelta(hours=2)),
        ):
            with pytest.raises(RefusedError) as refused:
                limit.require(tx, second, at)
            assert refused.value.code == "timestamps_pending"
            assert refused.value.facts["count"] == "1"
    task = paper_office.ask(second, LEADER.id, "leader", "b-t")
    seen = Obstacles(paper_office.catalogue, lambda: None, lambda: now, PendingLimit(most=1))
    assert ("timestamps_pending", True) in {(one.code, one.blocks) for one in seen.of(task)}


def test_a_refused_result_waits_for_no_timestamp_any_more(
    paper_office: PaperOffice, draft: bytes, tsa: Tsa
) -> None:
    tsa.fault = Fault.DOWN
    result = led(paper_office, draft, "b-t")
    task = paper_office.ask(paper_office.document(result), AGENCY, "agency", "b-t")
    paper_office.approvals.refuse(task.id, "sai thể thức", RECORDS)
    due_again(paper_office)
    paper_office.work()
    with paper_office.catalogue.reading() as tx:
        assert tx.lasting.pending() == (0, None)


def soon_over(office: PaperOffice, result: str) -> LastingRecord:
    """Let the newest timestamp's authority end soon, as far as the catalogue knows."""
    record = replace(record_of(office, result), renew_by=datetime.now(UTC) + timedelta(days=30))
    with office.catalogue.transaction() as tx:
        tx.lasting.put(record)
    return record


def renewals(office: PaperOffice) -> Renewals:
    return Renewals(office.catalogue, FakeDoorbell(), lambda: datetime.now(UTC), timedelta(days=90))


def test_archive_timestamps_are_renewed_in_time_and_once(
    paper_office: PaperOffice, draft: bytes, tsa: Tsa
) -> None:
    result = led(paper_office, draft, "b-lt")
    sealed(paper_office, result, "b-lt")
    assert renewals(paper_office)() == 0
    due = soon_over(paper_office, result)
    before, asked = signed_bytes(paper_office, result), tsa.asked
    assert [renewals(paper_office)(), renewals(paper_office)()] == [1, 0]
    paper_office.work()
    assert signed_bytes(paper_office, result).startswith(before)
    assert paper_office.document(result).state is State.ISSUED
    assert levels_of(paper_office, result) == ["B-LTA", "B-LTA"]
    record = record_of(paper_office, result)
    assert due.renew_by is not None
    assert record.renew_by is not None
    assert record.renew_by > due.renew_by
    assert renewals(paper_office)() == 0
    assert tsa.asked == asked + 1


def test_a_renewal_that_is_cut_off_anywhere_is_done_by_the_next_worker(
    paper_office: PaperOffice, draft: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    result = led(paper_office, draft, "b-lt")
    sealed(paper_office, result, "b-lt")
    soon_over(paper_office, result)
    renewals(paper_office)()
    before = signed_bytes(paper_office, result)
    with paper_office.catalogue.reading() as tx:
        job = next(one for one in tx.jobs.of_subject(result) if one.step == Step.RENEW)
    with monkeypatch.context() as cut:  # the last call before the new file is written down

        def gone(*_: object) -> None:
            raise TransientError("cut", "the worker died here")

        cut.setattr(type(paper_office.objects), "put", gone)
        paper_office.runner.run(job.id)
    assert signed_bytes(paper_office, result) == before
    assert paper_office.job(job.id).state is JobState.WAITING
    due_again(paper_office)
    paper_office.work()
    assert levels_of(paper_office, result) == ["B-LTA", "B-LTA"]
    assert signed_bytes(paper_office, result).startswith(before)


def test_a_renewal_that_would_last_no_longer_is_not_kept(
    paper_office: PaperOffice, draft: bytes
) -> None:
    result = led(paper_office, draft, "b-lt")
    sealed(paper_office, result, "b-lt")
    before = signed_bytes(paper_office, result)
    with paper_office.catalogue.transaction() as tx:
        job = tx.jobs.enqueue(Step.RENEW, result, agency=AGENCY, by=RECORDS)
    paper_office.runner.run(job.id)  # not due at all
    assert paper_office.job(job.id).state is JobState.DONE
    assert signed_bytes(paper_office, result) == before
