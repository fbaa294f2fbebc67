"""Who may ask for what: tokens, roles against routes, and agencies against each other."""

from typing import Final

import httpx
import pytest

from api.app import PREFIX
from storage.people import Role
from tests.support.api_office import ADMIN, OTHER_WARD, STRANGER, WARD, ApiOffice, dossier_ask

NOWHERE: Final = "G06.01-000000-000000"
STAFF: Final = {Role.CLERK, Role.RECORDS, Role.LEADER}
COUNTER: Final = {Role.CLERK, Role.RECORDS}
READERS: Final = STAFF | {Role.AGENCY}
FILE: Final = {"file": ("a.pdf", b"%PDF-1.4 not much of one")}
TASK: Final = {"document": "doc_0", "signer": "x"}
BATCH: Final = {"items": [{"task": "tsk_0", "shown_sha256": "0" * 64}]}
SHOWN: Final = {"shown_sha256": "0" * 64}
MANDATE: Final = {
    "agency": "X",
    "signer": "x",
    "capacity": "KT",
    "principal": "y",
    "valid_from": "2026-01-01",
}
USE: Final = {
    "document": "doc_0",
    "dossier": "D1",
    "procedure": "1.005129",
    "purpose": "xét cấp",
    "legal_basis": "NĐ 224/2026/NĐ-CP",
}

# route, its request, who may: all others are told 403.
ROUTES: Final = [
    ("POST", "/dossiers", {"json": dossier_ask(procedure="9.9")}, COUNTER),
    ("GET", f"/dossiers/{NOWHERE}", {}, STAFF),
    ("POST", f"/dossiers/{NOWHERE}/scans", {"files": FILE}, COUNTER),
    ("POST", f"/dossiers/{NOWHERE}/split", {"json": {}}, COUNTER),
    ("GET", "/jobs/job_0", {}, STAFF),
    ("GET", "/documents/doc_0", {}, READERS),
    ("GET", "/documents/doc_0/text", {}, READERS),
    ("GET", "/documents/doc_0/signatures", {}, READERS),
    ("GET", "/documents/doc_0/pages/0/image", {}, READERS),
    ("GET", "/documents/doc_0/content", {}, READERS),
    ("GET", "/documents/doc_0/evidence", {}, READERS),
    ("GET", "/documents/doc_0/evidence/bundle", {}, READERS),
    (
        "DELETE",
        "/documents/doc_0/evidence",
        {"json": {"reason": "hết hạn"}},
        {Role.RECORDS, Role.ADMIN},
    ),
    (
        "PATCH",
        "/documents/doc_0/fields",
        {"json": {"fields": {}}, "headers": {"If-Match": '"r1"'}},
        COUNTER,
    ),
    ("POST", "/results", {"files": FILE, "data": {"dossier": NOWHERE}}, COUNTER),
    (
        "POST",
        "/results/doc_0/number",
        {"json": {"number": "1/QĐ-UBND", "date": "2026-11-21"}},
        {Role.RECORDS},
    ),
    ("POST", "/signing-tasks", {"json": TASK}, COUNTER),
    ("GET", "/signing-tasks", {}, STAFF),
    ("GET", "/signing-tasks/tsk_0", {}, STAFF),
    ("POST", "/signing-batches", {"json": BATCH}, STAFF),
    ("GET", "/signing-batches/bat_0", {}, STAFF),
    ("GET", "/signing-keys/seal", {}, STAFF),
    ("POST", "/mandates", {"json": MANDATE}, {Role.ADMIN}),
    ("GET", "/mandates", {}, STAFF | {Role.ADMIN}),
    ("POST", "/mandates/mnd_0/end", {}, {Role.ADMIN}),
    ("GET", "/reuse", {"params": {"owner": "cccd:079099000001"}}, READERS),
    ("POST", "/reuse", {"json": USE}, READERS),
    ("POST", "/verify", {"files": FILE}, READERS | {Role.ADMIN}),
]
# Of these the task's own signer is asked for, which a role alone is not: each has tests of its own.
OF_SIGNERS: Final = [
    ("POST", "/signing-tasks/tsk_0/approve", {"json": SHOWN}),
    ("POST", "/signing-tasks/tsk_0/refuse", {"json": {"reason": "sai căn cứ"}}),
    ("POST", "/signing-tasks/tsk_0/ticket", {"json": SHOWN}),
    ("GET", "/signing-tasks/tsk_0/digest", {}),
    ("POST", "/signing-tasks/tsk_0/cms", {"json": {"cms": "AAAA"}}),
]
ASKERS: Final = [Role.CLERK, Role.LEADER, Role.RECORDS, Role.AGENCY, Role.ADMIN]


