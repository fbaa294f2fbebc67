"""The parts of an office, started one by one against given URLs, with PostgreSQL as catalogue."""

import json
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import httpx
import pytest

from sohoa.samples.stack import DemoStack
from tests.support.command import bare_environment, sohoa
from tests.support.seaweed import S3Server
from tests.support.valkey import Valkey

pytestmark = pytest.mark.timeout(400)
READ_SECONDS = 240.0
OFFICE = "H32.105"


@pytest.fixture
def settings(
    tmp_path: Path, postgres_url: str, seaweed_server: S3Server
) -> Iterator[dict[str, str]]:
    """What an administrator writes into the environment of every machine."""
    valkey = Valkey(tmp_path / "valkey")
    valkey.start()
    try:
        yield {
            "SOHOA_DATA": str(tmp_path / "data"),
            "SOHOA_CATALOGUE_URL": postgres_url,
            "SOHOA_QUEUE_URL": valkey.url,
            "SOHOA_S3_URL": seaweed_server.url,
            "SOHOA_S3_ACCESS_KEY": seaweed_server.access_key,
            "SOHOA_S3_SECRET_KEY": seaweed_server.secret_key,
            "SOHOA_S3_BUCKET": seaweed_server.bucket,
        }
    finally:
        valkey.kill()


@contextmanager
def part(env: dict[str, str], *words: str) -> Iterator[dict[str, object]]:
    """Start one part, wait for its first word, and stop it politely in the end."""
    process = subprocess.Popen(
        [sys.executable, "-m", "sohoa", *words, "--json"],
        env=bare_environment(env),
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    try:
        yield json.loads(process.stdout.readline())
    finally:
        process.send_signal(signal.SIGTERM)
        assert process.wait(timeout=60) == 0, words
        process.stdout.close()


def test_parts_started_one_by_one_make_an_office(
    settings: dict[str, str], sample_stack: DemoStack
) -> None:
    assert sohoa("migrate", env=settings).status == 0
    assert sohoa("agency", "add", OFFICE, "UBND", env=settings).status == 0
    adding = ("client", "add", "quay", "--role", "clerk", "--agency", OFFICE, "--json")
    token = sohoa(*adding, env=settings).records[0]["token"]
    with ExitStack() as office:
        api = office.enter_context(part(settings, "api", "--port", "0"))
        for words in (
            ("worker", "--queue", "digitize"),
            ("worker", "--queue", "verify"),
            ("worker", "--queue", "sign"),
            ("sweep",),
        ):
            office.enter_context(part(settings, *words))
        clerk = office.enter_context(
            httpx.Client(
                base_url=f"http://127.0.0.1:{api['port']}/api/v1",
                headers={"Authorization": f"Bearer {token}"},
                timeout=60,
                trust_env=False,
            )
        )
        documents = _read(clerk, sample_stack)
        assert [one["type"] for one in documents] == ["DON", "CCCD", "GXN", "GCN"]
    ran = sohoa("audit", "verify", "--json", env=settings)
    assert ran.status == 0
    assert ran.records[0]["sound"] is True
    ran = sohoa("fsck", "--read-data", "--json", env=settings)
    assert ran.status == 0, ran.out


def _read(clerk: httpx.Client, stack: DemoStack) -> list[dict[str, str]]:
    owner = {"scheme": "cccd", "value": "019084168084", "name": "Lê Xuân Cường"}
    asked = {"code": stack.dossier, "procedure": "1.005129", "owner": owner}
    assert clerk.post("/dossiers", json=asked).status_code == 201
    with stack.pdf.open("rb") as file:
        taken = clerk.post(f"/dossiers/{stack.dossier}/scans", files={"file": ("a.pdf", file)})
    assert taken.status_code == 202, taken.text
    deadline = time.monotonic() + READ_SECONDS
    while time.monotonic() < deadline:
        job = clerk.get(f"/jobs/{taken.json()['job']}").json()
        if job["state"] not in {"waiting", "running"}:
            break
        time.sleep(0.5)
    assert job["state"] == "done", job
    found: list[dict[str, str]] = clerk.get(f"/dossiers/{stack.dossier}").json()["documents"]
    return found
