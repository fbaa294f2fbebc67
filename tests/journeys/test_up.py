"""One command starts an office; it mends itself, stops cleanly, and forgets nothing."""

import json
import os
import signal
import socket
import stat
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from tests.support.command import sohoa
from tests.support.stack import RunningOffice, running_office

pytestmark = pytest.mark.timeout(400)
OFFICE = "H32.105"


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningOffice]:
    with running_office(tmp_path_factory.mktemp("office") / "data") as office:
        assert sohoa("agency", "add", OFFICE, "UBND", "--data", office.data).status == 0
        yield office


def _open_dossier(office: RunningOffice, code: str) -> None:
    with office.client("clerk", OFFICE) as clerk:
        owner = {"scheme": "cccd", "value": "056084000123", "name": "Lê Thị Đào"}
        opened = clerk.post(
            "/api/v1/dossiers", json={"code": code, "procedure": "1.005129", "owner": owner}
        )
        assert opened.status_code == 201, opened.text


def _alive(pid: int) -> bool:
    status = Path(f"/proc/{pid}/status")
    return status.exists() and "State:\tZ" not in status.read_text()


def test_the_api_answers_and_says_where_its_documentation_is(office: RunningOffice) -> None:
    assert httpx.get(f"{office.api}/readyz").status_code == 200
    assert httpx.get(f"{office.api}/docs").status_code == 200
    assert httpx.get(f"{office.api}/openapi.json").json()["openapi"].startswith("3.1")


def test_everything_listens_on_loopback_only(office: RunningOffice) -> None:
    ports = set(_ports(office))
    for line in Path("/proc/net/tcp").read_text().splitlines()[1:]:
        local, state = line.split()[1], line.split()[3]
        address, port = local.split(":")
        if state == "0A" and int(port, 16) in ports:
            assert address == "0100007F", line


def test_secrets_can_be_read_by_their_owner_alone(office: RunningOffice) -> None:
    secrets = office.data / "secrets"
    assert stat.S_IMODE(secrets.stat().st_mode) == 0o700
    files = [path for path in secrets.rglob("*") if path.is_file()]
    assert len(files) >= 3
    assert {stat.S_IMODE(path.stat().st_mode) for path in files} == {0o600}
    assert "secret" not in (office.data / "stack.json").read_text()


def test_no_secret_is_in_anybody_s_arguments(office: RunningOffice) -> None:
    secrets = (office.data / "secrets" / "stack.json").read_text()
    for pid in office.pids.values():
        for word in Path(f"/proc/{pid}/cmdline").read_bytes().decode().split("\0"):
            assert len(word) < 32 or word not in secrets


def test_only_the_signing_worker_is_told_where_keys_are(office: RunningOffice) -> None:
    for name, pid in office.pids.items():
        told = b"SOHOA_KEYS=" in Path(f"/proc/{pid}/environ").read_bytes()
        assert told == (name == "worker-sign"), name


@pytest.mark.parametrize("name", ["api", "valkey", "seaweedfs", "worker-verify", "sweep"])
def test_a_part_that_is_killed_comes_back_and_the_user_is_told(
    office: RunningOffice, name: str
) -> None:
    os.kill(office.pids[name], signal.SIGKILL)
    died = office.wait("died")
    assert (died["name"], died["status"]) == (name, -signal.SIGKILL)
    back = office.wait("restarted")
    assert back["name"] == name
    office.pids[name] = int(str(back["pid"]))
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        try:
            if httpx.get(f"{office.api}/readyz").status_code == 200:
                return
        except httpx.TransportError:
            time.sleep(0.2)
    pytest.fail("the API did not come back")


def test_the_doctor_finds_a_running_office_well(office: RunningOffice) -> None:
    ran = sohoa("doctor", "--data", office.data, "--json")
    found = {str(one["thing"]): one["health"] for one in ran.records}
    assert {found[name] for name in ("objects", "queue", "catalogue", "clock")} == {"ok"}, ran.out
    assert ran.status == 0


def test_a_second_stack_over_the_same_folder_is_refused(office: RunningOffice) -> None:
    ran = sohoa("up", "--data", office.data)
    assert ran.status == 3
    assert "another stack" in ran.err


def test_a_given_port_that_is_taken_is_refused(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        ran = sohoa("up", "--data", tmp_path / "data", "--port", str(port))
    assert ran.status == 3
    assert str(port) in ran.err


def test_two_offices_live_side_by_side_and_a_restart_keeps_all_data(
    office: RunningOffice, tmp_path: Path
) -> None:
    data = tmp_path / "second"
    with running_office(data) as second:
        assert second.api != office.api
        assert sohoa("agency", "add", OFFICE, "UBND", "--data", data).status == 0
        _open_dossier(second, "H32.105-261121-0042")
        with office.client("clerk", OFFICE) as elsewhere:
            unknown = elsewhere.get("/api/v1/dossiers/H32.105-261121-0042")
            assert unknown.status_code == 404
        address, pids = second.api, list(second.pids.values())
        assert second.stop() == 0
    assert not [pid for pid in pids if _alive(pid)]
    with running_office(data) as second:
        assert second.api == address
        with second.client("clerk", OFFICE) as clerk:
            kept = clerk.get("/api/v1/dossiers/H32.105-261121-0042")
            assert kept.status_code == 200, kept.text
            assert kept.json()["owner"]["name"] == "Lê Thị Đào"
        pids = list(second.pids.values())
        second.process.kill()
        second.process.wait(timeout=10)
        deadline = time.monotonic() + 20
        while [pid for pid in pids if _alive(pid)] and time.monotonic() < deadline:
            time.sleep(0.1)
        assert not [pid for pid in pids if _alive(pid)], "children outlive a killed `sohoa up`"


def _ports(office: RunningOffice) -> list[int]:
    return list(json.loads((office.data / "stack.json").read_text())["ports"].values())
