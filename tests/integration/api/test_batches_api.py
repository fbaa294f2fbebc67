"""Batches, mandates and pre-flight over HTTP: shown, approved, told, and not told to others."""

import base64
import hashlib
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random

import httpx
import pytest
from cryptography.hazmat.primitives.serialization import Encoding

from sohoa.samples.decision import write_draft_decision
from sohoa.samples.facts import invent_facts
from sohoa.samples.fonts import find_family
from storage.people import Role
from storage.tasks import KeyRecord
from tests.support.api_office import ADMIN, OTHER_WARD, PROVINCE, WARD, ApiOffice
from tests.support.pki import Pki

LEADER = f"{Role.LEADER}-{OTHER_WARD}"
DEPUTY = "pho-chu-tich"
WIDTH = 300


@pytest.fixture(scope="module", autouse=True)
def keys(api_office: ApiOffice, pki: Pki) -> None:
    certificate = pki.leader.certificate.public_bytes(Encoding.PEM).decode()
    with api_office.office.catalogue.transaction() as tx:
        for holder in (LEADER, DEPUTY):
            record = KeyRecord(
                name=f"key of {holder}",
                agency=OTHER_WARD,
                holder=holder,
                profile="leader",
                certificate=certificate,
                chain="",
            )
            tx.keys.add(record, ADMIN)


@pytest.fixture
def clerk(api_office: ApiOffice) -> httpx.Client:
    return api_office.desk(Role.CLERK, OTHER_WARD)


@pytest.fixture
def leader(api_office: ApiOffice) -> httpx.Client:
    return api_office.desk(Role.LEADER, OTHER_WARD)


@pytest.fixture
def admin(api_office: ApiOffice) -> httpx.Client:
    return api_office.desk(Role.ADMIN, PROVINCE)


