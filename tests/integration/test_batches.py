"""A batch: one act, one opening of the key, a result for each document, whatever happens."""

import shutil
from collections import Counter
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from datetime import timedelta
from pathlib import Path

import pytest

from signing.keys.signature_algorithm import SignatureAlgorithm
from signing.keys.signing_key import SigningKey
from sohoa.samples.stack import DemoStack
from storage.batches import BatchState, PinState
from storage.catalogue import Catalogue
from storage.records import Document
from storage.tasks import SigningTask, TaskState
from tests.fakes.objects import MemoryObjects
from tests.support.paper_office import AGENCY, LEADER, PaperOffice, assembled
from tests.support.pki import Pki
from tests.support.struck_office import Killed, ShiftedClock
from tests.support.tsa import Tsa
from tests.support.waiting_tasks import (
    PIN,
    approved,
    batch_of,
    copies,
    sealed,
    shown,
    spoil,
)
from workers import sign_batch
from workers.approving import Shown
from workers.batch_chores import erase_old_pins
from workers.batching import Pin
from workers.sandboxed import Sandboxed
from workers.steps import Step


@pytest.fixture
def clock() -> ShiftedClock:
    return ShiftedClock()


@pytest.fixture
def office(
    tmp_path: Path,
    sqlite_office: Path,
    cage: Sandboxed,
    pki: Pki,
    tsa: Tsa,
    clock: ShiftedClock,
) -> Iterator[PaperOffice]:
    """An office whose keys want a PIN."""
    shutil.copy(sqlite_office, tmp_path / "office.db")
    with closing(Catalogue.connect(f"sqlite:///{tmp_path / 'office.db'}", clock)) as catalogue:
        made = assembled(catalogue, MemoryObjects(), cage, pki, tsa, pki.folder, clock)
        made.keys.pin = PIN
        yield made


@pytest.fixture
def numbered(office: PaperOffice, sample_stack: DemoStack) -> Document:
    return office.numbered(sample_stack.decision.read_bytes())


def waiting(office: PaperOffice, numbered: Document, count: int) -> list[SigningTask]:
    """Return tasks that wait for the leader."""
    results = copies(office, numbered, count)
    return [office.ask(result, LEADER.id, "leader", "b-b") for result in results]


def states(office: PaperOffice, tasks: list[SigningTask]) -> Counter[TaskState]:
    return Counter(office.task(task.id).state for task in tasks)


def prepare(office: PaperOffice, tasks: list[SigningTask]) -> None:
    """Let all of them be prepared, and no key be touched."""
    for task in tasks:
        with office.catalogue.reading() as tx:
            job = next(j for j in tx.jobs.of_subject(task.id) if j.step == Step.PREPARE)
        office.runner.run(job.id)


class CutKeys:
    """The office's keys; the process dies while it logs in, or at a signature (from 1)."""

    def __init__(self, office: PaperOffice, *, at_login: bool = False, at: int = 0) -> None:
        self._at_login = at_login
        self._left = at
        self.inner = office.keys.open

    @contextmanager
    def open(
        self, name: str, pin: str | None = None, *, final_try: bool = False
    ) -> Iterator[object]:
        with self.inner(name, pin, final_try=final_try) as key:
            if self._at_login:
                raise Killed
            yield _Cut(key, self)

    def signed(self) -> None:
        self._left -= 1
        if self._left == 0:
            raise Killed


class _Cut:
    def __init__(self, key: SigningKey, cut: CutKeys) -> None:
        self.certificate, self.chain, self._key, self._cut = key.certificate, key.chain, key, cut

    def sign(self, data: bytes, algorithm: SignatureAlgorithm) -> bytes:
        self._cut.signed()
        return self._key.sign(data, algorithm)


def test_one_act_signs_all_that_can_be_signed_and_says_why_of_each_other(
    office: PaperOffice, numbered: Document
) -> None:
    tasks = waiting(office, numbered, 4)
    spoil(office, office.document(tasks[1].document))
    foreign = office.ask(copies(office, numbered, 1)[0], AGENCY, "agency", "b-b")
    asked = shown(office, [*tasks, foreign])
    asked += [asked[0], Shown(task="tsk_nowhere", sha256="0" * 64)]
    asked[3] = Shown(task=asked[3].task, sha256="0" * 64)
    batch = approved(office, asked)
    office.work()
    record = office.batching.load(batch.id, LEADER)
    assert [one.item.problem for one in record.items] == [
        None,
        None,
        None,
        "shown_bytes_differ",
        "forbidden",
        "asked_twice",
        "not_found",
    ]
    assert [office.task(task.id).state for task in tasks] == [
        TaskState.SIGNED,
        TaskState.FAILED,
        TaskState.SIGNED,
        TaskState.WAITING,
    ]
    assert office.keys.tried == [PIN]
    ended = record.batch
    assert (ended.state, ended.pin, ended.sealed_pin) == (BatchState.ENDED, PinState.GONE, None)
    again = approved(office, asked[:3])
    office.work()
    problems = [one.item.problem for one in office.batching.load(again.id, LEADER).items]
    assert problems == ["not_waiting"] * 3
    assert office.keys.tried == [PIN]
    assert again.state is BatchState.ENDED


