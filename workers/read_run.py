"""READ_RUN: some pages of a stack are read, and kept until the whole stack is.

A worker that dies takes no other run along. Pages and files that cannot be read are marked; the
run itself fails only for what is not the paper's fault, and is then tried again.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from storage.catalogue import Catalogue
from storage.jobs import Lease
from storage.objects import ObjectStore
from storage.readings import MOST_BYTES
from workers.doorbell import Doorbell
from workers.errors import OutOfMemoryError
from workers.page_reading import ReadPage
from workers.ringing import ring
from workers.runner import Progress
from workers.runs import Plan, pack, unpack
from workers.sandboxed import Sandboxed
from workers.stack import read_part, refused
from workers.workbench import workbench

_ENOUGH: Final = 2  # runs that got nothing out of a file: the others do not try


@dataclass(frozen=True, slots=True)
class ReadRunStep:
    """Does READ_RUN. Harmless when done twice: one result is kept, and none once it is joined."""

    catalogue: Catalogue
    objects: ObjectStore
    sandbox: Sandboxed
    doorbell: Doorbell

    def __call__(self, lease: Lease, progress: Progress) -> None:
        """Read the run that the lease's job stands for."""
        with self.catalogue.reading() as tx:
            run = tx.readings.run(lease.job)
            kept = None if run is None else tx.readings.plan(run.scan)
            refusals = () if run is None else tx.readings.refused(run.scan)
        if run is None or kept is None:
            return
        plan, part = unpack(Plan, kept.plan), (run.first, run.count)
        progress(0, run.count)
        with workbench(self.objects) as bench:
            pages = read_part(plan, part, bench, self.sandbox, progress, _hopeless(refusals))
        data, pages = _bounded(pages)
        with self.catalogue.transaction() as tx:
            tx.jobs.hold(lease)
            tx.jobs.lock(kept.job)  # so of the two last runs, the second sees the first
            tx.readings.keep(run, data, refused(plan, part, pages))
            tx.jobs.progress(lease, done=run.count, total=run.count)
            tx.jobs.finish(lease)
            last = tx.readings.unfinished(run.scan) == 0
            if last:
                tx.jobs.release(kept.job)
            stack = tx.jobs.load(kept.job)
        if last:
            ring(self.doorbell, self.catalogue, stack)


def _hopeless(refusals: Sequence[Mapping[int, str]]) -> dict[int, str]:
    """Return the files, by position, that several runs got nothing out of.

    Else a paper made to hang its reader would do so once for each run.
    """
    times = Counter(position for refusal in refusals for position in refusal)
    codes = {position: code for refusal in refusals for position, code in refusal.items()}
    return {position: codes[position] for position, count in times.items() if count >= _ENOUGH}


def _bounded(pages: tuple[ReadPage, ...]) -> tuple[bytes, tuple[ReadPage, ...]]:
    """Pack the pages; more than any paper gives came from a child that went wrong."""
    data = pack(pages)
    if len(data) <= MOST_BYTES:
        return data, pages
    nothing = (ReadPage(None, OutOfMemoryError.code),) * len(pages)
    return pack(nothing), nothing