@pytest.fixture(scope="module")
def draft_pdf(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    path: Path = tmp_path_factory.mktemp("draft") / "draft.pdf"
    write_draft_decision(invent_facts(Random(11)), find_family(), path)  # noqa: S311 - invented
    return path.read_bytes()


@pytest.fixture
def numbered(api_office: ApiOffice, clerk: httpx.Client, draft_pdf: bytes) -> str:
    dossier = str(api_office.dossier(clerk, agency=OTHER_WARD)["code"])
    made = clerk.post("/results", files={"file": ("d.pdf", draft_pdf)}, data={"dossier": dossier})
    result = str(made.json()["id"])
    records = api_office.desk(Role.RECORDS, OTHER_WARD)
    ask = {"number": "15/QĐ-UBND", "date": "2026-11-21"}
    assert records.post(f"/results/{result}/number", json=ask).status_code == 200
    return result


def asked(clerk: httpx.Client, document: str, **changes: str) -> httpx.Response:
    ask = {"document": document, "signer": LEADER, "level": "b-b", **changes}
    return clerk.post("/signing-tasks", json=ask)


def looked_at(leader: httpx.Client, document: str) -> tuple[str, dict[str, object]]:
    """Return the hash of the file and of its first page's picture, as a signer was shown them."""
    picture = leader.get(f"/documents/{document}/pages/0/image", params={"width": WIDTH})
    pages = {
        "width": WIDTH,
        "renderer": picture.headers["Sohoa-Renderer"],
        "pages": [hashlib.sha256(picture.content).hexdigest()],
    }
    return picture.headers["X-Shown-SHA256"], pages


def test_a_batch_is_approved_once_and_told_item_by_item(
    clerk: httpx.Client, leader: httpx.Client, numbered: str, api_office: ApiOffice
) -> None:
    task = asked(clerk, numbered).json()["id"]
    shown, pages = looked_at(leader, numbered)
    ask = {
        "items": [
            {"task": task, "shown_sha256": shown, "shown_pages": pages},
            {"task": "tsk_elsewhere", "shown_sha256": shown},
        ],
        "sealed_pin": base64.b64encode(b"sealed").decode(),
    }
    once = {"Idempotency-Key": f"batch-{task}"}
    answer = leader.post("/signing-batches", json=ask, headers=once)
    assert answer.status_code == 202, answer.text
    batch = answer.json()["batch"]
    assert answer.headers["Location"] == f"/api/v1/signing-batches/{batch}"
    assert leader.post("/signing-batches", json=ask, headers=once).json() == {"batch": batch}
    told = leader.get(f"/signing-batches/{batch}").json()
    assert [item["state"] for item in told["items"]][1] == "refused"
    assert told["items"][1]["problem"]["code"] == "not_found"
    assert told["items"][0]["document"] == numbered
    assert (told["finished"], told["key"]) == (False, f"key of {LEADER}")
    assert "sealed" not in told
    assert leader.get(f"/signing-tasks/{task}").json()["batch"] == batch
    again = leader.post("/signing-batches", json=ask).json()["batch"]
    body = leader.get(f"/signing-batches/{again}").json()
    assert (body["finished"], body["counts"]) == (True, {"refused": 2})
    assert body["items"][0]["problem"]["code"] == "not_waiting"
    elsewhere = api_office.desk(Role.LEADER, WARD).get(f"/signing-batches/{batch}")
    assert elsewhere.status_code == 404


@pytest.mark.parametrize(
    "change",
    [
        {"items": []},
        {"items": [{"task": "t", "shown_sha256": "0" * 64}] * 201},
        {"items": [{"task": "t", "shown_sha256": "x"}]},
        {"sealed_pin": "not base64!"},
        {"sealed_pin": "abc"},
        {"pin": "1234"},
    ],
)
def test_what_is_no_batch_is_422(leader: httpx.Client, change: dict[str, object]) -> None:
    ask = {"items": [{"task": "t", "shown_sha256": "0" * 64}], **change}
    assert leader.post("/signing-batches", json=ask).status_code == 422


def test_an_approval_of_other_pictures_is_refused(
    clerk: httpx.Client, leader: httpx.Client, numbered: str
) -> None:
    task = asked(clerk, numbered).json()["id"]
    shown, pages = looked_at(leader, numbered)
    path = f"/signing-tasks/{task}/approve"
    for change, code in (
        ({"pages": ["0" * 64]}, "shown_pages_differ"),
        ({"width": WIDTH + 1}, "shown_pages_differ"),
        ({"renderer": "pypdfium2 0"}, "other_renderer"),
    ):
        ask = {"shown_sha256": shown, "shown_pages": {**pages, **change}}
        answer = leader.post(path, json=ask)
        assert (answer.status_code, answer.json()["code"]) == (409, code)
    assert leader.get(f"/signing-tasks/{task}").json()["state"] == "waiting"
    good = leader.post(path, json={"shown_sha256": shown, "shown_pages": pages})
    assert good.status_code == 202, good.text


def test_a_mandate_is_given_listed_asked_for_and_ended(
    clerk: httpx.Client, admin: httpx.Client, numbered: str, api_office: ApiOffice
) -> None:
    refused = asked(clerk, numbered, signer=DEPUTY, capacity="KT")
    assert (refused.status_code, refused.json()["code"]) == (409, "no_mandate")
    ask = {
        "agency": OTHER_WARD,
        "signer": DEPUTY,
        "capacity": "KT",
        "principal": "chu-tich",
        "valid_from": "2026-01-01",
    }
    once = {"Idempotency-Key": "mandate-1"}
    given = admin.post("/mandates", json=ask, headers=once)
    assert given.status_code == 201, given.text
    mandate = given.json()["id"]
    assert admin.post("/mandates", json=ask, headers=once).json()["id"] == mandate
    listed = clerk.get("/mandates", params={"signer": DEPUTY}).json()["items"]
    assert [one["id"] for one in listed] == [mandate]
    assert api_office.desk(Role.CLERK, WARD).get("/mandates").json()["items"] == []
    task = asked(clerk, numbered, signer=DEPUTY, capacity="KT").json()
    assert task["mandate"] == mandate
    told = clerk.get(f"/signing-tasks/{task['id']}").json()["preflight"]
    assert [one["code"] for one in told if one["blocks"]] == []
    ended = admin.post(f"/mandates/{mandate}/end")
    assert ended.json()["ended_at"] is not None
    told = clerk.get(f"/signing-tasks/{task['id']}").json()["preflight"]
    assert [one["code"] for one in told if one["blocks"]] == ["mandate_expired"]
    nobody = admin.post("/mandates/mnd_nothing/end")
    assert nobody.status_code == 404


def test_an_authorisation_without_its_paper_is_refused(admin: httpx.Client) -> None:
    ask = {
        "agency": OTHER_WARD,
        "signer": "x",
        "capacity": "TUQ",
        "principal": "y",
        "valid_from": "2026-01-01",
    }
    answer = admin.post("/mandates", json=ask)
    assert (answer.status_code, answer.json()["code"]) == (422, "mandate_incomplete")
    assert "document_number" in answer.json()["missing"]


def test_the_days_of_the_certificate_are_told_before_signing(
    clerk: httpx.Client, numbered: str, pki: Pki, api_office: ApiOffice
) -> None:
    task = asked(clerk, numbered).json()["id"]
    left = (pki.leader.certificate.not_valid_after_utc - datetime.now(UTC)) // timedelta(days=1)
    told = api_office.desk(Role.LEADER, OTHER_WARD, language="vi").get(f"/signing-tasks/{task}")
    (days,) = [one for one in told.json()["preflight"] if one["code"] == "certificate_days_left"]
    assert days["message"].startswith(f"Số ngày còn lại của chứng thư số: {left}.")
    assert not days["blocks"]


def test_the_code_on_a_result_leads_to_its_record_and_tells_nothing(api_office: ApiOffice) -> None:
    answer = httpx.get(f"{api_office.url}/d/doc_01", follow_redirects=False)
    assert (answer.status_code, answer.headers["Location"]) == (303, "/api/v1/documents/doc_01")
    assert httpx.get(f"{api_office.url}/d/..%2F..%2Fx").status_code in {404, 422}
