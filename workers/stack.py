"""A stack of files on the workbench: what each is, what stands on its pages, what is unreadable.

One file that cannot be read never harms its siblings: it keeps its reason, the others go on. Nor
does one page: it stays in its place, without text, and a person is told.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from ingest.scans.scan_file import ScanFileInfo
from ingest.text import PageText
from storage.dossiers import ScanFile
from workers.blame import MENDABLE
from workers.errors import (
    BAD_FILE,
    SandboxError,
    TaskRefusedError,
)
from workers.page_reading import ReadPage, unread_page
from workers.runner import Progress
from workers.runs import Plan, PlannedFile
from workers.sandboxed import Report, Sandboxed
from workers.workbench import Workbench


@dataclass(frozen=True, slots=True)
class StackFile:
    """A file that could be read. `position` is its place in the stack."""

    position: int
    path: Path
    info: ScanFileInfo


@dataclass(frozen=True, slots=True)
class Stack:
    """What was read: files by position, their pages numbered through, and the bad files' codes.

    `unread` holds the indexes of pages that could not be read in files that otherwise could.
    """

    files: Mapping[int, StackFile]
    pages: tuple[PageText, ...]
    problems: Mapping[int, str]
    unread: frozenset[int] = frozenset()


def plan_stack(files: Sequence[ScanFile], bench: Workbench, sandbox: Sandboxed) -> Plan:
    """Find out what is to be read.

    Raises what the object store and the sandbox raise for faults that are not the file's.
    """
    opened: list[PlannedFile] = []
    problems: list[tuple[int, str]] = []
    for file in files:
        if file.problem is not None:
            problems.append((file.position, file.problem))
            continue
        try:
            info = sandbox.inspect(bench.fetch(file.sha256), file.name)
        except BAD_FILE as error:
            problems.append((file.position, _code(error)))
        else:
            opened.append(PlannedFile(file.position, file.sha256, info))
    return Plan(tuple(opened), tuple(problems))


def read_part(
    plan: Plan,
    part: tuple[int, int],
    bench: Workbench,
    sandbox: Sandboxed,
    progress: Progress,
    given_up: Mapping[int, str] | None = None,
) -> tuple[ReadPage, ...]:
    """Read some pages of a stack: `part` is the first one and how many.

    Files at a position in `given_up` are not tried; their pages have that code. Raises as
    `plan_stack` does, and what `progress` raises.
    """
    pages: list[ReadPage] = []
    for file, numbers in plan.part(*part):
        if given_up and file.position in given_up:
            pages += [ReadPage(None, given_up[file.position])] * len(numbers)
            continue

        def tell(done: int, _of: int, before: int = len(pages)) -> None:
            progress(before + done, part[1])

        path = bench.fetch(file.sha256)
        pages += _read(sandbox, path, file.info, numbers, tell)
    return tuple(pages)


def refused(plan: Plan, part: tuple[int, int], pages: Sequence[ReadPage]) -> dict[int, str]:
    """Return (by position) why files gave not one page to a part that was read."""
    found: dict[int, str] = {}
    start = 0
    for file, numbers in plan.part(*part):
        codes = [page.problem for page in pages[start : start + len(numbers)]]
        if codes[0] is not None and None not in codes:
            found[file.position] = codes[0]
        start += len(numbers)
    return found


def put_together(plan: Plan, pages: Sequence[ReadPage], bench: Workbench) -> Stack:
    """Return the stack whose pages these are, in order.

    `PageText.source` is the file's position and `index` the page's place in the whole stack. A
    file of which no page could be read has a problem instead. Raises what the object store raises.
    """
    problems = dict(plan.problems) | refused_wholly(plan, pages)
    files = {
        file.position: StackFile(file.position, bench.fetch(file.sha256), file.info)
        for file in plan.files
        if file.position not in problems
    }
    texts: list[PageText] = []
    unread: set[int] = set()
    for (file, info), read in zip(plan.pages(), pages, strict=True):
        if file.position not in files:
            continue
        if read.page is None:
            unread.add(len(texts))
        page = unread_page(info) if read.page is None else read.page
        texts.append(replace(page, index=len(texts), source=file.position))
    return Stack(files, tuple(texts), problems, frozenset(unread))


def refused_wholly(plan: Plan, pages: Sequence[ReadPage]) -> dict[int, str]:
    """Return (by position) why files gave not one page at all."""
    return refused(plan, (0, plan.total), pages)


def _read(
    sandbox: Sandboxed, path: Path, info: ScanFileInfo, numbers: range, tell: Report
) -> Sequence[ReadPage]:
    try:
        return sandbox.read_pages(path, info, numbers, tell)
    except TaskRefusedError as error:
        return [ReadPage(None, _code(error))] * len(numbers)


def _code(error: SandboxError) -> str:
    """Return the file's fault; raise what an operator can mend: the file has no part in it."""
    if isinstance(error, TaskRefusedError) and error.code in MENDABLE:
        raise error
    return error.code
