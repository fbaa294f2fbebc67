"""Reads several scans side by side: their pages in order, and which of them nobody could read."""

import threading
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from ingest.digitize import load_places
from ingest.scans.scan_file import ScanFileInfo
from ingest.text import PageText
from workers.blame import MENDABLE
from workers.errors import (
    BAD_FILE,
    TaskFailedError,
)
from workers.page_reading import ReadPage, unread_page
from workers.sandboxed import Sandboxed

# Single pages come as files of their own: one file at a time would leave children idle.
_FILES_AT_ONCE: Final = 4

Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Scan:
    """`path` is the file as given; `opened` the same, or its copy without encryption."""

    path: Path
    opened: Path
    info: ScanFileInfo


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadFiles:
    """The pages of the scans that gave any, those scans, the pages without text, the bad scans.

    `page.source` indexes into `scans`; `unread` into `pages`; `bad` has stable codes.
    """

    pages: tuple[PageText, ...]
    scans: tuple[Scan, ...]
    unread: frozenset[int]
    bad: tuple[tuple[Path, str], ...]


def read_files(sandbox: Sandboxed, scans: Sequence[Scan], progress: Progress) -> ReadFiles:
    """Read all pages of all scans; `progress` hears (pages done, of), one call at a time.

    Raises what the machine lacks, an engine say, and TaskFailedError when every scan met it.
    """
    failures: list[TaskFailedError] = []
    tally = _Tally(sum(len(scan.info.pages) for scan in scans), progress)

    def read(numbered: tuple[int, Scan]) -> Sequence[ReadPage]:
        number, scan = numbered
        wanted = range(len(scan.info.pages))
        try:
            return sandbox.read_pages(scan.opened, scan.info, wanted, tally.hear(number))
        except BAD_FILE as error:
            if error.code in MENDABLE:
                raise
            return (ReadPage(None, error.code),) * len(wanted)
        except TaskFailedError as error:
            failures.append(error)
            return (ReadPage(None, error.code),) * len(wanted)

    # We only wait while the children read.
    threading.Thread(target=load_places, daemon=True).start()
    with ThreadPoolExecutor(max_workers=_FILES_AT_ONCE) as pool:
        found = list(pool.map(read, enumerate(scans)))
    if len(failures) == len(scans):
        raise failures[0]
    return _joined(scans, found)


def _joined(scans: Sequence[Scan], found: Sequence[Sequence[ReadPage]]) -> ReadFiles:
    pages: list[PageText] = []
    kept: list[Scan] = []
    unread: set[int] = set()
    bad: list[tuple[Path, str]] = []
    for scan, read in zip(scans, found, strict=True):
        if all(one.page is None for one in read):
            bad.append((scan.path, read[0].problem or ""))
            continue
        for one, info in zip(read, scan.info.pages, strict=True):
            if one.page is None:
                unread.add(len(pages))
            pages.append(replace(one.page or unread_page(info), source=len(kept)))
        kept.append(scan)
    return ReadFiles(
        pages=tuple(pages), scans=tuple(kept), unread=frozenset(unread), bad=tuple(bad)
    )


class _Tally:
    """Adds up the progress of files that are read side by side."""

    def __init__(self, total: int, progress: Progress) -> None:
        self._total = total
        self._progress = progress
        self._done: dict[int, int] = {}
        self._guard = threading.Lock()

    def hear(self, file: int) -> Progress:
        """Return the listener of one file."""

        def listen(done: int, _of: int) -> None:
            with self._guard:
                self._done[file] = done
                self._progress(sum(self._done.values()), self._total)

        return listen
