"""The same documents approved many times at once: each is approved once, and asked for once."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor

import pytest

from storage.batches import BatchState, PinState
from storage.catalogue import Catalogue
from storage.errors import NotFoundError
from storage.people import Actor, Role
from storage.tasks import TaskState
from tests.support.batch_office import AGENCY, LEADER, BatchOffice
from tests.support.catalogues import SetClock
from workers.batching import Batching
from workers.permissions import ForbiddenError
from workers.refusals import RefusedError
from workers.steps import Step


@pytest.fixture
def office(catalogue: Catalogue, clock: SetClock) -> BatchOffice:
    return BatchOffice(catalogue, clock)


def test_a_batch_sent_by_four_at_once_approves_each_document_once(office: BatchOffice) -> None:
    tasks = office.ask(12)
    asked = office.shown(tasks)
    orders = [asked, asked[::-1], asked[6:] + asked[:6], asked[::2]]

    def approve(order: int) -> str:
        return office.batching.approve(orders[order], None, LEADER).id

    with ThreadPoolExecutor(4) as pool:
        batches = list(pool.map(approve, range(4)))
    assert {office.task(task.id).state for task in tasks} == {TaskState.APPROVED}
    assert len(office.due(Step.PREPARE)) == 12
    problems = Counter(
        item.item.problem for batch in batches for item in office.batching.load(batch, LEADER).items
    )
    assert problems[None] == 12
    assert set(problems) <= {None, "not_waiting", "shown_bytes_differ"}


def test_the_key_is_asked_for_once_when_the_last_files_are_prepared_at_once(
    office: BatchOffice,
) -> None:
    tasks = office.ask(8)
    batch = office.batching.approve(office.shown(tasks), None, LEADER)
    with ThreadPoolExecutor(4) as pool:
        asked = list(pool.map(lambda task: office.prepare(task.id, well=task != tasks[3]), tasks))
    assert len([job for job in asked if job is not None]) == 1
    (job,) = office.due(Step.SIGN_BATCH)
    assert job.subject == batch.id


def test_a_batch_of_which_nothing_can_be_approved_ends_at_once(office: BatchOffice) -> None:
    tasks = office.ask(1)
    stranger = Actor(id="usr_other", name="Khác", role=Role.LEADER, agency=AGENCY)
    batch = office.batching.approve(office.shown(tasks), b"sealed", stranger)
    assert (batch.state, batch.pin, batch.sealed_pin) == (BatchState.ENDED, PinState.GONE, None)
    record = office.batching.load(batch.id, stranger)
    assert [one.item.problem for one in record.items] == ["forbidden"]
    assert office.due(Step.PREPARE) == []


def test_another_agencys_batch_and_tasks_are_not_there(office: BatchOffice) -> None:
    tasks = office.ask(1)
    batch = office.batching.approve(office.shown(tasks), None, LEADER)
    elsewhere = Actor(id=LEADER.id, name="Hường", role=Role.LEADER, agency="H38.02")
    with pytest.raises(NotFoundError):
        office.batching.load(batch.id, elsewhere)
    other = office.batching.approve(office.shown(tasks), None, elsewhere)
    (item,) = office.batching.load(other.id, elsewhere).items
    assert (item.item.problem, item.task) == ("not_found", None)


@pytest.mark.parametrize("count", [0, 201])
def test_a_batch_has_one_to_two_hundred_documents(office: BatchOffice, count: int) -> None:
    one = office.shown(office.ask(1))[0]
    with pytest.raises(RefusedError):
        office.batching.approve([one] * count, None, LEADER)


def test_a_system_of_another_agency_approves_nothing(office: BatchOffice) -> None:
    client = Actor(id="cli_x", name="x", role=Role.AGENCY, agency="H38")
    batching: Batching = office.batching
    with pytest.raises(ForbiddenError):
        batching.approve(office.shown(office.ask(1)), None, client)
