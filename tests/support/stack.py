"""A whole office under `sohoa up`, for journeys."""

import json
import queue
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import httpx

from tests.support.command import bare_environment, sohoa

START_SECONDS = 120.0
STOP_SECONDS = 90.0

Event = dict[str, object]


@dataclass
class RunningOffice:
    """`sohoa up` over a data folder; `events` are the JSON Lines it prints."""

    data: Path
    process: subprocess.Popen[str]
    events: "queue.Queue[Event]" = field(default_factory=queue.Queue)
    api: str = ""
    pids: dict[str, int] = field(default_factory=dict)

    def wait(self, event: str, seconds: float = START_SECONDS) -> Event:
        """Return the next event of a kind; others are dropped."""
        while True:
            told = self.events.get(timeout=seconds)
            if told["event"] == event:
                return told

    def client(self, role: str, agency: str) -> httpx.Client:
        """Add a client and return its HTTP client."""
        words = ("client", "add", f"test-{role}", "--role", role, "--agency", agency)
        ran = sohoa(*words, "--json", "--data", self.data)
        assert ran.status == 0, ran.err
        token = ran.records[0]["token"]
        return httpx.Client(
            base_url=self.api,
            headers={"Authorization": f"Bearer {token}"},
            timeout=60,
            trust_env=False,
        )

    def stop(self) -> int:
        """Ask it to stop, as Ctrl-C does; return its exit status."""
        self.process.send_signal(signal.SIGINT)
        return self.process.wait(timeout=STOP_SECONDS)


@contextmanager
def running_office(data: Path, *words: str) -> Iterator[RunningOffice]:
    """Start `sohoa up` and wait until it is ready; stop it in the end."""
    process = subprocess.Popen(
        [sys.executable, "-m", "sohoa", "up", "--data", str(data), "--json", *words],
        env={**bare_environment(), "PYTHONPATH": str(Path(__file__).parents[2])},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    office = RunningOffice(data=data, process=process)
    reader = threading.Thread(target=_listen, args=(office,), daemon=True)
    reader.start()
    try:
        try:
            ready = office.wait("ready")
        except queue.Empty:
            process.kill()
            raise AssertionError(process.communicate()[1]) from None
        office.api = str(ready["api"])
        pids = ready["pids"]
        assert isinstance(pids, dict)
        office.pids = {str(name): int(pid) for name, pid in pids.items()}
        yield office
    finally:
        if process.poll() is None:
            office.stop()
        reader.join(timeout=10)
        for stream in (process.stdout, process.stderr):
            if stream is not None:
                stream.close()


def _listen(office: RunningOffice) -> None:
    if office.process.stdout is not None:
        for line in office.process.stdout:
            told = json.loads(line)
            if told["event"] == "restarted":
                office.pids[told["name"]] = told["pid"]
            office.events.put(told)
