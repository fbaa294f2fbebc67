"""Rows written straight into the catalogue: nothing is signed that nobody approved.

Each attack does what somebody with the database's password could do, and then lets the real signing
step run. The keyring notes every opening of a key: it must not be touched.
"""

import hashlib
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from joserfc.jwk import OKPKey
from sqlalchemy import update

from sohoa.samples.stack import DemoStack
from storage.objects import digest
from storage.records import Document, DocumentId, Kind, State
from storage.tables_work import signing_tasks
from storage.tasks import SigningTask, TaskState
from tests.support.paper_office import AGENCY, LEADER, PaperOffice
from tests.support.proofs import PROVING, ProvingKeys
from tests.support.waiting_tasks import copies
from workers.errors import PermanentError
from workers.filing import DIGITISER
from workers.proofs import Approval, Preparation, approval_of, name_of, require_prepared
from workers.proofs_jws import JwsProofs, JwsProver
from workers.steps import Step

EVIL = hashlib.sha256(b"a decision that nobody approved").hexdigest()


@pytest.fixture
def numbered(paper_office: PaperOffice, sample_stack: DemoStack) -> Document:
    return paper_office.numbered(sample_stack.decision.read_bytes())


def write(office: PaperOffice, task: str, **values: object) -> None:
    """Write into the row of a task, past all our code."""
    with office.catalogue.transaction() as tx:
        tx.connection.execute(
            update(signing_tasks).where(signing_tasks.c.id == task).values(**values)
        )


def prepared(office: PaperOffice, result: Document) -> SigningTask:
    """Return the leader's task, approved and prepared as it should be."""
    task = office.ask(result, LEADER.id, "leader", "b-b")
    job = office.approve(task, LEADER)
    office.runner.run(job.id)
    return office.task(task.id)


def run_sign(office: PaperOffice, task: str) -> SigningTask:
    with office.catalogue.transaction() as tx:
        job = tx.jobs.enqueue(Step.SIGN, task, agency=AGENCY, by=LEADER)
    office.runner.run(job.id)
    return office.task(task)


def test_what_was_approved_and_prepared_is_signed(
    paper_office: PaperOffice, numbered: Document
) -> None:
    task = prepared(paper_office, numbered)
    assert run_sign(paper_office, task.id).state is TaskState.CMS_MADE
    assert paper_office.keys.tried == [None]


def test_a_digest_replaced_gets_no_signature(paper_office: PaperOffice, numbered: Document) -> None:
    task = prepared(paper_office, numbered)
    write(paper_office, task.id, digest=EVIL)
    ended = run_sign(paper_office, task.id)
    assert (ended.state, ended.reason) == (TaskState.FAILED, "approval_unproven")
    assert paper_office.keys.tried == []


def test_a_task_that_nobody_approved_gets_no_signature(
    paper_office: PaperOffice, numbered: Document
) -> None:
    waiting = paper_office.ask(numbered, LEADER.id, "leader", "b-b")
    shown = prepared(paper_office, copies(paper_office, numbered, 1)[0]).shown
    with paper_office.catalogue.transaction() as tx:
        job = tx.jobs.enqueue(Step.PREPARE, waiting.id, agency=AGENCY, by=LEADER)
    write(paper_office, waiting.id, state=TaskState.APPROVED, shown=shown)
    paper_office.runner.run(job.id)
    assert paper_office.task(waiting.id).reason == "approval_unproven"
    write(paper_office, waiting.id, state=TaskState.PREPARED, digest=EVIL, prepared=EVIL)
    assert run_sign(paper_office, waiting.id).reason == "approval_unproven"
    assert paper_office.keys.tried == []


def test_proofs_of_one_task_do_not_serve_another(
    paper_office: PaperOffice, numbered: Document
) -> None:
    one, other = (prepared(paper_office, copy) for copy in copies(paper_office, numbered, 2))
    write(paper_office, other.id, approval=one.approval, statement=one.statement, digest=one.digest)
    assert run_sign(paper_office, other.id).reason == "approval_unproven"
    assert paper_office.keys.tried == []


@pytest.mark.parametrize("change", [{"key": "con-dau"}, {"capacity": "TM"}, {"level": "b-t"}])
def test_an_approval_holds_for_its_key_capacity_and_level_only(
    paper_office: PaperOffice, numbered: Document, change: dict[str, str]
) -> None:
    task = prepared(paper_office, numbered)
    write(paper_office, task.id, **change)
    assert run_sign(paper_office, task.id).reason == "approval_unproven"
    assert paper_office.keys.tried == []


