"""A program to be kept running, and one run of it. Restarting is the supervisor's business."""

import os
import shutil
import signal
import subprocess
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from sohoa.stack.errors import NotStartedError

_POLL: Final = 0.05  # seconds between two looks at a starting or stopping program


@dataclass(frozen=True, slots=True, kw_only=True)
class Program:
    """What to start and how to know that it is up.

    `ready` answers within a second whether it serves; `stop_seconds` is what it may take after
    SIGTERM before its whole process group is killed. Its output is appended to `log`. `prepare` is
    called before each start: it makes what the program cannot start without.
    """

    name: str
    command: tuple[str, ...]
    environment: Mapping[str, str]
    log: Path
    ready: Callable[[], bool]
    start_seconds: float = 30.0
    stop_seconds: float = 10.0
    prepare: Callable[[], None] = lambda: None
    inherited: tuple[int, ...] = ()  # file descriptors that it may use, under the same numbers


class Run:
    """One process of a program, in a process group of its own that dies with its parent."""

    def __init__(self, program: Program, process: subprocess.Popen[bytes]) -> None:
        self.program = program
        self._process = process

    @classmethod
    def start(cls, program: Program) -> "Run":
        """Start it without waiting for it to be ready."""
        program.prepare()
        program.log.parent.mkdir(parents=True, exist_ok=True)
        with program.log.open("ab") as log:
            process = subprocess.Popen(
                [*_bound_to_parent(), *program.command],
                env=dict(program.environment),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                pass_fds=program.inherited,
                start_new_session=True,  # Ctrl-C reaches us alone; we stop children in order
            )
        return cls(program, process)

    @property
    def pid(self) -> int:
        """The process id."""
        return self._process.pid

    def ended(self) -> int | None:
        """Return the exit status (negative: the signal) once it has ended, else None."""
        return self._process.poll()

    def wait_ready(self) -> None:
        """Return once it serves; raise `NotStartedError` when it ends or takes too long."""
        program = self.program
        deadline = time.monotonic() + program.start_seconds
        while time.monotonic() < deadline:
            status = self.ended()
            if status is not None:
                raise NotStartedError(f"{program.name} ended with {status}; see {program.log}")
            if program.ready():
                return
            time.sleep(_POLL)
        raise NotStartedError(
            f"{program.name} was not ready after {program.start_seconds:.0f} s; see {program.log}"
        )

    def ask_to_stop(self) -> None:
        """Send SIGTERM to the process, which may finish what it does."""
        if self.ended() is None:
            self._process.terminate()

    def stop(self) -> None:
        """Stop it: SIGTERM, patience, then SIGKILL for whatever is left of its group."""
        self.ask_to_stop()
        try:
            self._process.wait(timeout=self.program.stop_seconds)
        except subprocess.TimeoutExpired:
            self.kill()
            return
        self._kill_group()

    def kill(self) -> None:
        """SIGKILL the whole group, at once."""
        self._kill_group()
        self._process.wait(timeout=10)

    def _kill_group(self) -> None:
        try:
            os.killpg(self._process.pid, signal.SIGKILL)
        except (ProcessLookupError, PermissionError):
            return  # nobody is left in it


def _bound_to_parent() -> tuple[str, ...]:
    """Return the words before a command that make it die with us, even when we are SIGKILLed.

    prctl(PR_SET_PDEATHSIG) by util-linux' setpriv (an essential package of Debian): a
    `preexec_fn` would run Python between fork and exec, which is not safe beside threads.
    """
    setpriv = shutil.which("setpriv")
    return (setpriv, "--pdeathsig", "KILL") if setpriv else ()
