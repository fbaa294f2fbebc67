"""The signing program's side of HTTP: a file fetched and brought back without any token of ours."""

import base64
from datetime import UTC, datetime
from random import Random

import httpx
import pytest
from cryptography.hazmat.primitives.serialization import Encoding

from sohoa.samples.decision import write_draft_decision
from sohoa.samples.facts import invent_facts
from sohoa.samples.fonts import find_family
from sohoa.seal_key import publish_seal_key
from storage.people import Agency, Role
from storage.tasks import Kept, KeyRecord
from tests.support.api_office import ADMIN, PROVINCE, ApiOffice
from tests.support.pki import Pki
from tests.support.signed_pdfs import signed_by

OWN_WARD = "G06.03"  # of these tests: whoever holds two keys signs with the first
LEADER = f"{Role.LEADER}-{OWN_WARD}"


@pytest.fixture(scope="module")
def draft_pdf(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    path = tmp_path_factory.mktemp("draft") / "draft.pdf"
    write_draft_decision(invent_facts(Random(8)), find_family(), path)  # noqa: S311 - invented facts
    return path.read_bytes()


@pytest.fixture(scope="module", autouse=True)
def key(api_office: ApiOffice, pki: Pki) -> None:
    record = KeyRecord(
        name="leader-far",
        agency=OWN_WARD,
        holder=LEADER,
        profile="leader",
        certificate=pki.leader.certificate.public_bytes(Encoding.PEM).decode(),
        chain="",
        kept=Kept.SIGNER,
    )
    ward = Agency(code=OWN_WARD, name="UBND xã ký ở máy riêng", parent=PROVINCE)
    with api_office.office.catalogue.transaction() as tx:
        tx.agencies.add(ward, ADMIN)
        tx.keys.add(record, ADMIN)


@pytest.fixture
def leader(api_office: ApiOffice) -> httpx.Client:
    return api_office.desk(Role.LEADER, OWN_WARD, language="vi")


@pytest.fixture
def task(api_office: ApiOffice, draft_pdf: bytes) -> str:
    clerk = api_office.desk(Role.CLERK, OWN_WARD)
    records = api_office.desk(Role.RECORDS, OWN_WARD)
    dossier = api_office.dossier(clerk, agency=OWN_WARD)["code"]
    drafted = clerk.post(
        "/results", files={"file": ("d.pdf", draft_pdf)}, data={"dossier": dossier}
    )
    result = drafted.json()["id"]
    number = {"number": "15/QĐ-UBND", "date": "2026-11-21"}
    assert records.post(f"/results/{result}/number", json=number).status_code == 200
    ask = {"document": result, "signer": LEADER, "profile": "leader", "level": "b-b"}
    asked = clerk.post("/signing-tasks", json=ask)
    assert asked.status_code == 201, asked.text
    return str(asked.json()["id"])


@pytest.fixture
def program(api_office: ApiOffice) -> httpx.Client:
    """The signing program: it knows addresses, and no token."""
    made = httpx.Client(base_url=api_office.url, timeout=60, trust_env=False)
    api_office.desks.append(made)
    return made


def ticket(leader: httpx.Client, task: str) -> dict[str, object]:
    document = leader.get(f"/signing-tasks/{task}").json()["document"]
    shown = leader.get(f"/documents/{document}/content").headers["ETag"].strip('"')
    given = leader.post(f"/signing-tasks/{task}/ticket", json={"shown_sha256": shown})
    assert given.status_code == 201, given.text
    body: dict[str, object] = given.json()
    return body


def bring(program: httpx.Client, given: dict[str, object], data: bytes) -> dict[str, object]:
    answer = program.post(str(given["upload"]), files={"uploadfile": ("x.pdf", data)})
    assert answer.status_code == 200, answer.text
    told: dict[str, object] = answer.json()
    return told


def test_a_file_goes_out_and_comes_back_signed(
    leader: httpx.Client, program: httpx.Client, task: str, pki: Pki
) -> None:
    given = ticket(leader, task)
    assert given["function"] == "vgca_sign_approved"
    passed = given["parameters"]
    assert isinstance(passed, dict)
    assert (passed["SessionId"], passed["JWTToken"], passed["MetaData"]) == ("", "", [])
    assert (passed["FileName"], passed["FileUploadHandler"]) == (given["file"], given["upload"])
    assert datetime.fromisoformat(str(given["expires_at"])) > datetime.now(UTC)
    fetched = program.get(str(given["file"]))
    assert fetched.headers["Cache-Control"] == "no-store"
    told = bring(program, given, fetched.content)
    assert (told["Status"], told["Code"]) == (False, "return_unsigned")
    assert "chưa có chữ ký" in str(told["Message"])
    assert leader.get(f"/signing-tasks/{task}").json()["state"] == "waiting"
    told = bring(program, given, signed_by(pki.leader, fetched.content))
    assert told["Status"] is True
    assert set(told) == {"Status", "Message", "FileName", "FileServer"}
    state = leader.get(f"/signing-tasks/{task}").json()
    assert state["state"] == "signed"
    assert leader.get(f"/documents/{state['document']}").json()["state"] == "signed"
    told = bring(program, given, signed_by(pki.leader, fetched.content))
    assert (told["Status"], told["Code"]) == (False, "ticket_used")
    assert program.get(str(given["file"])).status_code == 409


def test_only_the_signer_is_given_a_ticket(api_office: ApiOffice, task: str) -> None:
    ask = {"shown_sha256": "0" * 64}
    clerk = api_office.desk(Role.CLERK, OWN_WARD)
    assert clerk.post(f"/signing-tasks/{task}/ticket", json=ask).status_code == 403
    other = api_office.desk(Role.LEADER)
    assert other.post(f"/signing-tasks/{task}/ticket", json=ask).status_code == 404
    own = api_office.desk(Role.LEADER, OWN_WARD)
    refused = own.post(f"/signing-tasks/{task}/ticket", json=ask)
    assert (refused.status_code, refused.json()["code"]) == (409, "shown_bytes_differ")


def test_a_guessed_ticket_opens_nothing_and_no_body_is_read(program: httpx.Client) -> None:
    guess = "/api/v1/returns/" + "x" * 43
    assert program.get(f"{guess}/file").status_code == 404
    told = program.post(guess, files={"uploadfile": ("x.pdf", b"%PDF-")}).json()
    assert (told["Status"], told["Code"]) == (False, "not_found")
    assert program.post("/api/v1/returns/short").status_code == 422


def test_a_form_without_the_programs_field_is_malformed(
    leader: httpx.Client, program: httpx.Client, task: str
) -> None:
    given = ticket(leader, task)
    answer = program.post(str(given["upload"]), files={"other": ("x.pdf", b"%PDF-")})
    assert (answer.status_code, answer.json()["code"]) == (422, "no_file")


def test_the_key_to_seal_pins_to_is_told_to_staff(
    api_office: ApiOffice, leader: httpx.Client, program: httpx.Client
) -> None:
    assert leader.get("/signing-keys/seal").json()["code"] == "no_seal_key"
    settings = api_office.settings
    key = publish_seal_key(settings.keys, settings.public_keys)
    told = leader.get("/signing-keys/seal").json()
    assert (told["id"], base64.b64decode(told["public"])) == (key.id, key.public)
    assert program.get("/api/v1/signing-keys/seal").status_code == 401


def test_a_digest_is_told_to_the_signer_once_the_document_is_prepared(
    api_office: ApiOffice, leader: httpx.Client, task: str
) -> None:
    early = leader.get(f"/signing-tasks/{task}/digest")
    assert (early.status_code, early.json()["code"]) == (409, "wrong_state")
    clerk = api_office.desk(Role.CLERK, OWN_WARD)
    assert clerk.get(f"/signing-tasks/{task}/digest").status_code == 403
    made = base64.b64encode(b"no CMS").decode()
    assert clerk.post(f"/signing-tasks/{task}/cms", json={"cms": made}).status_code == 403
    early = leader.post(f"/signing-tasks/{task}/cms", json={"cms": made})
    assert (early.status_code, early.json()["code"]) == (409, "wrong_state")
    for body in ({}, {"cms": made, "signature": made}, {"cms": "!!"}):
        assert leader.post(f"/signing-tasks/{task}/cms", json=body).status_code == 422
