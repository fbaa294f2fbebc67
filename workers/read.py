"""READ: a stack becomes pages, text, proposed documents and their archive files.

A short stack is read at once. A longer one is cut into runs of pages that all digitize workers
share (`workers.read_run`); this job then waits, and the last run to end lets it go on to put the
stack together. So a stack of 500 pages holds up nobody for longer than a run takes.
"""

from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from storage.catalogue import Catalogue
from storage.clock import Clock
from storage.dossiers import Dossier, Scan, ScanState
from storage.jobs import Lease
from storage.objects import ObjectStore
from storage.procedures import DocumentType
from storage.readings import ReadingPlan, ReadingRun
from workers.doorbell import Doorbell
from workers.errors import PermanentError
from workers.page_reading import ReadPage
from workers.proposing import Proposing
from workers.ringing import ring
from workers.runner import Progress
from workers.runs import Plan, cut, pack, unpack
from workers.sandboxed import Sandboxed
from workers.splitting import Splitting
from workers.stack import plan_stack, put_together, read_part
from workers.steps import Step
from workers.workbench import Workbench, workbench

RUN_PAGES: Final = 8  # two to four seconds' work

# The last run wakes the stack's own job; this is for a day on which somebody mended the catalogue.
_LOOK_AGAIN: Final = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class _Task:
    """What READ has to do: the scan, and how far it is. `kept` None: nothing is planned yet."""

    scan: Scan
    dossier: Dossier
    types: tuple[DocumentType, ...]
    kept: ReadingPlan | None


@dataclass(frozen=True, slots=True)
class ReadStep:
    """Does READ. Harmless when done twice: a scan that is READ already is left alone.

    `run_pages` is the most pages that are read in one go.
    """

    catalogue: Catalogue
    objects: ObjectStore
    sandbox: Sandboxed
    splitting: Splitting
    doorbell: Doorbell
    clock: Clock
    run_pages: int = RUN_PAGES

    def __call__(self, lease: Lease, progress: Progress) -> None:
        """Read the scan named by the lease. Raises `PermanentError` when no file could be read."""
        with self.catalogue.reading() as tx:
            scan = tx.scans.load(lease.subject)
            task = _Task(
                scan=scan,
                dossier=tx.dossiers.get(scan.dossier),
                types=tx.types.list(),
                kept=tx.readings.plan(scan.id),
            )
        if scan.state is not ScanState.RECEIVED:
            return
        with workbench(self.objects) as bench:
            if task.kept is not None:
                self._join(lease, task, task.kept, bench, progress)
                return
            plan = plan_stack(scan.files, bench, self.sandbox)
            if plan.total > self.run_pages:
                self._spread(lease, scan, plan)
                return
            pages = read_part(plan, (0, plan.total), bench, self.sandbox, progress)
            self._propose(lease, task, plan, pages, bench)

    def _spread(self, lease: Lease, scan: Scan, plan: Plan) -> None:
        """Make a job of each run, and wait for them."""
        with self.catalogue.transaction() as tx:
            tx.jobs.hold(lease)
            own = tx.jobs.load(lease.job)
            jobs = [
                tx.jobs.enqueue(
                    Step.READ_RUN, scan.id, agency=own.agency, by=lease.by, lane=lease.lane
                )
                for _ in cut(plan.total, self.run_pages)
            ]
            runs = [
                ReadingRun(
                    scan=scan.id,
                    position=position,
                    job=job.id,
                    first=first,
                    count=count,
                    refused={},
                )
                for position, (job, (first, count)) in enumerate(
                    zip(jobs, cut(plan.total, self.run_pages), strict=True)
                )
            ]
            kept = ReadingPlan(scan=scan.id, job=lease.job, lane=lease.lane, plan=pack(plan))
            tx.readings.add(kept, runs)
            tx.jobs.progress(lease, done=0, total=plan.total)
            tx.jobs.park(lease, until=tx.jobs.now() + _LOOK_AGAIN)
        ring(self.doorbell, self.catalogue, *jobs)

    def _join(
        self, lease: Lease, task: _Task, kept: ReadingPlan, bench: Workbench, progress: Progress
    ) -> None:
        with self.catalogue.transaction() as tx:
            tx.jobs.hold(lease)
            if tx.readings.unfinished(task.scan.id):
                tx.jobs.park(lease, until=tx.jobs.now() + _LOOK_AGAIN)
                return
            runs = tx.readings.runs(task.scan.id)
        plan = unpack(Plan, kept.plan)
        progress(plan.total, plan.total)
        pages = [page for run in runs for page in _pages(run)]
        self._propose(lease, task, plan, pages, bench)

    def _propose(
        self,
        lease: Lease,
        task: _Task,
        plan: Plan,
        pages: "list[ReadPage] | tuple[ReadPage, ...]",
        bench: Workbench,
    ) -> None:
        scan = task.scan
        stack = put_together(plan, pages, bench)
        if not stack.files:
            problem = stack.problems[min(stack.problems)]
            with self.catalogue.transaction() as tx:
                tx.jobs.hold(lease)
                tx.scans.note_problems(scan.id, stack.problems, lease.by)
            raise PermanentError(problem, f"no file of {scan.id} could be read")
        proposing = Proposing(
            self.catalogue, self.objects, self.sandbox, self.splitting, self.doorbell, self.clock
        )
        proposing.propose(lease, task.dossier, scan, stack, task.types, bench)


def _pages(run: ReadingRun) -> tuple[ReadPage, ...]:
    if run.pages is None:  # its job was given up
        return (ReadPage(None, run.given_up),) * run.count
    return unpack(tuple[ReadPage, ...], run.pages)