@pytest.mark.parametrize("role", ASKERS)
@pytest.mark.parametrize(
    ("method", "path", "request_parts", "may"), ROUTES, ids=[f"{r[0]} {r[1]}" for r in ROUTES]
)
def test_a_role_may_ask_for_its_own_work_only(
    api_office: ApiOffice,
    role: Role,
    method: str,
    path: str,
    request_parts: dict[str, object],
    may: set[Role],
) -> None:
    answer = api_office.desk(role).request(method, path, **request_parts)  # type: ignore[arg-type]
    assert answer.status_code < 500, answer.text
    assert (answer.status_code == 403) == (role not in may), answer.text


def test_the_table_above_names_every_route(api_office: ApiOffice) -> None:
    document = httpx.get(f"{api_office.url}/openapi.json").json()
    known = {
        (method.upper(), path.removeprefix(PREFIX))
        for path, methods in document["paths"].items()
        if path.startswith(PREFIX)
        for method in methods
    }
    by_ticket = {("GET", "/returns/{ticket}/file"), ("POST", "/returns/{ticket}")}
    named = {(method, pattern(path)) for method, path, *_ in [*ROUTES, *OF_SIGNERS]}
    assert known - by_ticket == named


def pattern(path: str) -> str:
    places = {
        NOWHERE: "{code}",
        "job_0": "{job}",
        "tsk_0": "{task}",
        "bat_0": "{batch}",
        "mnd_0": "{mandate}",
        "0": "{page}",
    }
    result = "{result}" if path.startswith("/results") else "{ref}"
    return "/".join({**places, "doc_0": result}.get(step, step) for step in path.split("/"))


@pytest.mark.parametrize(
    ("method", "path", "request_parts"),
    [*(route[:3] for route in ROUTES), *OF_SIGNERS],
    ids=[f"{r[0]} {r[1]}" for r in [*ROUTES, *OF_SIGNERS]],
)
def test_nobody_gets_in_without_a_token(
    api_office: ApiOffice, method: str, path: str, request_parts: dict[str, object]
) -> None:
    url = f"{api_office.url}{PREFIX}{path}"
    answer = httpx.request(method, url, **request_parts)  # type: ignore[arg-type]
    assert (answer.status_code, answer.json()["code"]) == (401, "token_missing")
    assert answer.headers["WWW-Authenticate"].startswith("Bearer")


@pytest.mark.parametrize("token", ["nonsense", "a.b.c", "x" * 9000])
def test_a_token_that_is_not_ours_is_401(api_office: ApiOffice, token: str) -> None:
    headers = {"Authorization": f"Bearer {token}"}
    answer = httpx.get(f"{api_office.url}{PREFIX}/dossiers/x", headers=headers)
    assert (answer.status_code, answer.json()["code"]) == (401, "invalid_token")


