"""What another agency is not given is not given by any door, and the asking leaves a trace."""

from uuid import uuid4

import httpx
import pytest

from storage.events import Event
from storage.people import Role
from storage.records import State
from tests.support.api_documents import PutDocument, put_document
from tests.support.api_office import STRANGER, ApiOffice


@pytest.fixture
def nosy(api_office: ApiOffice) -> httpx.Client:
    return api_office.desk(Role.CLERK, STRANGER)


def put(api_office: ApiOffice, state: State) -> PutDocument:
    code = api_office.dossier(api_office.desk(Role.CLERK))["code"]
    return put_document(api_office, code, mark=uuid4().hex, state=state)


def trail(api_office: ApiOffice, document: str) -> list[Event]:
    with api_office.office.catalogue.reading() as tx:
        return [e for e in tx.events.of_subject(document) if e.agency == STRANGER]


@pytest.mark.parametrize("door", ["", "/text", "/content", "/pages/0/image", "/signatures"])
def test_a_look_at_another_agencys_document_is_refused_and_noted(
    api_office: ApiOffice, nosy: httpx.Client, door: str
) -> None:
    document = put(api_office, State.STORED)
    assert nosy.get(f"/documents/{document.id}{door}").status_code == 404
    entries = trail(api_office, document.id)
    assert [entry.act for entry in entries] == ["document.withheld"]


def test_a_look_for_what_is_not_there_is_noted_alike(
    api_office: ApiOffice, nosy: httpx.Client
) -> None:
    before = len(trail(api_office, "unknown-document"))
    assert nosy.get("/documents/doc_nothing").status_code == 404
    assert len(trail(api_office, "unknown-document")) == before + 1


def test_a_use_does_not_tell_whether_a_paper_not_yet_stored_is_there(
    api_office: ApiOffice, nosy: httpx.Client
) -> None:
    document = put(api_office, State.READ)
    basis = {
        "dossier": "D1",
        "procedure": "1.005129",
        "purpose": "xét cấp",
        "legal_basis": "NĐ 224/2026/NĐ-CP",
    }
    there = nosy.post("/reuse", json={"document": document.id, **basis})
    nowhere = nosy.post("/reuse", json={"document": "doc_nothing", **basis})
    assert (there.status_code, there.json()["code"]) == (404, "not_found")
    assert (nowhere.status_code, nowhere.json()["code"]) == (404, "not_found")
    assert [entry.act for entry in trail(api_office, document.id)] == ["reuse.refused"]
    own = api_office.desk(Role.CLERK).post("/reuse", json={"document": document.id, **basis})
    assert (own.status_code, own.json()["code"]) == (409, "reuse_not_yet")