def approval(task: SigningTask, **changes: object) -> Approval:
    made = PROVING.checker().approval(task.approval or "")
    return replace(made, **changes)  # type: ignore[arg-type] # a test's own words


def preparation(task: SigningTask, **changes: object) -> Preparation:
    made = PROVING.checker().preparation(task.statement or "")
    return replace(made, **changes)  # type: ignore[arg-type] # a test's own words


FORGERIES: list[tuple[str, Callable[[SigningTask], SigningTask]]] = [
    (
        "an approval signed by a stranger",
        lambda task: proven(task, JwsProver(OKPKey.generate_key("Ed25519")), PROVING.preparer),
    ),
    (
        "an approval signed by who files scans",
        lambda task: proven(task, PROVING.filer, PROVING.preparer),
    ),
    (
        "an approval signed by who prepares",
        lambda task: proven(task, PROVING.preparer, PROVING.preparer),
    ),
    (
        "a statement signed by who approves",
        lambda task: proven(task, PROVING.approver, PROVING.approver),
    ),
    (
        "a statement about another approval",
        lambda task: replace(
            task,
            digest=EVIL,
            statement=PROVING.preparer.preparation(
                preparation(task, digest=EVIL, approval=name_of("another"))
            ),
        ),
    ),
    (
        "an approval in the place of a statement",
        lambda task: replace(task, statement=task.approval),
    ),
    (
        "an algorithm of no signature",
        lambda task: replace(
            task, approval=f"eyJhbGciOiJub25lIn0.{(task.approval or '..').split('.')[1]}."
        ),
    ),
    ("half a proof", lambda task: replace(task, approval=(task.approval or "")[:80])),
    ("no proof at all", lambda task: replace(task, statement=None)),
    ("a proof without end", lambda task: replace(task, approval="a" * (2 << 20))),
]


def proven(task: SigningTask, approver: JwsProver, preparer: JwsProver) -> SigningTask:
    """Return the task with proofs of another digest, made with these keys."""
    made = approver.approval(approval(task))
    statement = preparation(task, digest=EVIL, approval=name_of(made))
    return replace(task, digest=EVIL, approval=made, statement=preparer.preparation(statement))


@pytest.fixture(scope="module")
def sample_task() -> SigningTask:
    """A task with proofs as they should be, without an office around it."""
    now = datetime(2026, 11, 21, tzinfo=UTC)
    task = SigningTask(
        id="tsk_1",
        document=DocumentId("doc_1"),
        agency=AGENCY,
        signer=LEADER.id,
        key="lanh-dao",
        capacity="",
        profile="leader",
        level="b-b",
        state=TaskState.PREPARED,
        created_at=now,
        created_by="usr_records",
        shown=digest(b"shown"),
        prepared=digest(b"prepared"),
        digest=digest(b"range"),
    )
    document = Document(
        id=task.document,
        kind=Kind.RESULT,
        dossier="dos_1",
        agency=AGENCY,
        owner="own_1",
        type="QD",
        title="",
        state=State.NUMBERED,
        created_at=now,
    )
    made = PROVING.approver.approval(approval_of(task, document, actor=LEADER, at=now))
    statement = Preparation(
        task=task.id,
        approval=name_of(made),
        shown=digest(b"shown"),
        prepared=digest(b"prepared"),
        digest=digest(b"range"),
        at=now,
    )
    return replace(task, approval=made, statement=PROVING.preparer.preparation(statement))


@pytest.fixture(scope="module")
def checker() -> JwsProofs:
    return PROVING.checker()


@pytest.mark.parametrize("forge", [one[1] for one in FORGERIES], ids=[one[0] for one in FORGERIES])
def test_a_forged_proof_is_no_proof(
    sample_task: SigningTask, checker: JwsProofs, forge: Callable[[SigningTask], SigningTask]
) -> None:
    assert require_prepared(sample_task, checker) == bytes.fromhex(sample_task.digest or "")
    with pytest.raises(PermanentError) as refused:
        require_prepared(forge(sample_task), checker)
    assert refused.value.code == "approval_unproven"


def test_who_files_scans_may_approve_for_the_digitiser(
    sample_task: SigningTask, checker: JwsProofs
) -> None:
    made = PROVING.filer.approval(approval(sample_task, profile=DIGITISER))
    assert checker.approval(made).profile == DIGITISER


def test_another_offices_keys_are_not_believed(sample_task: SigningTask) -> None:
    with pytest.raises(PermanentError):
        require_prepared(sample_task, ProvingKeys().checker())
