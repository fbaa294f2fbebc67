"""Runs a command as a whole process and says what it cost."""

import os
import subprocess
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

_LONGEST = 1800.0  # seconds for one run of one peer


@dataclass(frozen=True, slots=True)
class Cost:
    """Of one run, with all its children: wall and processor seconds, largest process in MiB."""

    wall: float
    cpu: float
    peak_mib: float


def run(command: Sequence[str], *, quiet: Path) -> Cost:
    """Run the command to its end; its output goes to `quiet`. Raises CalledProcessError."""
    environment = {**os.environ, "OMP_THREAD_LIMIT": "1"}
    with quiet.open("ab") as sink:
        began = time.perf_counter()
        child = subprocess.Popen(
            command, stdin=subprocess.DEVNULL, stdout=sink, stderr=sink, env=environment
        )
        _, status, usage = os.wait4(child.pid, 0)
        wall = time.perf_counter() - began
    code = os.waitstatus_to_exitcode(status)
    if code != 0:
        raise subprocess.CalledProcessError(code, list(command))
    if wall > _LONGEST:
        raise TimeoutError(f"{command[0]} took {wall:.0f} s")
    return Cost(wall, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024)
