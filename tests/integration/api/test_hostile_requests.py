"""Requests that no honest client sends: odd texts, bodies that lie or never end, too many parts."""

import json
import socket
import unicodedata
from urllib.parse import quote, urlsplit

import httpx
import pytest

from storage.people import Role
from tests.support import hostile
from tests.support.api_office import MAX_FILES, ApiOffice, dossier_ask

UNSEEN = ["a\0b", "\u202etxt.exe", "a\u200bb", "a\x1bb"]


@pytest.fixture
def clerk(api_office: ApiOffice) -> httpx.Client:
    return api_office.desk(Role.CLERK)


@pytest.fixture
def code(api_office: ApiOffice, clerk: httpx.Client) -> str:
    return str(api_office.dossier(clerk)["code"])


@pytest.mark.parametrize("text", UNSEEN, ids=ascii)
@pytest.mark.parametrize("place", ["code", "name", "value"])
def test_a_text_with_something_unseen_in_it_is_refused(
    clerk: httpx.Client, place: str, text: str
) -> None:
    owner = {"scheme": "cccd", "value": "001203000123", "name": "An"}
    changes = {"code": text} if place == "code" else {"owner": {**owner, place: text}}
    answer = clerk.post("/dossiers", json=dossier_ask(**changes))
    assert (answer.status_code, answer.json()["code"]) == (422, "invalid_request")
    assert answer.json()["errors"][0]["pointer"].endswith(f"/{place}")


@pytest.mark.parametrize("code", [".", "..", "dos_cr6e4pkez9wfpnbbqb18r83ebv"])
def test_a_code_that_cannot_stand_in_an_address_is_refused(clerk: httpx.Client, code: str) -> None:
    answer = clerk.post("/dossiers", json=dossier_ask(code=code))
    assert (answer.status_code, answer.json()["errors"][0]["reason"]) == (422, "not_addressable")


def test_a_code_with_vietnamese_letters_has_one_form_and_an_address(clerk: httpx.Client) -> None:
    code = "hồ-sơ-đất-01"
    opened = clerk.post("/dossiers", json=dossier_ask(code=unicodedata.normalize("NFD", code)))
    assert (opened.status_code, opened.json()["code"]) == (201, code)
    assert opened.headers["Location"] == f"/api/v1/dossiers/{quote(code)}"
    twin = clerk.post("/dossiers", json=dossier_ask(code=code))
    assert (twin.status_code, twin.json()["code"]) == (409, "conflict")
    for form in ("NFC", "NFD"):
        path = f"/dossiers/{quote(unicodedata.normalize(form, code))}"
        assert clerk.get(path).json()["id"] == opened.json()["id"]


def test_a_dossier_is_found_by_the_id_that_its_documents_name(
    api_office: ApiOffice, clerk: httpx.Client
) -> None:
    dossier = api_office.dossier(clerk)
    assert clerk.get(f"/dossiers/{dossier['id']}").json() == dossier
    assert api_office.desk(Role.CLERK, "H38").get(f"/dossiers/{dossier['id']}").status_code == 404


@pytest.mark.parametrize(
    "path", ["/documents/%00", "/dossiers/a%00b", "/jobs/%00", "/reuse?owner=cccd:%00"]
)
def test_a_nul_in_an_address_is_refused(clerk: httpx.Client, path: str) -> None:
    answer = clerk.get(path)
    assert (answer.status_code, answer.json()["code"]) == (400, "malformed_request")


@pytest.mark.parametrize(
    "body",
    [b"", b"{", b"null", b"[" * 50_000, b"\xff\xfe{}", b'{"code":"\\ud800"}', b'{"a":1e999}'],
    ids=lambda body: repr(body[:12]),
)
def test_json_that_is_none_gets_a_problem(clerk: httpx.Client, body: bytes) -> None:
    headers = {"Content-Type": "application/json"}
    answer = clerk.post("/dossiers", content=body, headers=headers)
    assert answer.status_code in {400, 422}
    assert answer.headers["Content-Type"] == "application/problem+json"


