"""Papers come in over HTTP: every kind of upload gets a clear answer, and nothing is lost."""

import io
import re
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import httpx
import pytest
from PIL import Image

from storage.people import Role
from tests.support.api_office import MAX_FILES, MAX_UPLOAD, ApiOffice, dossier_ask

PNG = (
    b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x00\x01\x00\x00\x00\x01\x08\x00\x00\x00\x00:~\x9bU"
    b"\x00\x00\x00\nIDATx\x9cc\xf8\x0f\x00\x01\x01\x01\x00\x1b\xb6\xeeV\x00\x00\x00\x00IEND\xaeB`\x82"
)


@pytest.fixture
def clerk(api_office: ApiOffice) -> httpx.Client:
    return api_office.desk(Role.CLERK)


@pytest.fixture
def code(api_office: ApiOffice, clerk: httpx.Client) -> str:
    return str(api_office.dossier(clerk)["code"])


def png(mark: str) -> bytes:
    """A blank sheet that can be read; what follows the end makes it another file."""
    out = io.BytesIO()
    Image.new("L", (620, 877), 255).save(out, "PNG", dpi=(75, 75))
    return out.getvalue() + mark.encode()


def hand_in(
    clerk: httpx.Client, code: str, *files: tuple[str, bytes], key: str = ""
) -> httpx.Response:
    headers = {"Idempotency-Key": key} if key else {}
    parts = [("file", (name, data, "application/octet-stream")) for name, data in files]
    return clerk.post(f"/dossiers/{code}/scans", files=parts, headers=headers)


def test_a_new_dossier_has_the_components_of_its_procedure(clerk: httpx.Client) -> None:
    answer = clerk.post("/dossiers", json=dossier_ask())
    dossier = answer.json()
    assert answer.status_code == 201
    assert answer.headers["Location"] == f"/api/v1/dossiers/{dossier['code']}"
    assert [component["type"] for component in dossier["components"]] == [
        "DON",
        "CCCD",
        "GXN",
        "GCN",
    ]
    assert dossier["id"].startswith("dos_")
    assert clerk.get(f"/dossiers/{dossier['code']}").json() == dossier


def test_a_code_of_the_portal_is_kept_and_taken_once(clerk: httpx.Client) -> None:
    ask = dossier_ask(code="G09.20-20260609-0092637")
    assert clerk.post("/dossiers", json=ask).json()["code"] == ask["code"]
    again = clerk.post("/dossiers", json=ask)
    assert (again.status_code, again.json()["code"]) == (409, "conflict")


@pytest.mark.parametrize(
    ("changes", "status", "code"),
    [
        ({"procedure": "9.999999"}, 422, "unknown_procedure"),
        ({"agency": "H38"}, 422, "unknown_agency"),
        ({"owner": {"scheme": "cccd"}}, 422, "invalid_request"),
        ({"surprise": 1}, 422, "invalid_request"),
        ({"code": "a/b"}, 422, "invalid_request"),
        ({"code": "a b"}, 422, "invalid_request"),
        ({"procedure": 7}, 422, "invalid_request"),
    ],
)
def test_a_dossier_that_is_not_right_is_refused_with_why(
    clerk: httpx.Client, changes: dict[str, Any], status: int, code: str
) -> None:
    answer = clerk.post("/dossiers", json=dossier_ask(**changes))
    assert (answer.status_code, answer.json()["code"]) == (status, code)


def test_a_stack_is_kept_before_the_answer(
    api_office: ApiOffice, clerk: httpx.Client, code: str
) -> None:
    answer = hand_in(clerk, code, ("đơn.png", png("kept")), ("b.png", png("kept too")))
    assert answer.status_code == 202
    job = answer.json()["job"]
    assert answer.headers["Location"] == f"/api/v1/jobs/{job}"
    told = clerk.get(f"/jobs/{job}").json()
    assert (told["id"], told["step"]) == (job, "read")
    files = clerk.get(f"/dossiers/{code}").json()["scans"][0]["files"]
    assert [file["name"] for file in files] == ["đơn.png", "b.png"]
    for file, mark in zip(files, ("kept", "kept too"), strict=True):
        assert b"".join(api_office.office.objects.read(file["sha256"])) == png(mark)


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("../../etc/passwd", "passwd"),
        ("C:\\scan\\a.png", "a.png"),
        ("\u202egnp.exe", "gnp.exe"),
        ("Đo\u031bn.png", "Đơn.png"),
        ("dài" * 300 + ".png", None),
        ("a'b;c=d.png", "a'b;c=d.png"),
    ],
)
def test_an_odd_name_is_a_label_and_never_a_path(
    clerk: httpx.Client, code: str, name: str, shown: str | None
) -> None:
    assert hand_in(clerk, code, (name, png(name))).status_code == 202
    kept = clerk.get(f"/dossiers/{code}").json()["scans"][0]["files"][0]["name"]
    assert shown is None or kept == shown
    assert len(kept.encode()) <= 200
    assert not re.search(r"[/\\\x00-\x1f\u202e]", kept)