@pytest.mark.parametrize("agency", [OTHER_WARD, STRANGER])
def test_another_agencys_dossier_and_job_are_not_there(api_office: ApiOffice, agency: str) -> None:
    clerk, nosy = api_office.desk(Role.CLERK), api_office.desk(Role.CLERK, agency)
    code = api_office.dossier(clerk)["code"]
    png = {"file": ("a.png", b"\x89PNG\r\n\x1a\n" + f"{code}{agency}".encode())}
    job = clerk.post(f"/dossiers/{code}/scans", files=png).json()["job"]
    assert nosy.get(f"/dossiers/{code}").status_code == 404
    assert nosy.get(f"/jobs/{job}").status_code == 404
    assert nosy.post(f"/dossiers/{code}/scans", files=png).status_code == 404
    assert nosy.post(f"/dossiers/{code}/split", json={}).status_code == 404


def test_nobody_opens_a_dossier_for_an_agency_out_of_reach(api_office: ApiOffice) -> None:
    answer = api_office.desk(Role.CLERK, OTHER_WARD).post("/dossiers", json=dossier_ask())
    assert (answer.status_code, answer.json()["code"]) == (422, "unknown_agency")


def grant(api_office: ApiOffice, **form: str) -> httpx.Response:
    data = {"grant_type": "client_credentials", **form}
    return httpx.post(f"{api_office.url}/oauth/token", data=data)


@pytest.fixture(scope="module")
def system(api_office: ApiOffice) -> str:
    return api_office.add_client(Role.CLERK, WARD, secret="đúng bí mật")


def test_a_client_gets_a_token_for_its_secret(api_office: ApiOffice, system: str) -> None:
    answer = grant(api_office, client_id=system, client_secret="đúng bí mật")
    assert answer.status_code == 200
    assert answer.headers["Cache-Control"] == "no-store"
    assert (answer.json()["token_type"], answer.json()["expires_in"]) == ("Bearer", 900)
    headers = {"Authorization": f"Bearer {answer.json()['access_token']}"}
    url = f"{api_office.url}{PREFIX}/dossiers"
    assert httpx.post(url, json=dossier_ask(), headers=headers).status_code == 201


def test_id_and_secret_may_come_as_http_basic(api_office: ApiOffice) -> None:
    client = api_office.add_client(Role.CLERK, WARD, secret="plain")
    answer = httpx.post(
        f"{api_office.url}/oauth/token",
        data={"grant_type": "client_credentials"},
        auth=(client, "plain"),
    )
    assert answer.status_code == 200


def test_a_wrong_secret_and_an_unknown_client_look_the_same(
    api_office: ApiOffice, system: str
) -> None:
    wrong = grant(api_office, client_id=system, client_secret="sai")
    unknown = grant(api_office, client_id="cli_nobody", client_secret="sai")
    assert wrong.status_code == unknown.status_code == 401
    assert wrong.json() == unknown.json() == {"error": "invalid_client"}


@pytest.mark.parametrize(
    ("form", "status", "error"),
    [
        ({}, 400, "invalid_request"),
        ({"grant_type": "password"}, 400, "unsupported_grant_type"),
        ({"grant_type": "client_credentials"}, 401, "invalid_client"),
        (
            {"grant_type": "client_credentials", "client_id": "c" * 5000, "client_secret": "s"},
            401,
            "invalid_client",
        ),
    ],
)
def test_a_grant_that_is_not_right_is_told_as_rfc_6749_says(
    api_office: ApiOffice, form: dict[str, str], status: int, error: str
) -> None:
    answer = httpx.post(f"{api_office.url}/oauth/token", data=form)
    assert (answer.status_code, answer.json()) == (status, {"error": error})


def test_a_disabled_client_is_out_at_once(api_office: ApiOffice) -> None:
    client = api_office.add_client(Role.CLERK, WARD, secret="x")
    headers = {"Authorization": f"Bearer {api_office.tokens.issue(client)}"}
    url = f"{api_office.url}{PREFIX}/signing-tasks"
    assert httpx.get(url, headers=headers).status_code == 200
    with api_office.office.catalogue.transaction() as tx:
        tx.people.disable_client(client, by=ADMIN)
    assert httpx.get(url, headers=headers).status_code == 401
    assert grant(api_office, client_id=client, client_secret="x").status_code == 401
