"""A result over HTTP: drafted, numbered, asked for, shown, approved or refused."""

import hashlib
from io import BytesIO
from pathlib import Path
from random import Random

import httpx
import pikepdf
import pytest
from cryptography.hazmat.primitives.serialization import Encoding

from sohoa.samples.decision import write_draft_decision
from sohoa.samples.facts import invent_facts
from sohoa.samples.fonts import find_family
from storage.people import Role
from storage.tasks import KeyRecord
from tests.support.api_documents import one_page_pdf
from tests.support.api_office import ADMIN, OTHER_WARD, WARD, ApiOffice
from tests.support.pki import Pki

LEADER = f"{Role.LEADER}-{WARD}"  # the name of the leader's client


@pytest.fixture(scope="module")
def draft_pdf(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    path: Path = tmp_path_factory.mktemp("draft") / "draft.pdf"
    write_draft_decision(invent_facts(Random(7)), find_family(), path)  # noqa: S311 - invented facts
    return path.read_bytes()


@pytest.fixture(scope="module", autouse=True)
def keys(api_office: ApiOffice, pki: Pki) -> None:
    for holder, profile, identity in ((LEADER, "leader", pki.leader), (WARD, "agency", pki.agency)):
        certificate = identity.certificate.public_bytes(Encoding.PEM).decode()
        record = KeyRecord(
            name=f"{profile}-key",
            agency=WARD,
            holder=holder,
            profile=profile,
            certificate=certificate,
            chain="",
        )
        with api_office.office.catalogue.transaction() as tx:
            tx.keys.add(record, ADMIN)


@pytest.fixture
def clerk(api_office: ApiOffice) -> httpx.Client:
    return api_office.desk(Role.CLERK)


@pytest.fixture
def records(api_office: ApiOffice) -> httpx.Client:
    return api_office.desk(Role.RECORDS)


@pytest.fixture
def leader(api_office: ApiOffice) -> httpx.Client:
    return api_office.desk(Role.LEADER)


def draft(api_office: ApiOffice, clerk: httpx.Client, pdf: bytes, **form: str) -> httpx.Response:
    form.setdefault("dossier", str(api_office.dossier(clerk)["code"]))
    return clerk.post("/results", files={"file": ("dự thảo.pdf", pdf)}, data=form)


@pytest.fixture
def numbered(
    api_office: ApiOffice, clerk: httpx.Client, records: httpx.Client, draft_pdf: bytes
) -> str:
    result = draft(api_office, clerk, draft_pdf).json()["id"]
    ask = {"number": "15/QĐ-UBND", "date": "2026-11-21"}
    answer = records.post(f"/results/{result}/number", json=ask)
    assert answer.status_code == 200, answer.text
    return str(result)


def task_for(clerk: httpx.Client, document: str, **changes: str) -> httpx.Response:
    ask = {"document": document, "signer": LEADER, "profile": "leader", "level": "b-b", **changes}
    return clerk.post("/signing-tasks", json=ask)


def test_a_draft_is_kept_as_a_result(
    api_office: ApiOffice, clerk: httpx.Client, draft_pdf: bytes
) -> None:
    answer = draft(api_office, clerk, draft_pdf)
    result = answer.json()
    assert answer.status_code == 201, answer.text
    assert answer.headers["Location"] == f"/api/v1/documents/{result['id']}"
    assert (result["kind"], result["state"], result["type"]) == ("result", "draft", "QD")
    assert result["files"][0]["sha256"] == hashlib.sha256(draft_pdf).hexdigest()


@pytest.mark.parametrize(
    ("pdf", "form", "status", "code"),
    [
        (b"", {}, 422, "scan_empty"),
        (b"%PDF-1.7 cut o", {}, 422, "unreadable_scan"),
        (b"\x89PNG\r\n\x1a\n", {}, 422, "unreadable_scan"),
        (None, {"dossier": " "}, 422, "dossier_missing"),
        (None, {"dossier": "nothing"}, 404, "not_found"),
        (None, {"type": "XX"}, 422, "unknown_type"),
        (None, {"tpye": "QD"}, 422, "unknown_form_field"),
    ],
)
def test_a_draft_that_will_not_do_is_refused(
    api_office: ApiOffice,
    clerk: httpx.Client,
    pdf: bytes | None,
    form: dict[str, str],
    status: int,
    code: str,
) -> None:
    answer = draft(api_office, clerk, one_page_pdf("x") if pdf is None else pdf, **form)
    assert (answer.status_code, answer.json()["code"]) == (status, code)


def test_form_fields_that_are_not_known_are_named(
    api_office: ApiOffice, clerk: httpx.Client
) -> None:
    answer = draft(api_office, clerk, one_page_pdf("x"), type="QD", signer="me", number="1")
    assert (answer.status_code, answer.json()["fields"]) == (422, ["number", "signer"])


def test_numbering_stamps_the_draft_once(
    clerk: httpx.Client, records: httpx.Client, numbered: str
) -> None:
    record = clerk.get(f"/documents/{numbered}").json()
    assert (record["state"], record["number"]) == ("numbered", "15/QĐ-UBND")
    assert record["issued_on"] == "2026-11-21"
    assert {file["representation"] for file in record["files"]} == {"original", "archive"}
    ask = {"number": "16/QĐ-UBND", "date": "2026-11-21"}
    again = records.post(f"/results/{numbered}/number", json=ask)
    assert (again.status_code, again.json()["code"]) == (409, "wrong_state")


def test_a_draft_is_not_signed_before_it_has_a_number(
    api_office: ApiOffice, clerk: httpx.Client, draft_pdf: bytes
) -> None:
    result = draft(api_office, clerk, draft_pdf).json()["id"]
    answer = task_for(clerk, result)
    assert (answer.status_code, answer.json()["code"]) == (409, "wrong_order")


@pytest.mark.parametrize(("language", "told"), [("vi", "tệp đính kèm"), ("en", "attached files")])
def test_a_draft_that_is_not_still_is_refused_with_what_was_found_in_it(
    api_office: ApiOffice,
    clerk: httpx.Client,
    records: httpx.Client,
    draft_pdf: bytes,
    language: str,
    told: str,
) -> None:
    active = BytesIO()
    with pikepdf.open(BytesIO(draft_pdf)) as paper:
        paper.attachments["note.txt"] = b"read me"
        paper.save(active)
    result = draft(api_office, clerk, active.getvalue()).json()["id"]
    answer = records.post(
        f"/results/{result}/number",
        json={"number": "16/QĐ-UBND", "date": "2026-11-21"},
        headers={"Accept-Language": language},
    )
    problem = answer.json()
    assert (answer.status_code, problem["code"]) == (422, "active_content")
    assert "attachment" in problem["kinds"]
    assert told in problem["detail"]


@pytest.mark.parametrize(
    ("changes", "status", "code"),
    [
        ({"signer": "nobody"}, 422, "signing_key_missing"),
        ({"profile": "copy"}, 422, "unknown_profile"),
        ({"profile": "king"}, 422, "invalid_request"),
        ({"level": "b-lta"}, 422, "level_unreachable"),
        ({"capacity": "X"}, 422, "invalid_request"),
        ({"document": "doc_nothing"}, 404, "not_found"),
    ],
)
def test_a_signature_that_cannot_be_had_is_refused(
    clerk: httpx.Client, numbered: str, changes: dict[str, str], status: int, code: str
) -> None:
    answer = task_for(clerk, **{"document": numbered, **changes})
    assert (answer.status_code, answer.json()["code"]) == (status, code)


def test_what_is_signed_is_what_was_shown(
    clerk: httpx.Client, leader: httpx.Client, numbered: str
) -> None:
    asked = task_for(clerk, numbered)
    task = asked.json()
    assert asked.status_code == 201, asked.text
    assert asked.headers["Location"] == f"/api/v1/signing-tasks/{task['id']}"
    path = f"/signing-tasks/{task['id']}"
    other = leader.post(f"{path}/approve", json={"shown_sha256": "0" * 64})
    assert (other.status_code, other.json()["code"]) == (409, "shown_bytes_differ")
    assert leader.get(path).json()["state"] == "waiting"
    picture = leader.get(f"/documents/{numbered}/pages/0/image", params={"width": 300})
    shown = picture.headers["X-Shown-SHA256"]
    answer = leader.post(f"{path}/approve", json={"shown_sha256": shown})
    assert answer.status_code == 202, answer.text
    assert answer.headers["Location"] == f"/api/v1/jobs/{answer.json()['job']}"
    told = leader.get(path).json()
    assert told["state"] != "waiting"
    assert told["shown_sha256"] == shown
    again = leader.post(f"{path}/approve", json={"shown_sha256": shown})
    assert again.status_code == 409


@pytest.mark.parametrize("shown", ["", "xyz", "A" * 64, "0" * 63])
def test_a_hash_that_is_no_hash_is_422(leader: httpx.Client, shown: str) -> None:
    answer = leader.post("/signing-tasks/tsk_0/approve", json={"shown_sha256": shown})
    assert answer.status_code == 422


def test_only_the_signer_answers(
    api_office: ApiOffice, clerk: httpx.Client, records: httpx.Client, numbered: str
) -> None:
    path = f"/signing-tasks/{task_for(clerk, numbered).json()['id']}"
    ask = {"shown_sha256": "0" * 64}
    for desk in (clerk, records):
        assert desk.post(f"{path}/approve", json=ask).status_code == 403
        assert desk.post(f"{path}/refuse", json={"reason": "không"}).status_code == 403
    elsewhere = api_office.desk(Role.LEADER, OTHER_WARD)
    assert elsewhere.post(f"{path}/approve", json=ask).status_code == 404
    assert elsewhere.get(path).status_code == 404


def test_a_refusal_says_why_and_gives_the_draft_back(
    clerk: httpx.Client, leader: httpx.Client, numbered: str
) -> None:
    task = task_for(clerk, numbered).json()["id"]
    empty = leader.post(f"/signing-tasks/{task}/refuse", json={"reason": " "})
    assert empty.status_code == 422
    answer = leader.post(f"/signing-tasks/{task}/refuse", json={"reason": "sai căn cứ"})
    assert (answer.status_code, answer.json()["state"]) == (200, "refused")
    record = clerk.get(f"/documents/{numbered}").json()
    assert (record["state"], record["reason"]) == ("draft", "sai căn cứ")


def test_tasks_come_in_pages_that_lead_to_the_next(
    api_office: ApiOffice, clerk: httpx.Client, leader: httpx.Client, numbered: str
) -> None:
    task_for(clerk, numbered)
    found: list[str] = []
    url: str | None = "/signing-tasks?limit=1"
    while url:
        answer = leader.get(url.removeprefix("/api/v1"))
        assert answer.status_code == 200, answer.text
        items = answer.json()["items"]
        assert len(items) <= 1
        found += [item["id"] for item in items]
        url = answer.links.get("next", {}).get("url")
    assert found == sorted(set(found))
    assert found == [item["id"] for item in leader.get("/signing-tasks").json()["items"]]
    theirs = api_office.desk(Role.LEADER, OTHER_WARD).get("/signing-tasks").json()["items"]
    assert {item["agency"] for item in theirs} <= {OTHER_WARD}
    assert not {item["id"] for item in theirs} & set(found)
    waiting = leader.get("/signing-tasks", params={"state": "waiting", "mine": True}).json()
    assert {item["signer"] for item in waiting["items"]} == {LEADER}
