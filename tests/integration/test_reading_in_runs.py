"""A long stack is read in runs: whoever dies or is away, its pages end where they belong, once."""

import io
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest
from PIL import Image

from storage.catalogue import Catalogue
from storage.dossiers import Scan, ScanState
from storage.errors import FencedError
from storage.jobs import Job, JobState
from tests.fakes.objects import MemoryObjects
from tests.support.paper_office import CLERK, PaperOffice, assembled
from tests.support.pki import Pki
from tests.support.struck_office import ShiftedClock, Strike, StruckCatalogue
from tests.support.thick_stacks import thick_pdf, thick_tiff
from tests.support.tsa import Tsa
from workers.records import Records
from workers.sandboxed import Sandboxed
from workers.steps import QueueName, Step

RUN_PAGES = 3
PAGES = 8


@pytest.fixture(scope="module")
def pdf() -> bytes:
    return thick_pdf(PAGES)


@pytest.fixture
def clock() -> ShiftedClock:
    return ShiftedClock()


@pytest.fixture
def office_of(
    sqlite_office: Path,
    cage: Sandboxed,
    pki: Pki,
    tsa: Tsa,
    tmp_path: Path,
    clock: ShiftedClock,
) -> Iterator[Callable[[int], PaperOffice]]:
    """Make an office that reads so many pages in one go."""
    made: list[Catalogue] = []

    def make(run_pages: int) -> PaperOffice:
        folder = tmp_path / str(len(made))
        folder.mkdir()
        made.append(StruckCatalogue.over(sqlite_office, folder, clock, Strike()))
        objects = MemoryObjects()
        return assembled(made[-1], objects, cage, pki, tsa, pki.folder, clock, run_pages)

    yield make
    for catalogue in made:
        with closing(catalogue):
            pass


@pytest.fixture
def office(office_of: Callable[[int], PaperOffice]) -> PaperOffice:
    return office_of(RUN_PAGES)


def runs_of(office: PaperOffice, stack: Job) -> list[Job]:
    with office.catalogue.reading() as tx:
        return [job for job in tx.jobs.of_subject(stack.subject) if job.step == "read-run"]


def scan_of(office: PaperOffice, stack: Job) -> Scan:
    with office.catalogue.reading() as tx:
        return tx.scans.load(stack.subject)


def take(office: PaperOffice, times: int = 1) -> None:
    """Do the jobs whose turn it is."""
    for _ in range(times):
        office.runner.answer(QueueName.DIGITIZE)


def test_a_stack_read_in_runs_is_the_same_as_one_read_at_once(
    office_of: Callable[[int], PaperOffice], pdf: bytes
) -> None:
    left, last = [], thick_pdf(1, first=90)
    for run_pages in (RUN_PAGES, PAGES):
        office = office_of(run_pages)
        job = office.receive(office.dossier(), ("a.pdf", pdf), ("b.pdf", last))
        office.work()
        scan = scan_of(office, job)
        with office.catalogue.reading() as tx:
            documents = tx.documents.of_scan(scan.id)
            pages = [page.text for d in documents for page in tx.documents.pages(d.id)]
            assert tx.readings.plan(scan.id) is None
        left.append((scan.reading, scan.warnings, len(documents), pages))
        assert office.job(job.id).state is JobState.DONE
        assert (office.job(job.id).done, office.job(job.id).total) == (PAGES + 1, PAGES + 1)
    assert left[0] == left[1]
    assert len(set(left[0][3])) == PAGES + 1


def test_progress_counts_the_pages_of_all_runs(office: PaperOffice, pdf: bytes) -> None:
    job = office.receive(office.dossier(), ("a.pdf", pdf))
    records = Records(office.catalogue, office.objects, office.splitting)  # type: ignore[arg-type] # opens no paper
    told = []
    for _ in range(4):
        take(office)
        seen = records.job(job.id, CLERK).job
        told.append((seen.state, seen.done, seen.total))
    assert told == [(JobState.RUNNING, done, PAGES) for done in (0, 2, 5, 8)]
    take(office)
    seen = records.job(job.id, CLERK).job
    assert (seen.state, seen.done, seen.total) == (JobState.DONE, PAGES, PAGES)


