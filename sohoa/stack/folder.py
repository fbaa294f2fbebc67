"""The folder of one embedded office: its ports, its secrets, and the settings they amount to.

DATA/stack.json    ports, and the address of the API; nothing secret
DATA/secrets/      files of mode 0600
DATA/objects, queue, office.db, spool, keys, trust, logs

All of them are their owner's alone, also where DATA itself was made by others.
"""

import fcntl
import json
import os
import socket
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from sohoa.stack import ports as ports_of
from sohoa.stack import seaweed
from sohoa.stack.errors import BusyError, NoPortError
from sohoa.stack.secret_files import (
    StackSecrets,
    keep_proving_key,
    keep_receipt_key,
    keep_token_key,
)

FIRST_API_PORT: Final = 8000
BUCKET: Final = "sohoa"
_PRIVATE: Final = 0o700
_PRIVATE_FILE: Final = 0o600


class OfficeFolder:
    """One data folder. Two of them make two offices that know nothing of each other."""

    def __init__(self, data: Path) -> None:
        self.data = data.absolute()
        self.logs = self.data / "logs"
        self.objects = self.data / "objects"
        self.queue = self.data / "queue"
        self._stack = self.data / "stack.json"

    def prepare(self) -> None:
        """Make the folder, its secrets and its keys where they are missing."""
        self.data.mkdir(mode=_PRIVATE, parents=True, exist_ok=True)
        for name in ("logs", "objects", "queue", "spool", "trust", "secrets", "keys"):
            (self.data / name).mkdir(mode=_PRIVATE, exist_ok=True)
        # The folder may have been there, open to all; the database gives its journals its mode.
        (self.data / "office.db").touch(mode=_PRIVATE_FILE)
        self.secrets()
        keep_token_key(self.data / "secrets" / "token.key")
        keep_receipt_key(self.data / "secrets" / "receipt.pem")
        for name in ("approval", "filing", "preparing"):
            keep_proving_key(
                self.data / "secrets" / f"{name}.pem", self.data / "public-keys" / f"{name}.pem"
            )

    @contextmanager
    def held(self) -> Iterator[None]:
        """Hold the folder for one stack; raise `BusyError` when another stack runs over it."""
        handle = os.open(self.data / "stack.lock", os.O_RDWR | os.O_CREAT, 0o600)
        try:
            try:
                fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except OSError as error:
                raise BusyError(f"another stack runs over {self.data}") from error
            yield
        finally:
            os.close(handle)

    def secrets(self) -> StackSecrets:
        """Return the stack's secrets, made at the first call."""
        return StackSecrets.keep(self.data / "secrets" / "stack.json")

    def ports(self) -> dict[str, int]:
        """Return the ports written down at the last start; empty before the first."""
        if not self._stack.exists():
            return {}
        return {str(name): int(port) for name, port in self._read()["ports"].items()}

    def listen(self, given: int | None = None) -> socket.socket:
        """Return a listening socket for the API: last time's port, else 8000 or the next free one.

        A given port that is busy raises `NoPortError`; so the caller's bookmark never moves
        without a word. The API inherits the socket: nobody can take the port between our look
        and its start, and while it is restarted callers wait instead of being refused.
        """
        if given is not None:
            return ports_of.listen(given)
        kept = self.ports().get("api")
        for port in (*([kept] if kept else []), *range(FIRST_API_PORT, FIRST_API_PORT + 1000)):
            try:
                return ports_of.listen(port)
            except NoPortError:
                continue
        raise NoPortError(f"no free port from {FIRST_API_PORT}")

    def choose_ports(self, api: int) -> dict[str, int]:
        """Keep last time's ports where they are free, find others, and write them down."""
        kept = self.ports()
        chosen: dict[str, int] = {}
        for name in ("queue", *seaweed.PORT_NAMES):
            port = kept.get(name)
            if port is not None and ports_of.with_grpc(port):
                chosen[name] = port
        missing = [name for name in ("queue", *seaweed.PORT_NAMES) if name not in chosen]
        chosen |= ports_of.pick(missing)
        chosen["api"] = api
        self._write(chosen)
        return chosen

    def environment(self) -> dict[str, str]:
        """Return the `SOHOA_*` settings that this folder amounts to; empty before first start."""
        ports = self.ports()
        if not ports:
            return {}
        secrets = self.secrets()
        return {
            "SOHOA_DATA": str(self.data),
            "SOHOA_QUEUE_URL": f"redis://:{secrets.queue_password}@127.0.0.1:{ports['queue']}/0",
            "SOHOA_S3_URL": f"http://127.0.0.1:{ports['s3']}",
            "SOHOA_S3_ACCESS_KEY": secrets.s3_access_key,
            "SOHOA_S3_SECRET_KEY": secrets.s3_secret_key,
            "SOHOA_S3_BUCKET": BUCKET,
        }

    def api_url(self) -> str:
        """Return where the API of this folder's stack listens."""
        return f"http://127.0.0.1:{self.ports()['api']}"

    def _read(self) -> dict[str, dict[str, int]]:
        read: dict[str, dict[str, int]] = json.loads(self._stack.read_text())
        return read

    def _write(self, ports: Mapping[str, int]) -> None:
        fresh = self._stack.with_suffix(".new")
        url = f"http://127.0.0.1:{ports['api']}"
        fresh.write_text(json.dumps({"ports": dict(ports), "api": url}, indent=1) + "\n")
        fresh.replace(self._stack)
