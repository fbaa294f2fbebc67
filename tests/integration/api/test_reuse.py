"""Reuse and verification over HTTP, as another agency's system sees them."""

import json
from uuid import uuid4

import httpx
import pytest
from joserfc import jws
from joserfc.jwk import OKPKey

from api.languages import Language
from sohoa.wiring import api as api_wiring
from storage.people import Role
from storage.records import State
from tests.support.api_documents import PutDocument, one_page_pdf, put_document
from tests.support.api_office import STRANGER, ApiOffice
from tests.support.pki import Pki
from tests.support.signed_pdfs import paper_pdf, signed_by

BASIS = {
    "dossier": "H38-20261121-0000001",
    "procedure": "1.005129",
    "purpose": "Xét cấp lại giấy phép",
    "legal_basis": "NĐ 224/2026/NĐ-CP, Điều 15",
}


@pytest.fixture
def system(api_office: ApiOffice) -> httpx.Client:
    return api_office.desk(Role.AGENCY, STRANGER)


@pytest.fixture
def owner() -> str:
    return f"{uuid4().int % 10**12:012d}"


def stored(api_office: ApiOffice, owner: str, state: State = State.STORED) -> PutDocument:
    clerk = api_office.desk(Role.CLERK)
    person = {"scheme": "cccd", "value": owner, "name": "Trần Thị Bình"}
    code = str(api_office.dossier(clerk, owner=person)["code"])
    return put_document(api_office, code, mark=owner + state, state=state, type_code="GKS")


def test_an_owner_nobody_knows_has_nothing(system: httpx.Client, owner: str) -> None:
    answer = system.get("/reuse", params={"owner": f"cccd:{owner}"})
    assert (answer.status_code, answer.json()) == (200, {"items": []})


def test_a_look_up_tells_status_and_why_but_no_content(
    api_office: ApiOffice, system: httpx.Client, owner: str
) -> None:
    good = stored(api_office, owner)
    gone = stored(api_office, owner, State.WITHDRAWN)
    stored(api_office, owner, State.READ)
    answer = system.get("/reuse", params={"owner": f"CCCD: {owner}", "type": "GKS"})
    items = answer.json()["items"]
    assert [(item["document"], item["status"]) for item in items] == [
        (good.id, "valid"),
        (gone.id, "withdrawn"),
    ]
    assert items[0]["why"] is None
    assert items[0]["sha256"] == good.sha256
    assert items[1]["why"]["code"] == "reuse_withdrawn"
    assert "Nguyễn" not in answer.text
    other = system.get("/reuse", params={"owner": f"cccd:{owner}", "type": "GCN"})
    assert other.json()["items"] == []


def test_a_use_gives_a_receipt_and_the_right_to_read(
    api_office: ApiOffice, system: httpx.Client, owner: str
) -> None:
    put = stored(api_office, owner)
    path = f"/documents/{put.id}/content"
    assert system.get(path).status_code == 404
    answer = system.post("/reuse", json={"document": put.id, "fields": ["ho_ten"], **BASIS})
    use = answer.json()
    assert answer.status_code == 201, answer.text
    assert use["id"].startswith("use_")
    assert (use["sha256"], use["agency"]) == (put.sha256, STRANGER)
    key = OKPKey.import_key(api_office.settings.receipt_key_file.read_bytes())
    receipt = json.loads(
        jws.deserialize_compact(use["receipt"], key, algorithms=["Ed25519"]).payload
    )
    assert receipt["answer"]["sha256"] == put.sha256
    assert receipt["request"]["purpose"] == BASIS["purpose"]
    assert system.get(path).content == put.pdf


@pytest.mark.parametrize("missing", list(BASIS))
def test_a_use_without_a_whole_basis_is_refused(
    api_office: ApiOffice, system: httpx.Client, owner: str, missing: str
) -> None:
    put = stored(api_office, owner)
    without = {name: value for name, value in BASIS.items() if name != missing}
    assert system.post("/reuse", json={"document": put.id, **without}).status_code == 422
    blank = {**BASIS, missing: "  "}
    assert system.post("/reuse", json={"document": put.id, **blank}).status_code == 422


