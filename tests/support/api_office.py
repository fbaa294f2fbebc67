"""An office behind a real HTTP server for tests: SQLite, SeaweedFS, Valkey, the real acts.

Jobs wait until a test asks for `api_worker`, a real worker process.
"""

import os
import secrets
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
import pytest
import uvicorn
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from fastapi import FastAPI

from api.app import create_app
from api.credentials import hash_secret
from api.languages import Language
from api.settings import ApiSettings
from api.tokens import TokenAuthority
from sohoa.settings import Settings
from sohoa.wiring import api as api_wiring
from sohoa.wiring.proofs import keep_proving_keys
from storage.ids import new_id
from storage.people import Actor, Agency, Client, Role
from tests.support.seaweed import S3Server
from tests.support.valkey import Valkey
from workers.office import Office

WARD = "G06.01"
OTHER_WARD = "G06.02"
PROVINCE = "G06"
STRANGER = "H38"
PROCEDURE = "1.005129"

MAX_UPLOAD = 4 << 20
MAX_FILES = 5
BODY_IDLE = 4.0  # seconds; real offices wait longer
ADMIN = Actor(id="usr_setup", name="setup", role=Role.ADMIN, agency=PROVINCE)


@dataclass
class ApiOffice:
    """A running API and what stands behind it."""

    url: str
    office: Office
    settings: Settings
    tokens: TokenAuthority
    known: dict[tuple[Role, str], str] = field(default_factory=dict)
    desks: list[httpx.Client] = field(default_factory=list)

    def desk(self, role: Role, agency: str = WARD, *, language: str = "en") -> httpx.Client:
        """Return an HTTP client that asks in the name of a client system."""
        client = self.client_id(role, agency)
        headers = {
            "Authorization": f"Bearer {self.tokens.issue(client)}",
            "Accept-Language": language,
        }
        desk = httpx.Client(
            base_url=f"{self.url}/api/v1", headers=headers, timeout=60, trust_env=False
        )
        self.desks.append(desk)
        return desk

    def close(self) -> None:
        """Close what was opened for the tests."""
        for desk in self.desks:
            desk.close()

    def client_id(self, role: Role, agency: str) -> str:
        """Return the id of the client with this role, added when it is first asked for."""
        if (role, agency) not in self.known:
            self.known[role, agency] = self.add_client(role, agency, secret="unused")
        return self.known[role, agency]

    def add_client(self, role: Role, agency: str, *, secret: str) -> str:
        """Add a client system with a secret."""
        client = Client(
            id=new_id("cli", self.office.clock()), name=f"{role}-{agency}", role=role, agency=agency
        )
        with self.office.catalogue.transaction() as tx:
            tx.people.add_client(client, secret_hash=hash_secret(secret), by=ADMIN)
        return client.id

    def finished(self, desk: httpx.Client, job: str) -> dict[str, Any]:
        """Return the job once a worker has ended it, well or badly."""
        deadline = time.monotonic() + 120
        while time.monotonic() < deadline:
            told: dict[str, Any] = desk.get(f"/jobs/{job}").json()
            if told["state"] in {"done", "failed", "quarantined"}:
                return told
            time.sleep(0.1)
        raise AssertionError(f"job {job} is {told}")

    def dossier(self, desk: httpx.Client, **changes: object) -> dict[str, Any]:
        """Open a dossier and return it."""
        answer = desk.post("/dossiers", json=dossier_ask(**changes))
        assert answer.status_code == 201, answer.text
        body: dict[str, Any] = answer.json()
        return body


def dossier_ask(**changes: object) -> dict[str, Any]:
    """Return the body that opens a dossier."""
    owner = {"scheme": "cccd", "value": "001203000123", "name": "Nguyễn Văn An"}
    return {"procedure": PROCEDURE, "owner": owner, "agency": WARD, **changes}


@pytest.fixture(scope="session")
def api_valkey(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Valkey]:
    """The office's queue server."""
    with Valkey(tmp_path_factory.mktemp("api-valkey")) as server:
        yield server


@pytest.fixture(scope="session")
def api_worker(api_office: ApiOffice) -> Iterator[None]:
    """A worker process that reads and judges, as `sohoa worker` runs."""
    command = [sys.executable, "-m", "sohoa", "worker"]
    environment = {**os.environ, **api_office.settings.to_env()}
    worker = subprocess.Popen(command, env=environment)
    yield
    worker.terminate()
    worker.wait(30)


@pytest.fixture(scope="session")
def api_office(
    tmp_path_factory: pytest.TempPathFactory, seaweed_server: S3Server, api_valkey: Valkey
) -> Iterator[ApiOffice]:
    """The running office, one for the session: each test opens dossiers of its own."""
    folder = tmp_path_factory.mktemp("office")
    settings = office_settings(folder, seaweed_server, api_valkey.url)
    office = api_wiring.office(settings)
    office.catalogue.migrate()
    with office.catalogue.transaction() as tx:
        for code, parent in ((PROVINCE, None), (WARD, PROVINCE), (OTHER_WARD, PROVINCE)):
            tx.agencies.add(Agency(code=code, name=f"UBND {code}", parent=parent), ADMIN)
        tx.agencies.add(Agency(code=STRANGER, name="Cơ quan khác"), ADMIN)
    key = secrets.token_bytes(32)
    web = ApiSettings(
        token_key=key,
        max_upload_bytes=MAX_UPLOAD,
        max_upload_files=MAX_FILES,
        max_json_bytes=64 << 10,
        max_verify_bytes=MAX_UPLOAD,
        body_idle_seconds=BODY_IDLE,
    )
    reasons = {language: api_wiring.reasons(language) for language in Language}
    tokens = TokenAuthority(key, seconds=600, clock=office.clock)
    with serving(create_app(office, web, reasons=reasons)) as url:
        running = ApiOffice(url=url, office=office, settings=settings, tokens=tokens)
        yield running
        running.close()
    office.sandbox._sandbox.close()
    office.catalogue.close()


def office_settings(folder: Path, server: S3Server, queue_url: str) -> Settings:
    """Return the settings of an office in this folder."""
    receipt_key = folder / "receipt.pem"
    private = Ed25519PrivateKey.generate()
    receipt_key.write_bytes(
        private.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    )
    settings = Settings.from_env(
        {
            "SOHOA_DATA": str(folder),
            "SOHOA_QUEUE_URL": queue_url,
            "SOHOA_S3_URL": server.url,
            "SOHOA_S3_ACCESS_KEY": server.access_key,
            "SOHOA_S3_SECRET_KEY": server.secret_key,
            "SOHOA_S3_BUCKET": server.bucket,
            "SOHOA_RECEIPT_KEY_FILE": str(receipt_key),
        }
    )
    keep_proving_keys(settings)
    return settings


class serving:  # noqa: N801 - used as `with serving(app)`
    """Serves an application on loopback in a thread."""

    def __init__(self, app: FastAPI) -> None:
        config = uvicorn.Config(app, host="127.0.0.1", port=0, log_level="error", lifespan="off")
        self._server = uvicorn.Server(config)
        self._thread = threading.Thread(target=self._server.run, daemon=True)

    def __enter__(self) -> str:
        self._thread.start()
        deadline = time.monotonic() + 20
        while not self._server.started:
            assert time.monotonic() < deadline, "the API did not start"
            time.sleep(0.01)
        port = self._server.servers[0].sockets[0].getsockname()[1]
        return f"http://127.0.0.1:{port}"

    def __exit__(self, *_: object) -> None:
        self._server.should_exit = True
        self._thread.join(20)
