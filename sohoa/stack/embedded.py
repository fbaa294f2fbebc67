"""The whole embedded stack over one data folder: started, watched, stopped."""

import socket
import subprocess
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from types import TracebackType
from typing import Final, Self

from sohoa.settings import Settings
from sohoa.stack import parts, seaweed, valkey
from sohoa.stack.errors import NotStartedError
from sohoa.stack.folder import BUCKET, OfficeFolder
from sohoa.stack.seaweed import SeaweedPorts
from sohoa.stack.supervisor import Supervisor, Tell

_MIGRATE_SECONDS: Final = 120.0
_PORT_TRIES: Final = 3  # somebody else may take a port between our look and our start


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """What the caller asked for; None leaves it to what was written down or to the default."""

    data: Path
    port: int | None = None
    workers: int | None = None


class EmbeddedStack:
    """Object store, queue server, API, workers and sweeper of one office on one machine."""

    def __init__(self, wish: Wish, env: Mapping[str, str], tell: Tell) -> None:
        self.folder = OfficeFolder(wish.data)
        self._wish = wish
        self._env = env
        self._supervisor = Supervisor(tell)
        self._listening: socket.socket | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._supervisor.stop()
        if self._listening is not None:
            self._listening.close()

    def start_stores(self) -> Settings:
        """Start object store and queue server, bring the catalogue up to date; return settings."""
        self._listening = self.folder.listen(self._wish.port)
        port = int(self._listening.getsockname()[1])
        for left in reversed(range(_PORT_TRIES)):
            ports = self.folder.choose_ports(port)
            try:
                self._start_servers(ports)
                break
            except NotStartedError:
                self._supervisor.stop()
                if not left:
                    raise
        settings = self._settings()
        self._migrate(settings)
        return settings

    def start_parts(self, settings: Settings) -> None:
        """Start our own processes and wait until the API is ready."""
        if self._listening is None:
            raise NotStartedError("the stores come first")
        workers = self._wish.workers or settings.digitize_workers
        self._supervisor.start_together(
            parts.programs(
                self._env,
                replace(settings, digitize_workers=workers),  # they share the machine's cores
                listening=self._listening,
                workers=workers,
                logs=self.folder.logs,
            )
        )

    def pids(self) -> dict[str, int]:
        """Return the process id of each part by its name."""
        return self._supervisor.pids()

    def watch(self, until: threading.Event) -> None:
        """Restart what dies, until the event is set."""
        self._supervisor.watch(until)

    @contextmanager
    def watching(self) -> Iterator[None]:
        """Restart what dies while the block runs."""
        enough = threading.Event()
        watcher = threading.Thread(target=self.watch, args=(enough,), name="supervisor")
        watcher.start()
        try:
            yield
        finally:
            enough.set()
            watcher.join()

    def _start_servers(self, ports: Mapping[str, int]) -> None:
        secrets = self.folder.secrets()
        weed = SeaweedPorts(**{name: ports[name] for name in seaweed.PORT_NAMES})
        logs = self.folder.logs
        self._supervisor.start_together(
            (
                seaweed.program(self.folder.objects, weed, secrets, logs / "seaweedfs.log"),
                valkey.program(
                    self.folder.queue, ports["queue"], secrets.queue_password, logs / "valkey.log"
                ),
            )
        )
        seaweed.configure(weed, BUCKET)

    def _settings(self) -> Settings:
        given = {name: value for name, value in self._env.items() if name.startswith("SOHOA_")}
        return Settings.from_env({**given, **self.folder.environment()})

    def _migrate(self, settings: Settings) -> None:
        """Run `sohoa migrate`: in a process of its own, so that this one stays small."""
        log = self.folder.logs / "migrate.log"
        with log.open("ab") as output:
            done = subprocess.run(
                parts.sohoa("migrate"),
                env=parts.environment(self._env, settings),
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                timeout=_MIGRATE_SECONDS,
                check=False,
            )
        if done.returncode:
            raise NotStartedError(f"the catalogue could not be brought up to date; see {log}")
