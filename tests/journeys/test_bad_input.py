"""Everything bad that can be put on the counter, over a whole office with a real worker.

Each bad file gets a clear problem in the asker's language with what to do, its siblings are read,
what was taken in is kept, and worker and API go on as the same processes.
"""

import unicodedata
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from random import Random
from typing import Any

import httpx
import pytest

from sohoa.samples.decision import write_draft_decision
from sohoa.samples.facts import invent_facts
from sohoa.samples.fonts import find_family
from tests.support import hostile
from tests.support.command import sohoa
from tests.support.polling import finished
from tests.support.stack import RunningOffice, running_office

pytestmark = pytest.mark.timeout(400)
OFFICE = "H32.105"
HUGE = (50_000, 50_000)
SCAN = hostile.pdf(3, image=(400, 600))

BAD = {
    "empty.pdf": (b"", "scan_empty"),
    "wrong-extension.pdf": (b"MZ\x90\0" * 200, "unsupported_media"),
    "truncated.pdf": (SCAN[: len(SCAN) // 2], "unreadable_scan"),
    "truncated.jpg": (hostile.jpeg()[:900], "unreadable_scan"),
    "truncated.png": (hostile.png(300, 400)[:90], "unreadable_scan"),
    "truncated.tif": (hostile.tiff(3)[:200], "unreadable_scan"),
    "locked.pdf": (hostile.pdf(password="bí mật"), "encrypted_scan"),
    "huge.png": (hostile.png(10, 10, claim=HUGE), "scan_too_large"),
    "huge.jpg": (hostile.jpeg_that_claims(*HUGE), "scan_too_large"),
    "huge.tif": (hostile.tiff_that_claims(*HUGE), "scan_too_large"),
    "huge-inside.pdf": (hostile.pdf(image=HUGE), "scan_too_large"),
    "ten-thousand-pages.pdf": (hostile.pdf(10_000), "scan_too_large"),
}
AT_THE_DOOR = {"empty.pdf": 422, "wrong-extension.pdf": 415}  # refused before anything is kept

ODD_NAMES = {
    "../../etc/passwd": "passwd",
    "C:\\scan\\a.png": "a.png",
    "\u202egnp.exe": "gnp.exe",
    unicodedata.normalize("NFC", "Đơn đề nghị.png"): "Đơn đề nghị.png",
    unicodedata.normalize("NFD", "Đơn đề nghị.png"): "Đơn đề nghị.png",
    "a\r\nX-Evil: 1.png": None,
    "a\0b.png": None,
    "x" * 4096 + ".png": None,
    "..": "scan",
}


@pytest.fixture(scope="module")
def scratch(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where all parts of the office put their temporary files."""
    return tmp_path_factory.mktemp("scratch")


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory, scratch: Path) -> Iterator[RunningOffice]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("TMPDIR", str(scratch))
        with running_office(tmp_path_factory.mktemp("office") / "data") as office:
            assert sohoa("agency", "add", OFFICE, "UBND", "--data", office.data).status == 0
            yield office


@pytest.fixture(scope="module")
def clerk(office: RunningOffice) -> Iterator[httpx.Client]:
    with office.client("clerk", OFFICE) as clerk:
        clerk.base_url = f"{office.api}/api/v1"
        clerk.headers["Accept-Language"] = "en"
        yield clerk


@pytest.fixture(scope="module")
def paper(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """A good paper, quickly read: a born-digital decision."""
    path = tmp_path_factory.mktemp("paper") / "decision.pdf"
    write_draft_decision(invent_facts(Random(5)), find_family(), path)  # noqa: S311 - invented
    return path.read_bytes()


@pytest.fixture
def code(clerk: httpx.Client) -> str:
    owner = {"scheme": "cccd", "value": "056084000123", "name": "Lê Thị Đào"}
    answer = clerk.post("/dossiers", json={"procedure": "1.005129", "owner": owner})
    assert answer.status_code == 201, answer.text
    return str(answer.json()["code"])


def hand_in(
    clerk: httpx.Client, code: str, *files: tuple[str, bytes], key: str = ""
) -> httpx.Response:
    parts = [("file", (name, data, "application/octet-stream")) for name, data in files]
    headers = {"Idempotency-Key": key} if key else {}
    return clerk.post(f"/dossiers/{code}/scans", files=parts, headers=headers)


def scan_of(clerk: httpx.Client, code: str) -> dict[str, Any]:
    (scan,) = clerk.get(f"/dossiers/{code}").json()["scans"]
    return dict(scan)


@pytest.mark.parametrize("name", BAD)
def test_a_bad_file_alone_is_told_with_what_to_do(
    clerk: httpx.Client, code: str, name: str
) -> None:
    data, problem = BAD[name]
    answer = hand_in(clerk, code, (name, data))
    if name in AT_THE_DOOR:
        told = answer.json()
        assert (answer.status_code, told["code"]) == (AT_THE_DOOR[name], problem)
        assert told["title"]
        assert told["detail"]
        assert clerk.get(f"/dossiers/{code}").json()["scans"] == []
        return
    assert answer.status_code == 202, answer.text
    job = finished(clerk, answer.json()["job"])
    assert (job["state"], job["problem"]["code"]) == ("failed", problem)
    scan = scan_of(clerk, code)
    assert (scan["state"], scan["problem"]) == ("quarantined", job["problem"])
    (file,) = scan["files"]
    assert file["problem"] == job["problem"]
    words = {"en": file["problem"]["message"]}
    vietnamese = clerk.get(f"/dossiers/{code}", headers={"Accept-Language": "vi"}).json()
    words["vi"] = vietnamese["scans"][0]["files"][0]["problem"]["message"]
    assert words["vi"] != words["en"]
    assert all(len(sentence) > 30 for sentence in words.values()), words


def test_good_papers_among_bad_ones_are_read(clerk: httpx.Client, code: str, paper: bytes) -> None:
    bad = [(name, data) for name, (data, _) in BAD.items()]
    job = hand_in(clerk, code, *bad[:6], ("good.pdf", paper), *bad[6:]).json()["job"]
    ended = finished(clerk, job)
    assert (ended["state"], ended["problem"], len(ended["documents"])) == ("done", None, 1)
    told = {
        file["name"]: file["problem"] and file["problem"]["code"]
        for file in scan_of(clerk, code)["files"]
    }
    assert told == {name: problem for name, (_, problem) in BAD.items()} | {"good.pdf": None}
    text = clerk.get(f"/documents/{ended['documents'][0]}/text").json()
    assert "QUYẾT ĐỊNH" in text["pages"][0]["text"]


@pytest.mark.parametrize("name", hostile.polyglots())
def test_a_file_of_two_kinds_is_read_as_one_and_kept_as_it_came(
    clerk: httpx.Client, code: str, name: str
) -> None:
    answer = hand_in(clerk, code, (f"{name}.exe", hostile.polyglots()[name]))
    assert answer.status_code == 202, answer.text
    assert finished(clerk, answer.json()["job"])["state"] == "done"
    kind = scan_of(clerk, code)["files"][0]["media_type"]
    assert kind == ("image/jpeg" if name.startswith("jpeg") else "application/pdf")


def test_a_pdf_that_everybody_may_read_needs_no_password(clerk: httpx.Client, code: str) -> None:
    data = hostile.pdf(image=(400, 600), owner_password="chỉ khóa sửa")
    job = finished(clerk, hand_in(clerk, code, ("a.pdf", data)).json()["job"])
    assert (job["state"], job["problem"]) == ("done", None)


def test_odd_names_are_labels_and_twins_stay_two_files(clerk: httpx.Client, code: str) -> None:
    files = [(name, hostile.png(30, 40 + place)) for place, name in enumerate(ODD_NAMES)]
    answer = hand_in(clerk, code, *files)
    assert answer.status_code == 202, answer.text
    kept = scan_of(clerk, code)["files"]
    assert len({file["sha256"] for file in kept}) == len(ODD_NAMES)
    for file, shown in zip(kept, ODD_NAMES.values(), strict=True):
        assert shown is None or file["name"] == shown
        assert len(file["name"].encode()) <= 200
        assert not any(unicodedata.category(mark).startswith("C") for mark in file["name"])
        assert "/" not in file["name"]
    assert finished(clerk, answer.json()["job"])["state"] == "done"


def test_the_same_file_twenty_times_at_once_is_read_once(
    clerk: httpx.Client, code: str, paper: bytes
) -> None:
    def again(turn: int) -> httpx.Response:
        return hand_in(clerk, code, ("good.pdf", paper), key=f"{code}-{turn}")

    with ThreadPoolExecutor(20) as pool:
        answers = list(pool.map(again, range(20)))
    assert {answer.status_code for answer in answers} == {202}
    (job,) = {answer.json()["job"] for answer in answers}
    assert len(finished(clerk, job)["documents"]) == 1
    assert hand_in(clerk, code, ("good.pdf", paper)).json()["job"] == job
    assert len(clerk.get(f"/dossiers/{code}").json()["documents"]) == 1


def test_another_payload_under_the_same_key_changes_nothing(
    clerk: httpx.Client, code: str, paper: bytes
) -> None:
    first = hand_in(clerk, code, ("good.pdf", paper), key=code)
    other = hand_in(clerk, code, ("other.png", hostile.png(9, 9)), key=code)
    assert (other.status_code, other.json()["code"]) == (422, "idempotency_key_reused")
    again = hand_in(clerk, code, ("good.pdf", paper), key=code)
    assert again.json() == first.json()
    assert [file["name"] for file in scan_of(clerk, code)["files"]] == ["good.pdf"]
    finished(clerk, first.json()["job"])


def test_after_all_that_nothing_died_was_lost_or_left_behind(
    office: RunningOffice, clerk: httpx.Client, code: str, paper: bytes, scratch: Path
) -> None:
    job = hand_in(clerk, code, ("good.pdf", paper)).json()["job"]
    assert finished(clerk, job)["state"] == "done"
    assert httpx.get(f"{office.api}/readyz").status_code == 200
    assert office.events.empty(), office.events.get()
    assert list((office.data / "spool" / "incoming").iterdir()) == []
    waiting_child = {".lock", "stderr"}  # of the API's own, ready for the next page
    left = {path.name for path in scratch.rglob("*") if path.is_file()}
    assert left <= waiting_child
    kept = sohoa("fsck", "--read-data", "--json", "--data", office.data)
    assert kept.status == 0, kept.err
    trail = sohoa("audit", "verify", "--json", "--data", office.data)
    assert trail.status == 0, trail.err
