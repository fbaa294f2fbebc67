"""Tickets on both databases: found by their secret's hash, used once."""

from dataclasses import replace
from datetime import timedelta

import pytest

from storage.catalogue import Catalogue
from storage.errors import ConflictError, NotFoundError
from storage.objects import digest
from storage.records import Document
from storage.returns import Deed, Ticket
from storage.tasks import Kept, KeyRecord, SigningTask, TaskState
from storage.transaction import Transaction
from tests.support.catalogues import CLERK, SetClock
from tests.support.papers import add_document, add_scan, open_dossier


def add_task(tx: Transaction) -> tuple[Document, SigningTask]:
    dossier = open_dossier(tx)
    document = add_document(tx, dossier, add_scan(tx, dossier))
    key = KeyRecord(
        name="lanh-dao",
        agency=document.agency,
        holder="usr_leader",
        profile="leader",
        certificate="-",
        chain="",
        kept=Kept.SIGNER,
    )
    tx.keys.add(key, CLERK)
    task = SigningTask(
        id=tx.new_id("tsk"),
        document=document.id,
        agency=document.agency,
        signer=key.holder,
        key=key.name,
        capacity="",
        profile=key.profile,
        level="b-b",
        state=TaskState.WAITING,
        created_at=tx.now(),
        created_by=CLERK.id,
    )
    tx.tasks.add(task, CLERK)
    return document, task


def a_ticket(tx: Transaction, document: Document, task: SigningTask, secret: str) -> Ticket:
    return Ticket(
        id=tx.new_id("ret"),
        secret_hash=secret,
        task=task.id,
        document=document.id,
        version=document.version,
        shown=digest(b"shown"),
        deed=Deed.APPROVE,
        holder=CLERK.id,
        holder_name=CLERK.name,
        holder_role=CLERK.role,
        agency=task.agency,
        created_at=tx.now(),
        expires_at=tx.now() + timedelta(minutes=15),
        approval="a.b.c",
    )


def test_a_ticket_is_found_by_the_hash_of_its_secret_and_used_once(
    catalogue: Catalogue, clock: SetClock
) -> None:
    with catalogue.transaction() as tx:
        ticket = a_ticket(tx, *add_task(tx), "hash-1")
        tx.tickets.add(ticket, CLERK)
        tx.tickets.fetched(ticket, CLERK)
        tx.tickets.tried(ticket)
        assert tx.keys.load("lanh-dao").kept is Kept.SIGNER
    with catalogue.reading() as tx:
        assert tx.tickets.find("hash-1") == replace(ticket, fetched=1, tried=1)
        with pytest.raises(NotFoundError):
            tx.tickets.find("hash-2")
    at = clock()
    with catalogue.transaction() as tx:
        used = tx.tickets.use(ticket, digest(b"signed"), at, CLERK)
        assert (used.used_at, used.returned) == (at, digest(b"signed"))
    with pytest.raises(ConflictError), catalogue.transaction() as tx:
        tx.tickets.use(ticket, digest(b"other"), at, CLERK)
    with catalogue.reading() as tx:
        assert tx.tickets.find("hash-1").returned == digest(b"signed")
        acts = {event.act for event in tx.events.of_subject(ticket.task)}
    assert acts == {"signing.asked", "return.ticket", "return.fetched", "return.taken"}


def test_a_new_ticket_for_a_task_makes_the_one_before_void(
    catalogue: Catalogue, clock: SetClock
) -> None:
    with catalogue.transaction() as tx:
        document, task = add_task(tx)
        tx.tickets.add(a_ticket(tx, document, task, "hash-1"), CLERK)
    clock.forward(minutes=1)
    with catalogue.transaction() as tx:
        tx.tickets.add(a_ticket(tx, document, task, "hash-2"), CLERK)
        assert tx.tickets.find("hash-1").expires_at == clock()
        assert tx.tickets.find("hash-2").expires_at > clock()
