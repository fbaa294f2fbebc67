"""Spoilt files through all that a stack goes through, in the sandbox: the parent stays well."""

import os
import tempfile
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from ingest.archiving.archive_file import ArchiveMetadata
from ingest.digitize import propose
from ingest.papers.types import builtin_types
from ingest.recognition.model_folder import ready_model
from ingest.scans.scan_file import ScanLimits
from ingest.text import SourceFile
from tests.fuzz.opening import Findings, case
from workers.errors import SandboxError, TaskFailedError
from workers.sandbox import Sandbox
from workers.sandboxed import Sandboxed

_LIMITS: Final = ScanLimits(file_bytes=4_000_000, page_pixels=4_000_000, pages=6)
_META: Final = ArchiveMetadata(title="Thử", created=datetime(2026, 1, 1, tzinfo=UTC))


def read_spoilt(seed: int, cases: int) -> Findings:
    """Inspect, read, propose and archive `cases` spoilt files; check what is left behind."""
    findings = Findings()
    with tempfile.TemporaryDirectory(prefix="fuzz-model-") as kept:
        model = ready_model(Path(kept))
        _read_all(range(seed, seed + cases), model, findings)
    return findings


def _read_all(numbers: Iterable[int], model: Path | None, findings: Findings) -> None:
    with _clean_room(findings) as room:
        scratch = room / "scratch"
        scratch.mkdir()
        with Sandbox(scratch=scratch) as sandbox:
            reader = Sandboxed(sandbox, model=model)
            for number in numbers:
                findings.ends[_read(reader, number, room, findings)] += 1
        left = [path for path in room.rglob("*") if path.is_file()]
        if left:
            findings.worst.append(f"left behind: {left}")


def _read(reader: Sandboxed, number: int, room: Path, findings: Findings) -> str:
    path, out = room / "scan", room / "archive.pdf"
    path.write_bytes(case(number))
    try:
        info = reader.inspect(path, "scan", _LIMITS)
        read = reader.read_pages(path, info, range(len(info.pages)))
        pages = [one.page for one in read if one.page is not None]
        if any(one.problem == TaskFailedError.code for one in read):
            findings.worst.append(f"case {number}: a page failed unforeseen")
        if not pages:
            return f"no page: {read[0].problem}"
        source = SourceFile(name=info.name, sha256=info.sha256, media_type=info.media_type)
        reading = propose([source], pages, builtin_types())
        reader.assemble([path], reading.pages, out, _META)
    except SandboxError as error:
        if isinstance(error, TaskFailedError):
            findings.worst.append(f"case {number}: {error}")
        return error.code
    else:
        return "archived"
    finally:
        path.unlink()
        out.unlink(missing_ok=True)


@contextmanager
def _clean_room(findings: Findings) -> Iterator[Path]:
    """Give a folder of our own; note file descriptors that stay open."""
    before = Counter(_open_files())
    with tempfile.TemporaryDirectory(prefix="fuzz-") as folder:
        yield Path(folder)
    leaked = Counter(_open_files()) - before
    if leaked:
        findings.worst.append(f"still open: {dict(leaked)}")


def _open_files() -> list[str]:
    found = []
    for descriptor in Path("/proc/self/fd").iterdir():
        try:
            found.append(os.readlink(descriptor))  # noqa: PTH115 - what it says, not what it is
        except OSError:
            continue
    # Libraries keep /dev/urandom open once they needed it.
    return [name for name in found if not name.startswith(("/proc/", "/dev/"))]
