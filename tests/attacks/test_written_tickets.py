"""Rows of tickets, keys and tasks written past our code: no file is handed out or taken by them."""

import hashlib
from dataclasses import replace
from datetime import date

import pytest

from storage.mandates import Capacity, Mandate
from storage.records import State
from storage.tables_signers import return_tickets
from storage.tables_work import signing_keys, signing_tasks
from storage.tasks import TaskState
from tests.support.paper_office import AGENCY, CLERK, LEADER, RECORDS, now
from tests.support.proofs import PROVING, ProvingKeys
from tests.support.signers_desk import Desk, write
from workers.proofs import approval_of
from workers.refusals import RefusedError
from workers.returning import Given
from workers.tickets import LIFE


def forged(desk: Desk, given: Given, keys: ProvingKeys, **other: object) -> str:
    """Return an approval of the ticket that says something else, or is signed by somebody else."""
    task = replace(desk.office.task(desk.task.id), shown=given.ticket.shown)
    approval = approval_of(
        task, given.document, actor=LEADER, at=now(), ticket=given.ticket.secret_hash
    )
    return keys.approver.approval(replace(approval, **other))  # type: ignore[arg-type]


def test_a_ticket_that_was_written_into_the_catalogue_opens_nothing(desk: Desk) -> None:
    given, signed = desk.given(), desk.signed()
    own = hashlib.sha256(b"mine").hexdigest()
    stranger, long_ago = ProvingKeys(), now() - LIFE
    for approval in (
        "",
        forged(desk, given, stranger),
        forged(desk, given, PROVING, ticket=None),
        forged(desk, given, PROVING, ticket=own),
        forged(desk, given, PROVING, actor=RECORDS.id),
        forged(desk, given, PROVING, key="con-dau"),
        forged(desk, given, PROVING, at=long_ago),
    ):
        write(desk, return_tickets, approval=approval)
        assert desk.refused(given, signed) == "approval_unproven"
    write(desk, return_tickets, approval=given.ticket.approval, secret_hash=own)
    with pytest.raises(RefusedError) as refused:
        desk.returning.hand_out("mine")
    assert refused.value.code == "approval_unproven"
    write(desk, return_tickets, secret_hash=given.ticket.secret_hash)
    assert desk.take(given, signed).state is State.SIGNED


def test_a_tickets_proof_lets_no_key_of_the_office_sign(desk: Desk) -> None:
    given = desk.given()
    job = desk.office.approve(desk.task, LEADER)
    write(desk, signing_tasks, approval=given.ticket.approval)
    desk.office.runner.run(job.id)
    task = desk.office.task(desk.task.id)
    assert (task.state, task.reason) == (TaskState.FAILED, "approval_unproven")


def test_a_certificate_of_somebody_else_counts_for_nobody(desk: Desk) -> None:
    given = desk.given()
    write(desk, signing_keys, holder="usr_other")
    assert desk.refused(given, desk.signed()) == "return_other_signer"


def test_a_mandate_that_ended_meanwhile_lets_nothing_back(desk: Desk) -> None:
    given = desk.given()
    mandate = Mandate(
        id="mnd_1",
        agency=AGENCY,
        signer=LEADER.id,
        capacity=Capacity.OWN,
        principal=LEADER.id,
        valid_from=date(2020, 1, 1),
        valid_to=date(2020, 12, 31),
        created_at=now(),
        created_by=CLERK.id,
    )
    with desk.office.catalogue.transaction() as tx:
        tx.mandates.add(mandate, CLERK)
    assert desk.refused(given, desk.signed()) == "mandate_expired"