def test_a_nul_in_a_name_does_no_harm(clerk: httpx.Client, code: str) -> None:
    body = (
        b'--x\r\nContent-Disposition: form-data; name="file"; filename="a\x00b.png"\r\n\r\n'
        + png("nul")
        + b"\r\n--x--\r\n"
    )
    headers = {"Content-Type": "multipart/form-data; boundary=x"}
    answer = clerk.post(f"/dossiers/{code}/scans", content=body, headers=headers)
    assert answer.status_code in {202, 400}
    assert answer.status_code == 400 or clerk.get(f"/dossiers/{code}").json()["scans"]


@pytest.mark.parametrize(
    ("files", "status", "problem"),
    [
        ([("a.png", b"")], 422, "scan_empty"),
        ([("a.exe", b"MZ\x90\x00" * 9)], 415, "unsupported_media"),
        ([("a.pdf", b"no pdf at all")], 415, "unsupported_media"),
        ([(f"{n}.png", PNG) for n in range(MAX_FILES + 1)], 413, "too_many_files"),
        ([("a.png", PNG + b"x" * MAX_UPLOAD)], 413, "upload_too_large"),
    ],
)
def test_a_stack_that_holds_nothing_to_read_is_refused(
    clerk: httpx.Client, code: str, files: list[tuple[str, bytes]], status: int, problem: str
) -> None:
    answer = hand_in(clerk, code, *files)
    assert (answer.status_code, answer.json()["code"]) == (status, problem)
    assert clerk.get(f"/dossiers/{code}").json()["scans"] == []


def test_a_bad_file_does_not_harm_its_siblings(clerk: httpx.Client, code: str) -> None:
    answer = hand_in(
        clerk, code, ("a.png", png("good")), ("b.png", b""), ("c.exe", b"MZ\x90\x00" * 9)
    )
    assert answer.status_code == 202
    files = clerk.get(f"/dossiers/{code}").json()["scans"][0]["files"]
    problems = [file["problem"] and file["problem"]["code"] for file in files]
    assert problems == [None, "scan_empty", "unsupported_media"]


def test_an_oversized_stream_without_a_length_is_cut_off(clerk: httpx.Client, code: str) -> None:
    def endless() -> Iterator[bytes]:
        yield b'--x\r\nContent-Disposition: form-data; name="file"; filename="a.png"\r\n\r\n' + PNG
        for _ in range(2 * MAX_UPLOAD >> 16):
            yield b"x" * (1 << 16)

    headers = {"Content-Type": "multipart/form-data; boundary=x"}
    try:
        answer = clerk.post(f"/dossiers/{code}/scans", content=endless(), headers=headers)
    except httpx.HTTPError:
        pass  # the server hung up while we were still sending
    else:
        assert (answer.status_code, answer.json()["code"]) == (413, "upload_too_large")
    assert clerk.get(f"/dossiers/{code}").json()["scans"] == []


@pytest.mark.parametrize(
    ("content_type", "body", "status"),
    [
        ("application/json", b"{}", 415),
        ("multipart/form-data", b"", 400),
        ("multipart/form-data; boundary=x", b"--x\r\nbroken", 400),
        ("multipart/form-data; boundary=x", b"--x--\r\n", 422),
        (
            "multipart/form-data; boundary=x",
            b'--x\r\nContent-Disposition: form-data; name="other"\r\n\r\n1\r\n--x--\r\n',
            422,
        ),
    ],
)
def test_what_is_no_upload_gets_a_problem(
    clerk: httpx.Client, code: str, content_type: str, body: bytes, status: int
) -> None:
    headers = {"Content-Type": content_type}
    answer = clerk.post(f"/dossiers/{code}/scans", content=body, headers=headers)
    assert answer.status_code == status
    assert answer.headers["Content-Type"] == "application/problem+json"


