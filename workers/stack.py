"""A stack of files on the workbench: what each is, what stands on its pages, what is unreadable.

One file that cannot be read never harms its siblings: it keeps its reason, the others go on.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from ingest.scans.scan_file import ScanFileInfo
from ingest.text import PageText
from storage.dossiers import ScanFile
from workers.errors import CrashedError, OutOfMemoryError, TaskRefusedError, TimedOutError
from workers.runner import Progress
from workers.sandboxed import Sandboxed
from workers.workbench import Workbench

# A file that makes the child refuse, die, hang or swell is a bad file, not a bad worker.
_BAD_FILE: Final = (TaskRefusedError, CrashedError, TimedOutError, OutOfMemoryError)


@dataclass(frozen=True, slots=True)
class StackFile:
    """A file that could be opened. `position` is its place in the stack."""

    position: int
    path: Path
    info: ScanFileInfo


@dataclass(frozen=True, slots=True)
class Stack:
    """What was read: files by position, their pages numbered through, and the bad files' codes."""

    files: Mapping[int, StackFile]
    pages: tuple[PageText, ...]
    problems: Mapping[int, str]


def read_stack(
    files: Sequence[ScanFile], bench: Workbench, sandbox: Sandboxed, progress: Progress
) -> Stack:
    """Open and read all files of a stack.

    `PageText.source` is the file's position and `index` the page's place in the whole stack.
    Raises what the object store and the sandbox raise for faults that are not the file's.
    """
    opened, problems = _open(files, bench, sandbox)
    total = sum(len(file.info.pages) for file in opened.values())
    pages: list[PageText] = []
    read = 0
    for file in tuple(opened.values()):

        def tell(done: int, _of: int, before: int = read) -> None:
            progress(before + done, total)

        numbers = range(len(file.info.pages))
        try:
            of_file = sandbox.read_pages(file.path, file.info, numbers, tell)
        except _BAD_FILE as error:
            problems[file.position] = error.code
            del opened[file.position]
        else:
            pages += (
                replace(page, index=len(pages) + place, source=file.position)
                for place, page in enumerate(of_file)
            )
        read += len(numbers)
    return Stack(files=opened, pages=tuple(pages), problems=problems)


def _open(
    files: Sequence[ScanFile], bench: Workbench, sandbox: Sandboxed
) -> tuple[dict[int, StackFile], dict[int, str]]:
    opened: dict[int, StackFile] = {}
    problems = {file.position: file.problem for file in files if file.problem is not None}
    for file in files:
        if file.problem is not None:
            continue
        path = bench.fetch(file.sha256)
        try:
            info = sandbox.inspect(path, file.name)
        except _BAD_FILE as error:
            problems[file.position] = error.code
        else:
            opened[file.position] = StackFile(file.position, path, info)
    return opened, problems
