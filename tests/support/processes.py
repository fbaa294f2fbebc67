"""Processes seen from outside, by /proc: who is below whom, and killing one of them."""

import os
import signal
from pathlib import Path

CHILD = "workers.sandbox_child"


def alive(pid: int) -> bool:
    """Whether it runs; a process that nobody has buried yet does not."""
    try:
        return "State:\tZ" not in Path(f"/proc/{pid}/status").read_text()
    except (FileNotFoundError, ProcessLookupError):
        return False


def children(pid: int) -> list[int]:
    """Return the processes that this one started, from whatever thread."""
    found: list[int] = []
    for listed in Path(f"/proc/{pid}/task").glob("*/children"):
        try:
            found += map(int, listed.read_text().split())
        except (FileNotFoundError, ProcessLookupError):
            continue
    return found


def command(pid: int) -> str:
    """Return its command line, empty when it is gone."""
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode()
    except (FileNotFoundError, ProcessLookupError):
        return ""


def work_horse(worker: int) -> int | None:
    """Return the fork of a worker that does its job now."""
    return next(iter(children(worker)), None)


def sandbox_child(worker: int) -> int | None:
    """Return a confined child of the worker's work-horse."""
    horse = work_horse(worker)
    below = [] if horse is None else children(horse)
    return next((pid for pid in below if CHILD in command(pid)), None)


def kill(pid: int) -> None:
    """SIGKILL."""
    os.kill(pid, signal.SIGKILL)