def test_a_fact_never_covers_what_a_problem_has_to_say(clerk: httpx.Client, code: str) -> None:
    files = {"file": ("a.pdf", hostile.pdf())}
    answer = clerk.post("/results", files=files, data={"dossier": code, "type": "XX"})
    problem = answer.json()
    assert (answer.status_code, problem["type"]) == (422, "/problems/unknown_type")
    assert problem["document_type"] == "XX"


def test_ten_thousand_parts_are_too_many(clerk: httpx.Client, code: str) -> None:
    files = [("file", (f"{n}.png", b"\x89PNG\r\n\x1a\n")) for n in range(10_000)]
    try:
        answer = clerk.post(f"/dossiers/{code}/scans", files=files)
    except httpx.HTTPError:
        pass  # the server hung up while we were still sending
    else:
        told = answer.json()
        assert (answer.status_code, told["code"]) == (413, "too_many_files")
        assert told["max_files"] == MAX_FILES
    assert clerk.get(f"/dossiers/{code}").json()["scans"] == []


def test_one_file_is_expected_and_that_is_said(clerk: httpx.Client) -> None:
    files = [("file", ("a.pdf", hostile.pdf())), ("file", ("b.pdf", hostile.pdf()))]
    answer = clerk.post("/verify", files=files)
    assert (answer.status_code, answer.json()["code"]) == (422, "one_file_expected")


@pytest.mark.parametrize("wrong", [-20, 50], ids=["too small", "too large"])
def test_a_wrong_length_is_refused_in_time_and_keeps_nothing(
    api_office: ApiOffice, clerk: httpx.Client, code: str, wrong: int
) -> None:
    head = b'--x\r\nContent-Disposition: form-data; name="file"; filename="a.png"\r\n\r\n'
    body = head + hostile.png(9, 9) + b"\r\n--x--\r\n"
    told = _send(api_office, clerk, f"/dossiers/{code}/scans", body, len(body) + wrong)
    assert told.startswith(b"HTTP/1.1 408" if wrong > 0 else b"HTTP/1.1 400")
    problem = json.loads(told.partition(b"\r\n\r\n")[2])
    assert problem["code"] == ("body_timed_out" if wrong > 0 else "malformed_request")
    assert clerk.get(f"/dossiers/{code}").json()["scans"] == []


def test_a_caller_who_hangs_up_is_no_fault_of_ours(
    api_office: ApiOffice, clerk: httpx.Client, code: str, caplog: pytest.LogCaptureFixture
) -> None:
    part = b'--x\r\nContent-Disposition: form-data; name="file"; filename="a.png"\r\n\r\n'
    _send(api_office, clerk, f"/dossiers/{code}/scans", part, 9_000, stay=False)
    assert clerk.get(f"/dossiers/{code}").json()["scans"] == []
    assert "Traceback" not in caplog.text


def _send(
    api_office: ApiOffice,
    clerk: httpx.Client,
    path: str,
    body: bytes,
    length: int,
    *,
    stay: bool = True,
) -> bytes:
    """Send a body under a `Content-Length` that need not be its own; return the answer."""
    place = urlsplit(api_office.url)
    lines = (
        f"POST /api/v1{path} HTTP/1.1",
        f"Host: {place.netloc}",
        f"Authorization: {clerk.headers['Authorization']}",
        "Accept-Language: en",
        "Content-Type: multipart/form-data; boundary=x",
        f"Content-Length: {length}",
        "Connection: close",
    )
    with socket.create_connection((place.hostname, place.port or 80), timeout=30) as wire:
        wire.sendall("\r\n".join(lines).encode() + b"\r\n\r\n" + body)
        told = b""
        while stay and (more := wire.recv(1 << 16)):
            told += more
    return told
