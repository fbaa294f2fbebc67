"""Counter or batch: whoever hands a stack in says whether somebody waits for it."""

import httpx
import pytest

from storage.jobs import Lane
from storage.people import Role
from tests.integration.api.test_intake import png
from tests.support.api_office import ApiOffice


@pytest.fixture
def clerk(api_office: ApiOffice) -> httpx.Client:
    return api_office.desk(Role.CLERK)


@pytest.fixture
def code(api_office: ApiOffice, clerk: httpx.Client) -> str:
    return str(api_office.dossier(clerk)["code"])


def hand_in(clerk: httpx.Client, code: str, mark: str, **fields: str) -> httpx.Response:
    files = {"file": ("a.png", png(mark), "image/png")}
    return clerk.post(f"/dossiers/{code}/scans", files=files, data=fields)


def lane(office: ApiOffice, answer: httpx.Response) -> Lane:
    assert answer.status_code == 202, answer.text
    with office.office.catalogue.reading() as tx:
        return tx.jobs.load(answer.json()["job"]).lane


def test_a_stack_is_for_the_counter_unless_its_sender_says_batch(
    api_office: ApiOffice, clerk: httpx.Client, code: str
) -> None:
    assert lane(api_office, hand_in(clerk, code, "a")) is Lane.COUNTER
    assert lane(api_office, hand_in(clerk, code, "b", lane="counter")) is Lane.COUNTER
    assert lane(api_office, hand_in(clerk, code, "c", lane="batch")) is Lane.BATCH


def test_a_stack_of_a_batch_is_brought_to_the_counter_when_somebody_waits_for_it(
    api_office: ApiOffice, clerk: httpx.Client, code: str
) -> None:
    batch = hand_in(clerk, code, "a", lane="batch")
    again = hand_in(clerk, code, "a")
    assert again.json()["job"] == batch.json()["job"]
    assert lane(api_office, batch) is Lane.COUNTER


def test_another_lane_is_refused_in_words(clerk: httpx.Client, code: str) -> None:
    answer = hand_in(clerk, code, "a", lane="express")
    assert (answer.status_code, answer.json()["code"]) == (422, "unknown_lane")
