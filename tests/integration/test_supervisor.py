"""Programs under care: restarted when they die, stopped with all that they started."""

import errno
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from sohoa.stack.errors import NotStartedError
from sohoa.stack.program import Program
from sohoa.stack.supervisor import Died, Restarted, Supervisor


def _sleeper(folder: Path, script: str = "sleep 600") -> Program:
    return Program(
        name="sleeper",
        command=("/bin/sh", "-c", script),
        environment={"PATH": "/usr/bin:/bin"},
        log=folder / "sleeper.log",
        ready=lambda: True,
        start_seconds=5,
        stop_seconds=2,
    )


def _eventually(holds: Callable[[], bool], seconds: float = 15) -> bool:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if holds():
            return True
        time.sleep(0.05)
    return False


def _alive(pid: int) -> bool:
    status = Path(f"/proc/{pid}/status")
    try:
        return "State:\tZ" not in status.read_text()
    except FileNotFoundError:
        return False


def test_a_start_that_fails_does_not_end_the_care_of_the_others(tmp_path: Path) -> None:
    full = [False, True, False]  # the disk, at the first start and at two more

    def prepare() -> None:
        if full.pop(0):
            raise OSError(errno.ENOSPC, "No space left on device")

    told: list[Died | Restarted] = []
    with Supervisor(told.append) as supervisor:
        run = supervisor.start(replace(_sleeper(tmp_path), prepare=prepare))
        os.kill(run.pid, signal.SIGKILL)

        def back() -> bool:
            supervisor.look()
            return isinstance(told[-1] if told else None, Restarted)

        assert _eventually(back)
    assert full == []


def test_a_program_that_dies_is_started_again_and_the_user_is_told(tmp_path: Path) -> None:
    told: list[Died | Restarted] = []
    with Supervisor(told.append) as supervisor:
        run = supervisor.start(_sleeper(tmp_path))
        os.kill(run.pid, signal.SIGKILL)

        def looked() -> bool:
            supervisor.look()
            return len(told) == 2

        assert _eventually(looked)
        assert isinstance(told[0], Died)
        assert told[0].status == -signal.SIGKILL
        assert isinstance(told[1], Restarted)
        assert supervisor.pids()["sleeper"] == told[1].pid != run.pid


def test_pauses_between_restarts_grow(tmp_path: Path) -> None:
    told: list[Died | Restarted] = []
    with Supervisor(told.append) as supervisor:
        supervisor.start(_sleeper(tmp_path, "sleep 0.2"))

        def looked() -> bool:
            supervisor.look()
            return sum(isinstance(event, Died) for event in told) == 3

        assert _eventually(looked)
    pauses = [event.pause for event in told if isinstance(event, Died)]
    assert pauses == sorted(set(pauses))


def test_what_a_program_started_ends_with_it(tmp_path: Path) -> None:
    """Also a grandchild that does not hear SIGTERM."""
    note = tmp_path / "grandchild"
    script = f"(trap '' TERM; echo $$ >/dev/null; sleep 600 & echo $! > {note}; wait) & wait"
    with Supervisor(lambda _: None) as supervisor:
        supervisor.start(_sleeper(tmp_path, script))
        assert _eventually(lambda: note.exists() and note.read_text().strip().isdecimal())
        grandchild = int(note.read_text())
        assert _alive(grandchild)
    assert _eventually(lambda: not _alive(grandchild))


def test_a_program_that_ends_at_once_says_where_its_log_is(tmp_path: Path) -> None:
    program = _sleeper(tmp_path, "echo no such luck; exit 7")
    program = replace(program, ready=lambda: False)
    with (
        Supervisor(lambda _: None) as supervisor,
        pytest.raises(NotStartedError, match=r"ended with 7.*sleeper\.log"),
    ):
        supervisor.start(program)
    assert "no such luck" in program.log.read_text()


def test_programs_die_with_a_supervisor_that_is_killed(tmp_path: Path) -> None:
    note = tmp_path / "pid"
    code = f"""
import time
from pathlib import Path
from sohoa.stack.program import Program
from sohoa.stack.supervisor import Supervisor
s = Supervisor(print)
run = s.start(Program(name="s", command=("/bin/sleep", "600"), environment={{}},
    log=Path({str(tmp_path)!r}) / "log", ready=lambda: True))
Path({str(note)!r}).write_text(str(run.pid))
time.sleep(600)
"""
    keeper = subprocess.Popen([sys.executable, "-c", code])
    try:
        assert _eventually(lambda: note.exists() and note.read_text().isdecimal())
        child = int(note.read_text())
        assert _alive(child)
    finally:
        keeper.kill()
        keeper.wait(timeout=10)
    assert _eventually(lambda: not _alive(child))
