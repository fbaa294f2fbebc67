"""Opens spoilt files in processes of their own: what is refused is well, what dies is counted.

Each process does the first half of reading, as a sandbox child does: look at the file, bring its
first page to pixels. Nothing but the room's own errors may come out.
"""

import multiprocessing
import os
import resource
import signal
import tempfile
import traceback
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from multiprocessing.connection import Connection
from pathlib import Path
from random import Random
from typing import Final

from ingest.errors import IngestError
from ingest.scans.images import load_page
from ingest.scans.scan import inspect
from ingest.scans.scan_file import ScanLimits
from tests.fuzz.mutation import spoiled
from tests.fuzz.seeds import seeds

_LIMITS: Final = ScanLimits(file_bytes=4_000_000, page_pixels=4_000_000, pages=50)
_MEMORY: Final = 1 << 30
_SECONDS: Final = 10.0  # for one file; the longest that a small file may hold a reader up


@dataclass
class Findings:
    """What came of a number of files. `worst` names cases by seed, so that they can be repeated."""

    ends: Counter[str] = field(default_factory=Counter)
    worst: list[str] = field(default_factory=list)

    def add(self, other: "Findings") -> None:
        self.ends += other.ends
        self.worst += other.worst


def open_spoilt(seed: int, cases: int, processes: int = 1) -> Findings:
    """Open `cases` spoilt files; the numbers from `seed` on name them."""
    context = multiprocessing.get_context("fork")
    findings = Findings()
    shares = [range(seed + first, seed + cases, processes) for first in range(processes)]
    readers: list[tuple[Connection, multiprocessing.Process]] = []
    for share in shares:
        ours, theirs = context.Pipe()
        process = context.Process(target=_watch, args=(share, theirs))
        process.start()
        theirs.close()
        readers.append((ours, process))
    for ours, process in readers:
        findings.add(ours.recv())
        process.join()
    return findings


def case(number: int) -> bytes:
    """Return the spoilt file of that number."""
    rng = Random(number)  # noqa: S311 - spoils files, guards nothing
    kinds = list(seeds().values())
    return spoiled(rng.choice(kinds), kinds, rng)


def _watch(share: Sequence[int], parent: Connection) -> None:
    """Have one process open files; start another after each that died or hung."""
    findings, left = Findings(), list(share)
    context = multiprocessing.get_context("fork")
    while left:
        ours, theirs = context.Pipe()
        process = context.Process(target=_open_all, args=(left, theirs))
        process.start()
        theirs.close()
        done = 0
        while done < len(left) and ours.poll(_SECONDS):
            try:
                end, trace = ours.recv()
            except EOFError:
                break
            findings.ends[end] += 1
            if trace:
                findings.worst.append(f"case {left[done]}: {trace}")
            done += 1
        if done < len(left):
            died = process.exitcode if not process.is_alive() else None
            process.kill()
            process.join()
            end = "hung" if died is None else f"died ({_told(process.exitcode)})"
            findings.ends[end] += 1
            findings.worst.append(f"case {left[done]}: {end}")
            done += 1
        process.join()
        left = left[done:]
    parent.send(findings)


def _told(code: int | None) -> str:
    return signal.Signals(-code).name if code is not None and code < 0 else f"status {code}"


def _open_all(numbers: Sequence[int], parent: Connection) -> None:
    # On top of what our parent has mapped: forked from a test run, that may be much.
    mapped = int(Path("/proc/self/statm").read_text().split()[0]) * resource.getpagesize()
    resource.setrlimit(resource.RLIMIT_AS, (mapped + _MEMORY, mapped + _MEMORY))
    quiet = os.open(os.devnull, os.O_WRONLY)
    os.dup2(quiet, 2)
    with tempfile.NamedTemporaryFile(dir="/dev/shm") as file:
        for number in numbers:
            file.seek(0)
            file.truncate()
            file.write(case(number))
            file.flush()
            parent.send(_open(Path(file.name)))


def _open(path: Path) -> tuple[str, str]:
    try:
        info = inspect(path, path.name, _LIMITS)
        load_page(path, info, 0)
    except IngestError as error:
        return f"refused: {error.code}", ""
    except MemoryError:
        return "out of memory", ""
    except Exception:  # noqa: BLE001 - that is what is being counted
        return "unforeseen", traceback.format_exc(limit=-3)
    return "read", ""