def test_a_worker_that_dies_takes_only_its_own_run_along(
    office: PaperOffice, pdf: bytes, clock: ShiftedClock
) -> None:
    job = office.receive(office.dossier(), ("a.pdf", pdf))
    take(office, 2)
    with office.catalogue.transaction() as tx:
        second = runs_of(office, job)[1].id
        assert tx.jobs.claim(second, worker="dies", seconds=5, max_attempts=3) is not None
    clock.forward(6)
    office.work()
    assert scan_of(office, job).state is ScanState.READ
    assert [run.token for run in runs_of(office, job)] == [1, 2, 1]


def test_a_late_worker_changes_no_run(office: PaperOffice, pdf: bytes, clock: ShiftedClock) -> None:
    job = office.receive(office.dossier(), ("a.pdf", pdf))
    take(office)
    first = runs_of(office, job)[0]
    with office.catalogue.transaction() as tx:
        late = tx.jobs.claim(first.id, worker="late", seconds=5, max_attempts=3)
    assert late is not None
    clock.forward(6)
    take(office)
    with office.catalogue.reading() as tx:
        kept = tx.readings.run(first.id)
    with pytest.raises(FencedError):
        office.runner._handlers[Step.READ_RUN](late, lambda _done, _total: None)
    with office.catalogue.reading() as tx:
        assert tx.readings.run(first.id) == kept
    assert kept is not None
    assert kept.pages is not None


def test_the_store_is_away_while_runs_are_read(
    office: PaperOffice, pdf: bytes, clock: ShiftedClock
) -> None:
    job = office.receive(office.dossier(), ("a.pdf", pdf))
    take(office, 2)
    office.objects.down = True
    for _ in range(4):
        take(office, 3)
        clock.forward(61)
    assert [run.attempts for run in runs_of(office, job)] == [0, 0, 0]
    office.objects.down = False
    office.work()
    assert scan_of(office, job).state is ScanState.READ
    assert runs_of(office, job)[0].token == 1


def test_a_page_that_cannot_be_read_harms_no_other(office: PaperOffice) -> None:
    job = office.receive(office.dossier(), ("a.tif", spoiled(thick_tiff(5), 3)))
    office.work()
    scan = scan_of(office, job)
    assert office.job(job.id).state is JobState.DONE
    assert [(w.code, w.page) for w in scan.warnings if w.page == 3] == [("page_unreadable", 3)]
    assert [file.problem for file in scan.files] == [None]
    with office.catalogue.reading() as tx:
        (document,) = tx.documents.of_scan(scan.id)
        texts = [page.text for page in tx.documents.pages(document.id)]
    assert [bool(text) for text in texts] == [True, True, True, False, True]


def test_a_poisonous_run_is_given_up_and_the_others_are_kept(
    office: PaperOffice, pdf: bytes, clock: ShiftedClock
) -> None:
    job = office.receive(office.dossier(), ("a.pdf", pdf))
    take(office)
    poison = runs_of(office, job)[1].id
    for _ in range(3):
        with office.catalogue.transaction() as tx:
            assert tx.jobs.claim(poison, worker="dies", seconds=0.0, max_attempts=9) is not None
    clock.forward(1)
    office.work()
    scan = scan_of(office, job)
    assert office.job(poison).state is JobState.QUARANTINED
    assert office.job(job.id).state is JobState.DONE
    unread = [w.page for w in scan.warnings if w.code == "page_unreadable"]
    assert unread == [2, 3, 4]


def test_a_stack_whose_runs_are_all_given_up_ends_with_the_reason(
    office: PaperOffice, pdf: bytes, clock: ShiftedClock
) -> None:
    job = office.receive(office.dossier(), ("a.pdf", pdf))
    take(office)
    for run in runs_of(office, job):
        for _ in range(3):
            with office.catalogue.transaction() as tx:
                tx.jobs.claim(run.id, worker="dies", seconds=0.0, max_attempts=9)
    clock.forward(1)
    office.work()
    ended, scan = office.job(job.id), scan_of(office, job)
    assert (ended.state, ended.error) == (JobState.FAILED, "poisoned")
    assert (scan.state, scan.problem) == (ScanState.QUARANTINED, "poisoned")
    with office.catalogue.reading() as tx:
        assert tx.readings.runs(scan.id) == ()


def spoiled(tiff: bytes, page: int) -> bytes:
    """Return the file with one page that cannot be decoded."""
    data = bytearray(tiff)
    with Image.open(io.BytesIO(tiff)) as picture:
        picture.seek(page)
        strips = zip(picture.tag_v2[273], picture.tag_v2[279], strict=True)  # type: ignore[attr-defined] # of a TIFF
        for offset, length in strips:
            data[offset : offset + length] = b"\xff" * length
    return bytes(data)
