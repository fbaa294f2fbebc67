"""Two worker processes on one stack, one of which is killed; a page behind a thick stack."""

import io
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from storage.events import Event
from storage.jobs import Job, JobState
from tests.support.moving_office import BY, MovingOffice, moving_office, until
from tests.support.processes import work_horse
from tests.support.reading_process import RUN_PAGES, spooled
from tests.support.thick_stacks import thick_pdf
from tests.support.worker_process import now
from workers.intake import Intake, NewDossier, Upload


@dataclass
class Readers:
    """An office whose digitize workers are processes of their own."""

    office: MovingOffice
    folder: Path
    url: str
    workers: list[subprocess.Popen[bytes]] = field(default_factory=list)

    def start(self) -> None:
        command = [sys.executable, "-m", "tests.support.reading_process", self.office.valkey.url]
        self.workers.append(subprocess.Popen([*command, self.url, str(self.folder / "spool")]))

    def hand_in(self, pdf: bytes) -> Job:
        intake = Intake(
            self.office.catalogue, spooled(self.folder / "spool"), self.office.doorbell, now
        )
        new = NewDossier(
            code=None,
            procedure="1.005129",
            owner_scheme="cccd",
            owner_number="001203000123",
            owner_name="Nguyễn Văn An",
            agency=BY.agency,
        )
        dossier = intake.open_dossier(new, BY)
        return intake.receive(dossier.code, [Upload("a.pdf", io.BytesIO(pdf))], BY)[1]

    def runs(self, stack: Job) -> list[Job]:
        with self.office.catalogue.reading() as tx:
            return [job for job in tx.jobs.of_subject(stack.subject) if job.id != stack.id]

    def claims(self, *stacks: Job) -> list[Event]:
        """Return every claim of a job of these stacks, in order."""
        with self.office.catalogue.reading() as tx:
            jobs = [job.id for stack in stacks for job in tx.jobs.of_subject(stack.subject)]
            events = [event for job in jobs for event in tx.events.of_subject(job)]
        return sorted((e for e in events if e.act == "job.started"), key=lambda e: e.at)

    def reading(self, stack: Job) -> str | None:
        with self.office.catalogue.reading() as tx:
            return tx.scans.load(stack.subject).reading

    def stop_in_mid_run(self, stack: Job) -> tuple[subprocess.Popen[bytes], Job]:
        """Halt a worker that reads a run, and return it with the run."""

        def caught() -> tuple[subprocess.Popen[bytes], Job] | None:
            for worker in self.workers:
                horse = work_horse(worker.pid)
                if horse is None or sum(r.state is JobState.DONE for r in self.runs(stack)) < 2:
                    continue
                os.kill(horse, signal.SIGSTOP)
                for run in self.runs(stack):
                    if (run.state, run.lease_by) == (JobState.RUNNING, f"reader-{horse}"):
                        return worker, run
                os.kill(horse, signal.SIGCONT)
            return None

        return until(caught, 60)

    def close(self) -> None:
        for worker in self.workers:
            worker.terminate()
        for worker in self.workers:
            worker.wait(30)


@contextmanager
def opened(folder: Path, url: str) -> Iterator[Readers]:
    with moving_office(folder, url) as office:
        readers = Readers(office, folder, url)
        try:
            yield readers
        finally:
            readers.close()


@pytest.fixture
def readers(tmp_path: Path) -> Iterator[Readers]:
    with opened(tmp_path, f"sqlite:///{tmp_path / 'catalogue.db'}") as made:
        yield made


@pytest.fixture
def readers_on_postgres(tmp_path: Path, postgres_url: str) -> Iterator[Readers]:
    with opened(tmp_path, postgres_url) as made:
        yield made


@pytest.mark.parametrize("pages", [30, pytest.param(60, marks=pytest.mark.soak)])
def test_of_two_workers_on_one_stack_one_is_killed_and_only_its_run_is_read_again(
    readers_on_postgres: Readers, pages: int
) -> None:
    readers, pdf = readers_on_postgres, thick_pdf(pages)
    readers.start()
    readers.start()
    stack = readers.hand_in(pdf)
    worker, lost = readers.stop_in_mid_run(stack)
    worker.kill()
    worker.wait()
    readers.office.wait_for(stack.id, JobState.DONE, 60)
    runs = readers.runs(stack)
    assert len(runs) == pages // RUN_PAGES
    assert [run.id for run in runs if run.token > 1] == [lost.id]
    names = {event.actor for event in readers.claims(stack)}
    assert len(names) >= 2
    unharmed = readers.hand_in(pdf)
    readers.office.wait_for(unharmed.id, JobState.DONE, 60)
    assert readers.reading(unharmed) == readers.reading(stack) is not None
    assert [run.token for run in readers.runs(unharmed)] == [1] * len(runs)


def test_a_page_behind_a_thick_stack_is_read_next(readers: Readers) -> None:
    readers.start()
    thick = readers.hand_in(thick_pdf(200))
    until(lambda: sum(r.state is JobState.DONE for r in readers.runs(thick)) > 2 or None, 60)
    page = readers.hand_in(thick_pdf(1, first=999))
    readers.office.wait_for(page.id, JobState.DONE, 60)
    asked = readers.office.job(page.id).created_at
    since = [event.subject for event in readers.claims(thick, page) if event.at > asked]
    assert since[0] == page.id
    assert readers.office.job(thick.id).state is JobState.WAITING
