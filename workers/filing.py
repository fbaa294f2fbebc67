"""From a proposed split to stored records: accept, sign as digitiser, store when all is there.

A component is STORED when a person confirmed its fields and the digitiser's signature is on it
(TT 01/2023/TT-VPCP art. 8: signed by the digitising person). An office that has registered no
digitiser's key stores unsigned scans; their record then bears no signature and says so.
"""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta

from ingest.text import Field
from storage.clock import Clock
from storage.dossiers import Component, Decision
from storage.errors import NotFoundError
from storage.fields import StoredField
from storage.ids import new_id
from storage.jobs import Job
from storage.people import Actor
from storage.records import Document, Representation, State
from storage.tasks import KeyRecord, SigningTask, TaskState
from storage.transaction import Transaction
from workers.proofs import ApprovalProver, approval_of
from workers.steps import Step

DIGITISER = "digitiser"


def file_document(
    tx: Transaction,
    document: Document,
    *,
    level: str,
    clock: Clock,
    prover: ApprovalProver,
    by: Actor,
) -> tuple[Document, Job | None]:
    """Accept one proposed document as it stands: FILED, its component decided, signature asked.

    Returns the document and the job that prepares the digitiser's signature, if a key is there.
    Raises `StateError` when the document is not READ.
    """
    filed = tx.documents.advance(document, State.FILED, by)
    component = _open_component(tx.dossiers.components(filed.dossier), filed.type)
    if component is not None:
        tx.dossiers.decide(component.id, decision=Decision.SCANNED, document=filed.id, by=by)
    key = _digitiser_key(tx, filed.agency, by)
    if key is None:
        return filed, None
    return filed, _ask_digitiser(tx, filed, key, level=level, clock=clock, prover=prover, by=by)


def suggested(found: Mapping[str, Field]) -> dict[str, StoredField]:
    """Return what was read as it is kept: suggestions, until a person confirms them (law 11)."""
    return {
        name: StoredField(
            value=field.value,
            confidence=field.confidence,
            page=field.page,
            box=field.box,
            source=field.source,
        )
        for name, field in found.items()
    }


def signature_failed(tx: Transaction, document: Document) -> bool:
    """Whether the digitiser's signature was asked for, and each time given up."""
    asked = [task for task in tx.tasks.of_document(document.id) if task.profile == DIGITISER]
    return bool(asked) and all(task.state is TaskState.FAILED for task in asked)


def ask_again(
    tx: Transaction,
    document: Document,
    *,
    level: str,
    clock: Clock,
    prover: ApprovalProver,
    by: Actor,
) -> Job | None:
    """Ask once more for a digitiser's signature that was given up; None where none was.

    Only for a person's own act: nothing may try a key and its PIN again by itself.
    """
    key = _digitiser_key(tx, document.agency, by)
    if key is None or not signature_failed(tx, document):
        return None
    return _ask_digitiser(tx, document, key, level=level, clock=clock, prover=prover, by=by)


def store_if_ready(tx: Transaction, document: Document, by: Actor) -> Document:
    """Give a confirmed, signed component its code and make it reusable; else leave it as it is."""
    if document.state is not State.CONFIRMED:
        return document
    waits = [task for task in tx.tasks.of_document(document.id) if task.profile == DIGITISER]
    if waits and all(task.state is not TaskState.SIGNED for task in waits):
        return document
    if tx.lasting.waits(document.id, document.version):  # signed, its timestamp pending
        return document
    kind = tx.types.load(document.type)
    fields = tx.documents.fields(document.id)
    number, issued = fields.get("so_ky_hieu"), _day(fields.get("ngay_ban_hanh"))
    return tx.documents.advance(
        document,
        State.STORED,
        by,
        code=tx.documents.next_code(document.agency, kind.abbreviation),
        number=number.value if number else None,
        issued_on=issued,
        expires_on=_last_day(fields.get("co_gia_tri_den"), issued, kind.validity_days),
    )


def _last_day(printed: StoredField | None, issued: date | None, days: int | None) -> date | None:
    """Return the day printed on the paper, else the one its kind's validity gives, else None."""
    if (day := _day(printed)) is not None:
        return day
    if issued is None or not days:
        return None
    try:
        return issued + timedelta(days=days)
    except OverflowError:  # issued, somebody typed, at the end of the year 9999
        return date.max


def _day(field: StoredField | None) -> date | None:
    try:
        return date.fromisoformat(field.value) if field else None
    except ValueError:
        return None  # confirmed as it stands, e.g. "không thời hạn"


def _open_component(components: tuple[Component, ...], type_code: str) -> Component | None:
    waiting = (c for c in components if c.decision is Decision.EXPECTED and c.type == type_code)
    return next(waiting, None)


def _digitiser_key(tx: Transaction, agency: str, by: Actor) -> KeyRecord | None:
    """Return the digitising person's own key where one is registered, else the agency's."""
    for holder in (by.id, by.name, agency):
        try:
            return tx.keys.for_holder(holder, DIGITISER, agency=agency)
        except NotFoundError:
            continue
    return None


def _ask_digitiser(
    tx: Transaction,
    document: Document,
    key: KeyRecord,
    *,
    level: str,
    clock: Clock,
    prover: ApprovalProver,
    by: Actor,
) -> Job | None:
    files = tx.documents.files(document.id, document.version)
    archive = next((f for f in files if f.representation is Representation.ARCHIVE), None)
    if archive is None:  # it arrived signed: those bytes are never touched
        return None
    now = clock()
    task = SigningTask(
        id=new_id("tsk", now),
        document=document.id,
        agency=document.agency,
        signer=key.holder,
        key=key.name,
        capacity="",
        profile=DIGITISER,
        level=level,
        state=TaskState.APPROVED,  # accepting the split is the digitising person's act
        created_at=now,
        created_by=by.id,
        shown=archive.sha256,
    )
    proof = prover.approval(approval_of(task, document, actor=by, at=now))
    tx.tasks.add(replace(task, approval=proof), by)
    return tx.jobs.enqueue(Step.PREPARE, task.id, agency=document.agency, by=by)