def test_a_wrong_pin_stops_the_batch_and_is_never_tried_again(
    office: PaperOffice, numbered: Document
) -> None:
    tasks = waiting(office, numbered, 2)
    batch = approved(office, shown(office, tasks), "999999")
    office.work()
    office.work()
    assert office.keys.tried == ["999999"]
    stopped = batch_of(office, batch.id)
    assert (stopped.problem, stopped.tries) == ("wrong_pin", "pin_low")
    assert stopped.sealed_pin is None
    assert states(office, tasks) == {TaskState.WAITING: 2}
    assert office.task(tasks[0].id).reason == "wrong_pin"
    approved(office, shown(office, tasks))
    office.work()
    assert states(office, tasks) == {TaskState.SIGNED: 2}


def test_a_pin_whose_outcome_is_unknown_is_not_tried_again(
    office: PaperOffice, numbered: Document, clock: ShiftedClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    tasks = waiting(office, numbered, 2)
    batch = approved(office, shown(office, tasks))
    prepare(office, tasks)
    cut = CutKeys(office, at_login=True)
    monkeypatch.setattr(office.keys, "open", cut.open)
    with suppress(Killed):
        office.work()
    monkeypatch.undo()
    assert batch_of(office, batch.id).pin is PinState.TRIED
    clock.forward(11)
    office.work()
    assert office.keys.tried == [PIN]
    assert batch_of(office, batch.id).problem == "pin_outcome_unknown"
    assert states(office, tasks) == {TaskState.WAITING: 2}


def test_a_kill_amid_the_signatures_loses_none_and_makes_none_twice(
    office: PaperOffice, numbered: Document, clock: ShiftedClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    tasks = waiting(office, numbered, 3)
    batch = approved(office, shown(office, tasks))
    prepare(office, tasks)
    monkeypatch.setattr(office.keys, "open", CutKeys(office, at=2).open)
    with suppress(Killed):
        office.work()
    monkeypatch.undo()
    assert states(office, tasks)[TaskState.PREPARED] == 2
    kept = {task.id: office.task(task.id).cms for task in tasks}
    clock.forward(11)
    office.work()
    assert states(office, tasks) == {TaskState.SIGNED: 3}
    assert office.keys.tried == [PIN, PIN]
    assert [office.task(id_).cms for id_, cms in kept.items() if cms] == [
        cms for cms in kept.values() if cms
    ]
    assert batch_of(office, batch.id).sealed_pin is None


def test_a_slow_key_lets_others_have_their_turn(
    office: PaperOffice, numbered: Document, monkeypatch: pytest.MonkeyPatch
) -> None:
    office.keys.pin = None
    monkeypatch.setattr(sign_batch, "SLICE", 0.0)
    tasks = waiting(office, numbered, 3)
    approved(office, shown(office, tasks), None)
    prepare(office, tasks)
    alone = waiting(office, numbered, 1)
    office.approve(alone[0], LEADER)
    prepare(office, alone)
    with office.catalogue.reading() as tx:
        due = tx.jobs.due(tx.jobs.now(), ring_again_after=timedelta(0), limit=9)
        turn = next(job for job in due if job.step == Step.SIGN_BATCH)
    office.runner.run(turn.id)
    assert states(office, tasks) == {TaskState.PREPARED: 3}
    office.work()
    assert states(office, [*tasks, *alone]) == {TaskState.SIGNED: 4}


def test_a_sealed_pin_does_not_outlive_its_time(
    office: PaperOffice, numbered: Document, clock: ShiftedClock
) -> None:
    tasks = waiting(office, numbered, 1)
    batch = approved(office, shown(office, tasks))
    assert erase_old_pins(office.catalogue) == 0
    clock.forward(15 * 60)
    assert erase_old_pins(office.catalogue) == 1
    stopped = batch_of(office, batch.id)
    assert (stopped.problem, stopped.sealed_pin) == ("pin_expired", None)
    office.work()
    assert office.keys.tried == []
    assert states(office, tasks) == {TaskState.WAITING: 1}


def test_one_task_with_a_sealed_pin_is_a_batch_of_one(
    office: PaperOffice, numbered: Document
) -> None:
    task = waiting(office, numbered, 1)[0]
    (asked,) = shown(office, [task])
    job = office.approvals.approve(asked, LEADER, pin=Pin(sealed(office, [asked])))
    office.work()
    assert office.task(task.id).state is TaskState.SIGNED
    assert office.keys.tried == [PIN]
    assert office.job(job.id).subject == task.id
