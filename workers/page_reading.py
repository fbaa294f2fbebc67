"""Pages of one file, read in runs by the sandbox's children: a page costs itself, and no other.

What a child refuses, it marks and goes on. A run that kills its child, hangs or swells is read
again page by page; after some bad pages in a row, or some in runs without a single good one, the
rest of the file is not tried: a paper made to hang its reader would do so for every page.
"""

import logging
import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Final

from ingest.scans.scan_file import PageInfo
from ingest.text import PageText, Quality
from workers.errors import (
    CrashedError,
    OutOfMemoryError,
    SandboxError,
    TaskFailedError,
    TimedOutError,
)

_log = logging.getLogger(__name__)

_RUN: Final = 8  # pages a task: the engine is loaded once, and a lost child costs one run
_TURNS: Final = 4  # a child: what one page takes longer, the other children make up for
_PATIENCE: Final = 3  # bad pages one after the other; the next ones of that run are not tried
_BARREN: Final = 6  # pages tried in runs that gave nothing at all; the next ones are not tried
_OF_THE_PAPER: Final = (CrashedError, TimedOutError, OutOfMemoryError, TaskFailedError)

Report = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class ReadPage:
    """A page that was read, or the stable code of why it could not be."""

    page: PageText | None
    problem: str | None = None


ReadRun = Callable[[Sequence[int], Report], Sequence[ReadPage]]
"""Reads these pages and reports after each; raises what `SandboxError` lists."""


def unread_page(page: PageInfo) -> PageText:
    """Return a page without text. It is not blank: paper that nobody has read ends no document."""
    return PageText(
        index=page.number,
        source=0,
        source_page=page.number,
        kind=page.kind,
        width=page.width,
        height=page.height,
        dpi=page.dpi,
        rotation=0,
        skew=0.0,
        blank=False,
        quality=Quality(),
        confidence=0.0,
        lines=(),
    )


def read_in_runs(
    read: ReadRun, pages: Sequence[int], children: int, on_progress: Report | None
) -> tuple[ReadPage, ...]:
    """Read these pages, `children` runs at a time, in the order given.

    Raises what says nothing of the paper: that an engine is missing, that no child was free, what
    `on_progress` raises; and TaskFailedError when every page failed in a way that nobody foresaw.
    """
    reading = _Reading(read, _Tally(len(pages), on_progress))
    with ThreadPoolExecutor(max_workers=children) as pool:
        runs = pool.map(reading.read, _runs(pages, children))
        found = tuple(page for run in runs for page in run)
    if reading.failure is not None and all(one.problem == TaskFailedError.code for one in found):
        raise reading.failure
    return found


class _Reading:
    """Reads the runs of one file. Thread safe enough: a run too many is tried, none too few."""

    def __init__(self, read: ReadRun, tally: "_Tally") -> None:
        self._read = read
        self._tally = tally
        self._barren: list[str] = []
        self.failure: TaskFailedError | None = None

    def read(self, run: Sequence[int]) -> Sequence[ReadPage]:
        hear = self._tally.hear(run)
        if len(self._barren) >= _BARREN:
            hear(len(run), len(run))
            return [ReadPage(None, self._barren[-1])] * len(run)
        try:
            return self._read(run, hear)
        except _OF_THE_PAPER as error:
            code = self._noted(error)
        pages = list(self._one_by_one(run, hear)) if len(run) > 1 else [ReadPage(None, code)]
        if all(page.page is None for page in pages):
            # Runs of a short file are single pages: two bad ones say nothing about the others.
            self._barren += [code] * min(len(run), _PATIENCE)
        return pages

    def _one_by_one(self, run: Sequence[int], hear: Report) -> Iterator[ReadPage]:
        bad, page = 0, ReadPage(None)
        for done, number in enumerate(run, start=1):
            if bad < _PATIENCE:
                try:
                    (page,) = self._read([number], _unheard)
                except _OF_THE_PAPER as error:
                    page = ReadPage(None, self._noted(error))
                bad = 0 if page.problem is None else bad + 1
            hear(done, len(run))
            yield page

    def _noted(self, error: SandboxError) -> str:
        _log.warning("pages could not be read: %s: %s", error.code, error)
        if isinstance(error, TaskFailedError):
            self.failure = error
        return error.code


class _Tally:
    """Adds up the progress of runs that are read side by side."""

    def __init__(self, total: int, on_progress: Report | None) -> None:
        self._total = total
        self._on_progress = on_progress
        self._done: dict[int, int] = {}
        self._guard = threading.Lock()

    def hear(self, run: Sequence[int]) -> Report:
        """Return the listener of one run."""

        def listen(done: int, _total: int) -> None:
            with self._guard:
                self._done[run[0]] = done
                if self._on_progress is not None:
                    self._on_progress(sum(self._done.values()), self._total)

        return listen


def _unheard(_done: int, _total: int) -> None:
    """Stand in for a listener: one page's progress is told by whoever counts pages."""


def _runs(pages: Sequence[int], children: int) -> list[Sequence[int]]:
    """Cut into runs of at most `_RUN`, and short enough that no child stands idle at the end."""
    length = max(1, min(_RUN, -(-len(pages) // (children * _TURNS))))
    return [pages[start : start + length] for start in range(0, len(pages), length)]
