"""A signer's own machine signs the whole file: the ticket, the return, and what moves nothing."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from sohoa.samples.stack import DemoStack
from storage.errors import ConflictError, NotFoundError
from storage.records import State
from storage.tables_work import signing_tasks
from storage.tasks import TaskState
from tests.support.blank_pdfs import blank_pdf
from tests.support.paper_office import AGENCY, CLERK, LEADER, RECORDS
from tests.support.proofs import PROVING
from tests.support.signed_pdfs import signed_by
from tests.support.signers_desk import Desk, write
from workers.pending import PendingLimit
from workers.permissions import ForbiddenError
from workers.refusals import RefusedError
from workers.tickets import LIFE


def test_a_file_signed_elsewhere_moves_its_result_and_is_judged(desk: Desk) -> None:
    given = desk.given()
    ticket, file = desk.returning.hand_out(given.secret)
    assert (file.sha256, ticket.document) == (desk.draft()[0], desk.result.id)
    signed = desk.signed()
    assert desk.take(given, signed).state is State.SIGNED
    assert desk.state()[:2] == (State.SIGNED, TaskState.SIGNED)
    assert desk.draft()[1] == signed
    desk.office.work()  # judged in full, by the same step as all others
    task = desk.office.task(desk.task.id)
    assert (task.signed, task.shown) == (desk.draft()[0], ticket.shown)
    assert PROVING.checker().approval(task.approval or "").ticket == ticket.secret_hash
    with desk.office.catalogue.reading() as tx:
        acts = [event.act for event in tx.events.of_subject(task.id)]
    assert acts[-4:] == ["return.ticket", "return.fetched", "return.taken", "signing.signed"]


def test_the_agency_issues_what_its_leader_signed(desk: Desk) -> None:
    desk.take(desk.given(), desk.signed())
    task = desk.office.ask(desk.office.document(desk.result.id), AGENCY, "agency", "b-b")
    given = desk.returning.give(task.id, desk.draft()[0], RECORDS)
    assert given.document.number == "15/QĐ-UBND"
    data = signed_by(desk.pki.agency, desk.draft()[1], field="co-quan")
    assert desk.take(given, data).state is State.SEALED
    desk.office.work()
    assert desk.office.document(desk.result.id).state is State.ISSUED


def test_a_ticket_is_given_to_the_signer_alone_and_for_the_bytes_they_saw(desk: Desk) -> None:
    shown = desk.draft()[0]
    with pytest.raises(ForbiddenError):
        desk.returning.give(desk.task.id, shown, CLERK)
    with pytest.raises(ConflictError):
        desk.returning.give(desk.task.id, "0" * 64, LEADER)
    with pytest.raises(NotFoundError):
        desk.returning.hand_out("x" * 43)


def test_a_ticket_is_used_once(desk: Desk) -> None:
    given, signed = desk.given(), desk.signed()
    desk.take(given, signed)
    assert desk.refused(given, signed) == "ticket_used"
    with pytest.raises(RefusedError) as refused:
        desk.returning.hand_out(given.secret)
    assert refused.value.code == "ticket_used"


def test_a_ticket_ends_and_a_new_one_takes_its_place(desk: Desk) -> None:
    first = desk.given()
    second = desk.given()
    assert desk.refused(first, desk.signed()) == "ticket_expired"
    desk.clock.by = LIFE
    assert desk.refused(second, desk.signed()) == "ticket_expired"


def test_a_file_is_fetched_a_few_times_at_most(desk: Desk) -> None:
    given = desk.given()
    for _ in range(5):
        desk.returning.hand_out(given.secret)
    with pytest.raises(RefusedError):
        desk.returning.hand_out(given.secret)
    assert desk.take(given, desk.signed()).state is State.SIGNED


@pytest.mark.parametrize(
    ("cheat", "code"),
    [
        (lambda desk: desk.draft()[1], "return_unsigned"),
        (lambda desk: signed_by(desk.pki.leader, blank_pdf()), "return_other_file"),
        (lambda desk: desk.signed(desk.pki.agency), "return_other_signer"),
        (
            lambda desk: signed_by(desk.pki.agency, desk.signed(), field="hai"),
            "return_many_signatures",
        ),
        (lambda desk: desk.draft()[1] + b"\n%%EOF garbage", "return_unsigned"),
        (lambda _: b"", "return_other_file"),
    ],
)
def test_what_is_not_the_signers_file_moves_nothing(
    desk: Desk, cheat: Callable[[Desk], bytes], code: str
) -> None:
    given = desk.given()
    assert desk.refused(given, cheat(desk)) == code
    with desk.office.catalogue.reading() as tx:
        last = tx.events.of_subject(desk.task.id)[-1]
    assert (last.act, last.data["reason"]) == ("return.refused", code)
    assert desk.take(given, desk.signed()).state is State.SIGNED  # and the right one still does


def test_who_may_not_sign_any_more_brings_nothing_back(desk: Desk) -> None:
    given = desk.given()
    with desk.office.catalogue.transaction() as tx:
        tx.people.disable_person(LEADER.id, CLERK)
    assert desk.refused(given, desk.signed()) == "ticket_void"


def test_what_was_refused_or_approved_meanwhile_is_not_overtaken(desk: Desk) -> None:
    given, signed = desk.given(), desk.signed()
    desk.office.approve(desk.task, LEADER)
    assert desk.refused(given, signed) == "StateError"


def test_a_result_numbered_anew_does_not_take_the_old_file(desk: Desk) -> None:
    given, signed = desk.given(), desk.signed()
    desk.office.approvals.refuse(desk.task.id, "sai", LEADER)
    assert desk.refused(given, signed) == "StateError"


def test_a_file_without_a_timestamp_is_brought_to_the_level_that_was_promised(desk: Desk) -> None:
    write(desk, signing_tasks, level="b-lt")
    desk.take(desk.given(), desk.signed())
    assert lasting(desk) == ("b-lt", True)
    desk.office.work()
    assert lasting(desk) == ("b-lt", False)  # the rest waits for the agency's signature
    task = desk.office.ask(desk.office.document(desk.result.id), AGENCY, "agency", "b-lt")
    given = desk.returning.give(task.id, desk.draft()[0], RECORDS)
    desk.take(given, signed_by(desk.pki.agency, desk.draft()[1], field="co-quan"))
    desk.office.work()
    with desk.office.catalogue.reading() as tx:
        judged = tx.documents.verdict(desk.result.id)
    assert judged is not None
    assert [one.level for one in judged[0].signatures if one.kind == "signature"] == ["B-LT"] * 2
    assert lasting(desk) == ("b-lt", False)
    assert desk.office.document(desk.result.id).state is State.ISSUED


def test_no_ticket_is_given_while_too_many_wait_for_their_timestamps(
    desk: Desk, sample_stack: DemoStack
) -> None:
    write(desk, signing_tasks, level="b-t")
    desk.take(desk.given(), desk.signed())
    desk.returning = replace(desk.returning, pending=PendingLimit(most=1))
    desk.result = desk.office.numbered(sample_stack.decision.read_bytes())
    desk.task = desk.office.ask(desk.result, LEADER.id, "leader", "b-t")
    with pytest.raises(RefusedError) as refused:
        desk.given()
    assert refused.value.code == "timestamps_pending"


def lasting(desk: Desk) -> tuple[str, bool]:
    """Return the level that was promised, and whether it is waited for."""
    with desk.office.catalogue.reading() as tx:
        record = tx.lasting.of(desk.result.id, 1)
    assert record is not None
    return record.level, record.pending_since is not None
