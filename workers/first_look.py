"""Looks at a stack as it arrives, so that a page can be scanned again at the counter.

It is help, not a gate: what cannot be looked at in the time is judged when the stack is read, and
whatever goes wrong here is told there, too.
"""

import logging
import time
from dataclasses import dataclass, replace
from typing import Final

from ingest.text import PageFindings, QualityFinding
from storage.dossiers import Scan, ScanFile
from storage.errors import StorageError
from storage.objects import ObjectStore
from workers.errors import TaskRefusedError, WorkerError
from workers.sandboxed import Sandboxed
from workers.workbench import Workbench, workbench

_log = logging.getLogger(__name__)

_MOST_BYTES: Final = 128 * 1024**2  # copying more would take the time that there is


@dataclass(frozen=True, slots=True)
class FirstLook:
    """Judges the first pages of a stack, for about `seconds`."""

    objects: ObjectStore
    sandbox: Sandboxed
    seconds: float = 1.0

    def at(self, scan: Scan) -> tuple[PageFindings, ...]:
        """Return what was seen, by page of the stack; never raises for a bad file."""
        end = time.monotonic() + self.seconds
        seen: list[PageFindings] = []
        before = 0
        try:
            with workbench(self.objects) as bench:
                for file in scan.files:
                    if file.problem is not None:
                        continue
                    if file.size > _MOST_BYTES or time.monotonic() >= end:
                        break
                    before += self._look(bench, file, end, before, seen)
        except (WorkerError, StorageError, OSError) as error:
            _log.warning("scan %s is not looked at further: %s", scan.id, type(error).__name__)
        return tuple(seen)

    def _look(
        self, bench: Workbench, file: ScanFile, end: float, before: int, seen: list[PageFindings]
    ) -> int:
        """Look at a file whose first page is page `before` of the stack; return its page count."""
        path = bench.fetch(file.sha256)
        try:
            info = self.sandbox.inspect(path, file.name)
        except TaskRefusedError:  # its pages are none of the stack's
            return 0
        for one in self.sandbox.look(path, info, max(0.0, end - time.monotonic())):
            findings = tuple(_moved(finding, before) for finding in one.findings)
            seen.append(PageFindings(before + one.page, findings))
        return len(info.pages)


def _moved(finding: QualityFinding, before: int) -> QualityFinding:
    return finding if finding.twin is None else replace(finding, twin=finding.twin + before)