def test_a_use_of_fields_that_the_document_cannot_have_is_refused(
    api_office: ApiOffice, system: httpx.Client, owner: str
) -> None:
    put = stored(api_office, owner)
    fields = ["ho_ten", "bien_so_xe", "ho_tenn", "nguoi_ky"]  # the last may be on a GKS, unread
    answer = system.post("/reuse", json={"document": put.id, "fields": fields, **BASIS})
    problem = answer.json()
    assert (answer.status_code, problem["code"]) == (422, "unknown_field")
    assert problem["fields"] == ["bien_so_xe", "ho_tenn"]
    assert system.get(f"/documents/{put.id}").status_code == 404
    with api_office.office.catalogue.reading() as tx:
        refused = [
            event.data["why"] for event in tx.events.of_subject(put.id) if "why" in event.data
        ]
    assert refused == ["unknown_field"]
    answer = system.post("/reuse", json={"document": put.id, "fields": ["nguoi_ky"], **BASIS})
    assert answer.status_code == 201


@pytest.mark.parametrize(
    ("state", "code"), [(State.WITHDRAWN, "reuse_withdrawn"), (State.EXPIRED, "reuse_expired")]
)
def test_what_is_not_valid_is_not_used(
    api_office: ApiOffice, system: httpx.Client, owner: str, state: State, code: str
) -> None:
    put = stored(api_office, owner, state)
    answer = system.post("/reuse", json={"document": put.id, **BASIS})
    assert (answer.status_code, answer.json()["code"]) == (409, code)
    assert system.get(f"/documents/{put.id}/content").status_code == 404


def test_a_use_sent_twice_under_one_key_is_one_use(
    api_office: ApiOffice, system: httpx.Client, owner: str
) -> None:
    put = stored(api_office, owner)
    headers = {"Idempotency-Key": f"use-{owner}"}
    asks = [
        system.post("/reuse", json={"document": put.id, **BASIS}, headers=headers) for _ in range(2)
    ]
    assert asks[0].json() == asks[1].json()
    with api_office.office.catalogue.reading() as tx:
        assert len(tx.reuse.of_document(put.id)) == 1


@pytest.mark.parametrize("owner_text", ["cccd:", ":001", "cccd", "cccd: "])
def test_an_owner_that_is_not_written_right_is_refused(
    system: httpx.Client, owner_text: str
) -> None:
    assert system.get("/reuse", params={"owner": owner_text}).status_code == 422


def test_an_unsigned_file_is_unsigned(system: httpx.Client) -> None:
    pdf = one_page_pdf("unsigned")
    verdict = system.post("/verify", files={"file": ("giấy.pdf", pdf)}).json()
    assert (verdict["file"], verdict["conclusion"], verdict["signatures"]) == (
        "giấy.pdf",
        "unsigned",
        [],
    )


@pytest.mark.parametrize(
    "data", [b"no pdf", b"%PDF-1.7\n" + b"\x00" * 500, b"%PDF-1.7 [[[[" * 3000]
)
def test_a_file_that_cannot_be_read_is_a_verdict_with_why(
    system: httpx.Client, data: bytes
) -> None:
    answer = system.post("/verify", files={"file": ("x.pdf", data)})
    assert answer.status_code == 200, answer.text
    verdict = answer.json()
    assert verdict["conclusion"] != "valid"
    assert verdict["conclusion"] != "unsigned" or not verdict["signatures"]


def test_an_empty_file_is_refused(system: httpx.Client) -> None:
    answer = system.post("/verify", files={"file": ("x.pdf", b"")})
    assert (answer.status_code, answer.json()["code"]) == (422, "scan_empty")


def test_two_files_at_once_are_refused(system: httpx.Client) -> None:
    files = [("file", ("a.pdf", b"%PDF")), ("file", ("b.pdf", b"%PDF"))]
    assert system.post("/verify", files=files).status_code in {400, 422}


@pytest.mark.parametrize("language", ["vi", "en"])
def test_the_reasons_of_a_verdict_speak_the_askers_language(
    api_office: ApiOffice, pki: Pki, language: str
) -> None:
    desk = api_office.desk(Role.AGENCY, STRANGER, language=language)
    pdf = bytearray(signed_by(pki.leader, paper_pdf()))
    pdf[400] ^= 1
    verdict = desk.post("/verify", files={"file": ("a.pdf", bytes(pdf))}).json()
    assert verdict["conclusion"] == "invalid"
    told = [reason for one in verdict["signatures"] for reason in one["reasons"]]
    sentences = api_wiring.reasons(Language(language))
    assert told
    assert all(reason["message"] == sentences[reason["code"]] for reason in told)
