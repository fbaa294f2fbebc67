"""A reading under way: a stack's pages are read in runs, each a job of its own."""

from collections.abc import Mapping
from dataclasses import dataclass

from storage.jobs import Lane
from storage.records import ScanId

MOST_BYTES = 32 << 20  # of one run's pages or of one plan, as they are kept: far above any paper's


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadingPlan:
    """What is to be read of a scan. `job` waits for all runs; `plan` is the reading room's own."""

    scan: ScanId
    job: str
    lane: Lane
    plan: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadingRun:
    """Pages `first` up to `first + count` of a scan, counted through all its files, from 0.

    `pages` is what was read, None until then. `refused` maps positions of files of which the run
    could read no page to a code. `given_up` is the code of a run that nobody will read any more.
    """

    scan: ScanId
    position: int
    job: str
    first: int
    count: int
    pages: bytes | None = None
    refused: Mapping[int, str]
    given_up: str | None = None