def test_an_upload_of_nobody_is_not_read(api_office: ApiOffice, code: str) -> None:
    answer = httpx.post(
        f"{api_office.url}/api/v1/dossiers/{code}/scans",
        files={"file": ("a.png", PNG + b"x" * MAX_UPLOAD * 2)},
    )
    assert answer.status_code == 401


def test_the_same_file_twenty_times_at_once_is_one_stack(
    api_office: ApiOffice, clerk: httpx.Client, code: str
) -> None:
    def again(_: int) -> httpx.Response:
        with api_office.desk(Role.CLERK) as desk:
            return hand_in(desk, code, ("a.png", png(f"twenty {code}")))

    with ThreadPoolExecutor(20) as pool:
        answers = list(pool.map(again, range(20)))
    assert {answer.status_code for answer in answers} == {202}
    assert len({answer.json()["job"] for answer in answers}) == 1
    assert len(clerk.get(f"/dossiers/{code}").json()["scans"]) == 1


def test_a_key_repeats_the_first_answer(clerk: httpx.Client, code: str) -> None:
    first = hand_in(clerk, code, ("a.png", png(f"key {code}")), key=f"k-{code}")
    again = hand_in(clerk, code, ("a.png", png(f"key {code}")), key=f"k-{code}")
    assert first.status_code == again.status_code == 202
    assert first.json() == again.json()
    assert again.headers["Idempotency-Replayed"] == "true"
    assert again.headers["Location"] == first.headers["Location"]


def test_another_payload_under_the_same_key_is_422(clerk: httpx.Client, code: str) -> None:
    assert hand_in(clerk, code, ("a.png", png("one")), key=f"k2-{code}").status_code == 202
    other = hand_in(clerk, code, ("a.png", png("two")), key=f"k2-{code}")
    assert (other.status_code, other.json()["code"]) == (422, "idempotency_key_reused")
    assert len(clerk.get(f"/dossiers/{code}").json()["scans"]) == 1


def test_a_key_whose_request_is_not_answered_yet_is_409(
    api_office: ApiOffice, clerk: httpx.Client, code: str
) -> None:
    def again(_: int) -> httpx.Response:
        with api_office.desk(Role.CLERK) as desk:
            return desk.post(
                "/dossiers", json=dossier_ask(), headers={"Idempotency-Key": f"k3-{code}"}
            )

    with ThreadPoolExecutor(12) as pool:
        answers = list(pool.map(again, range(12)))
    assert {answer.status_code for answer in answers} <= {201, 409}
    assert len({answer.json()["code"] for answer in answers if answer.status_code == 201}) == 1
    late = {answer.json()["code"] for answer in answers if answer.status_code == 409}
    assert late <= {"idempotency_in_progress"}


def test_a_refused_request_gives_its_key_free(clerk: httpx.Client) -> None:
    headers = {"Idempotency-Key": "mend-me"}
    wrong = clerk.post("/dossiers", json=dossier_ask(procedure="9.9"), headers=headers)
    assert wrong.status_code == 422
    assert clerk.post("/dossiers", json=dossier_ask(), headers=headers).status_code == 201


def test_a_key_belongs_to_one_client(api_office: ApiOffice, clerk: httpx.Client) -> None:
    headers = {"Idempotency-Key": "shared"}
    records = api_office.desk(Role.RECORDS)
    mine = clerk.post("/dossiers", json=dossier_ask(), headers=headers).json()
    theirs = records.post("/dossiers", json=dossier_ask(), headers=headers).json()
    assert mine["code"] != theirs["code"]


@pytest.mark.parametrize("key", ["x" * 256, "a b", ""])
def test_a_key_that_is_no_key_is_400(clerk: httpx.Client, key: str) -> None:
    answer = clerk.post("/dossiers", json=dossier_ask(), headers={"Idempotency-Key": key})
    assert (answer.status_code, answer.json()["code"]) == (400, "invalid_idempotency_key")


def test_a_broken_scan_fails_its_job_with_what_to_do(
    api_office: ApiOffice, clerk: httpx.Client, code: str, api_worker: None
) -> None:
    answer = hand_in(clerk, code, ("nát.png", PNG[:40]))
    job = api_office.finished(clerk, answer.json()["job"])
    assert job["state"] == "failed"
    assert job["problem"]["code"] == "unreadable_scan"
    assert "Scan it again" in job["problem"]["message"]
