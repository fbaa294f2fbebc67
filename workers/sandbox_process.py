"""One confined child process seen from outside: start it, ask it, kill it.

What comes through the pipe is not trusted: a message has a size cap and every wait a deadline.
"""

import contextlib
import json
import os
import select
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from types import MappingProxyType
from typing import Final

from workers.confinement import Confined, Limits
from workers.errors import (
    CrashedError,
    OutOfMemoryError,
    SandboxError,
    TaskFailedError,
    TaskRefusedError,
    TimedOutError,
)
from workers.facts import told_facts
from workers.file_reach import Reach
from workers.scratch import Scratch

Report = Callable[[int, int], None]

_START_SECONDS: Final = 30.0  # to a first word, on a machine that is busy
_GRACE: Final = 5.0  # to be gone after SIGKILL
_READ: Final = 1 << 16
_TAIL: Final = 2000  # characters of standard error that a crash report keeps
_PROJECT: Final = Path(__file__).resolve().parent.parent

# One engine thread a child: parallel work is more children, and threads would be counted against
# the address space cap.
_ENVIRONMENT: Final = MappingProxyType(
    {
        "PATH": "/usr/local/bin:/usr/bin:/bin",
        "LANG": "C.UTF-8",
        "LC_ALL": "C.UTF-8",
        "OMP_THREAD_LIMIT": "1",
        "OMP_NUM_THREADS": "1",
        "OPENBLAS_NUM_THREADS": "1",
        # Its threads wait for each other by spinning: a seventh more processor time a page.
        "OPENCV_FOR_THREADS_NUM": "1",
        "MALLOC_ARENA_MAX": "2",
        "ORT_DISABLE_TELEMETRY": "1",  # else onnxruntime writes files to its home, and calls there
        "PYTHONPATH": str(_PROJECT),
        "PYTHONDONTWRITEBYTECODE": "1",
    }
)


class SandboxProcess:
    """A running child. Not thread safe; `workers.sandbox` hands it to one caller at a time."""

    def __init__(
        self,
        *,
        limits: Limits,
        table: str,
        environment: Mapping[str, str],
        scratch: Path | None,
        reach: Reach | None,
    ) -> None:
        self._limits = limits
        self._scratch = Scratch(scratch)
        self._reach, self._found = reach, None if reach is None else reach.found()
        given = None
        if reach is not None:  # what is worked on lies in scratch folders beside the child's own
            given = replace(reach, write=(*reach.write, str(self._scratch.path.parent)))
        self._heard = bytearray()
        home = str(self._scratch.path)
        with (self._scratch.path / "stderr").open("wb") as errors:
            self._process = subprocess.Popen(
                [
                    *(sys.executable, "-P", "-s", "-m", "workers.sandbox_child"),
                    *(limits.to_json(), table, str(os.getpid())),
                    "" if given is None else given.to_json(),
                ],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=errors,
                cwd=home,
                env={**_ENVIRONMENT, **environment, "HOME": home, "TMPDIR": home},
                start_new_session=True,
            )
        if self._process.stdin is None or self._process.stdout is None:
            raise CrashedError("no pipes to the child")
        self._to, self._from = self._process.stdin.fileno(), self._process.stdout.fileno()
        os.set_blocking(self._to, False)
        try:
            ready = self._message(time.monotonic() + _START_SECONDS)
        except SandboxError:
            self.kill()
            raise
        match ready:
            case {"ready": {"network": str(network), "files": bool(files)}}:
                self.confined = Confined(network=network, files=files)
            case _:
                self.kill()
                raise CrashedError("the child did not say how it is confined")

    @property
    def alive(self) -> bool:
        """Whether it can be asked: it runs, and what it was given still stands where it stood."""
        same = self._reach is None or self._reach.found() == self._found
        return same and self._process.poll() is None

    def ask(
        self,
        task: str,
        request: Mapping[str, object],
        timeout: float,
        on_progress: Report | None,
    ) -> dict[str, object]:
        """Have one task done within `timeout` seconds and return its result.

        After an exception other than `TaskRefusedError` and `TaskFailedError`, `on_progress`'s own
        included, the conversation is out of step and the child must be killed.
        """
        deadline = time.monotonic() + timeout
        asked = {"task": task, "request": dict(request), "seconds": timeout}
        self._tell(json.dumps(asked).encode() + b"\n", deadline)
        while True:
            answer = self._message(deadline)
            match answer:
                case {"progress": [int(done), int(total)]}:
                    if on_progress is not None:
                        on_progress(done, total)
                case {"result": dict(result)}:
                    return result
                case {"error": {"kind": kind, "code": code, "message": message, **more}}:
                    error = _error(str(kind), str(code), str(message), more.get("facts"))
                    if "cause" in more:  # for logs: what is shown to people leaves notes out
                        error.add_note(f"in the child: {str(more['cause'])[:_TAIL]!r}")
                    raise error
                case _:
                    raise CrashedError("the child said something that is no answer")

    def kill(self) -> None:
        """End it and all that it started, and remove its scratch folder. Twice is harmless."""
        if self._process.returncode is None:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(self._process.pid, signal.SIGKILL)
            with contextlib.suppress(subprocess.TimeoutExpired):
                self._process.wait(_GRACE)
        for pipe in (self._process.stdin, self._process.stdout):
            if pipe is not None:
                with contextlib.suppress(OSError):
                    pipe.close()
        self._scratch.remove()

    def _tell(self, data: bytes, deadline: float) -> None:
        view = memoryview(data)
        while view:
            left = deadline - time.monotonic()
            _, ready, _ = select.select([], [self._to], [], max(left, 0))
            if not ready:
                raise TimedOutError("the child does not listen")
            try:
                view = view[os.write(self._to, view[:_READ]) :]
            except BrokenPipeError as error:
                raise self._death() from error

    def _message(self, deadline: float) -> dict[str, object]:
        """Return the next line from the child as an object."""
        while (end := self._heard.find(b"\n")) < 0:
            if len(self._heard) > self._limits.reply_bytes:
                raise CrashedError("the child talks too much")
            left = deadline - time.monotonic()
            ready, _, _ = select.select([self._from], [], [], max(left, 0))
            if not ready:
                raise TimedOutError("the task took too long")
            data = os.read(self._from, _READ)
            if not data:
                raise self._death()
            self._heard += data
        line = bytes(self._heard[:end])
        del self._heard[: end + 1]
        try:
            message = json.loads(line)
        except ValueError as error:
            raise CrashedError("the child said something that is not JSON") from error
        if not isinstance(message, dict):
            raise CrashedError("the child said something that is no object")
        return message

    def _death(self) -> SandboxError:
        """Return the error that fits how the child died."""
        try:
            status = self._process.wait(_GRACE)
        except subprocess.TimeoutExpired:
            return CrashedError("the child closed its pipe")
        if status == -signal.SIGXCPU:
            return TimedOutError("the task used up its processor time")
        errors = self._scratch.path / "stderr"
        tail = errors.read_text("utf-8", "replace")[-_TAIL:] if errors.exists() else ""
        how = signal.Signals(-status).name if status < 0 else f"status {status}"
        return CrashedError(f"the child died: {how}; {tail}".strip())


def _error(kind: str, code: str, message: str, facts: object) -> SandboxError:
    match kind:
        case "refused":
            return TaskRefusedError(code, message, told_facts(facts))
        case "memory":
            return OutOfMemoryError(message)
        case _:
            return TaskFailedError(message)
