"""Whatever is killed, nothing accepted is lost and each paper ends as if nothing had happened.

Every part of a running office is SIGKILLed in turn with papers on their way. Recovery is measured
from the kill to the moment a new attempt holds the lease.
"""

import os
import shutil
import signal
import threading
import time
from collections.abc import Callable, Iterator

import httpx
import pytest

from sohoa.samples.stack import DemoStack
from storage.jobs import JobState
from tests.support.command import sohoa
from tests.support.killed_office import KilledOffice, killed_office, pages, until
from tests.support.processes import kill, sandbox_child, work_horse

pytestmark = pytest.mark.timeout(400)
BOUND = 20.0  # seconds

Tell = Callable[[str, float], None]


@pytest.fixture(scope="module")
def office(
    tmp_path_factory: pytest.TempPathFactory, sample_stack: DemoStack
) -> Iterator[KilledOffice]:
    scan = pages(sample_stack.pdf, [4])  # a citizen's card
    with killed_office(tmp_path_factory.mktemp("office") / "data", scan) as office:
        yield office


@pytest.fixture
def tell(capsys: pytest.CaptureFixture[str]) -> Tell:
    """Print a measured time also when the test passes, and hold it against the bound."""

    def tell(what: str, seconds: float) -> None:
        with capsys.disabled():
            print(f"\nrecovery: {what}: {seconds:.1f} s")  # noqa: T201 - a measurement to be seen
        assert seconds <= BOUND

    return tell


def reading(office: KilledOffice) -> tuple[str, str]:
    """Hand a stack in and return when it is being read."""
    dossier = office.open_dossier()
    job = office.hand_in(dossier)
    until(lambda: office.job(job).state is JobState.RUNNING or None)
    return dossier, job


@pytest.mark.soak
def test_the_digitize_worker(office: KilledOffice, tell: Tell) -> None:
    dossier, job = reading(office)
    kill(office.pid("worker-digitize-1"))
    killed = time.monotonic()
    tell("digitize worker", office.wait_attempt(job, 2) - killed)
    office.whole_way(dossier, job)
    office.check()


@pytest.mark.soak
def test_its_work_horse(office: KilledOffice, tell: Tell) -> None:
    dossier, job = reading(office)
    kill(until(lambda: work_horse(office.pid("worker-digitize-1"))))
    killed = time.monotonic()
    tell("work-horse", office.wait_attempt(job, 2) - killed)
    office.whole_way(dossier, job)
    office.check()


@pytest.mark.soak
def test_the_confined_child(office: KilledOffice, tell: Tell) -> None:
    dossier = office.open_dossier()
    job = office.hand_in(dossier)
    child = until(lambda: sandbox_child(office.pid("worker-digitize-1")))
    time.sleep(1.0)  # it reads
    kill(child)
    killed = time.monotonic()
    office.wait_done(job)
    tell("confined child, until its stack was read", time.monotonic() - killed)
    office.whole_way(dossier, job)
    office.check()


@pytest.mark.parametrize(
    ("part", "step"),
    [
        pytest.param("worker-verify", "prepare", marks=pytest.mark.soak),
        ("worker-sign", "sign"),
        pytest.param("worker-verify", "embed", marks=pytest.mark.soak),
    ],
)
def test_a_worker_in_the_middle_of_a_signature(
    office: KilledOffice, tell: Tell, part: str, step: str
) -> None:
    dossier = office.open_dossier()
    office.wait_done(office.hand_in(dossier))
    office.accept(dossier)
    caught = until(lambda: office.running(step, dossier), pause=0.0)
    kill(office.pid(part))
    killed = time.monotonic()
    if office.job(caught.id).state == "running":
        tell(f"{part} at {step}", office.wait_attempt(caught.id, 2) - killed)
    office.confirm(dossier)
    office.wait_stored(dossier)
    office.check()


@pytest.mark.soak
def test_the_sweeper(office: KilledOffice, tell: Tell) -> None:
    dossier, job = reading(office)
    kill(office.pid("sweep"))
    kill(office.pid("worker-digitize-1"))
    killed = time.monotonic()
    tell("sweeper and digitize worker at once", office.wait_attempt(job, 2) - killed)
    office.whole_way(dossier, job)
    office.check()


@pytest.mark.soak
@pytest.mark.parametrize("lost", [False, True], ids=["kept", "lost"])
def test_the_queue_server(office: KilledOffice, tell: Tell, lost: bool) -> None:
    dossier, job = reading(office)
    other = office.open_dossier()
    waiting = office.hand_in(other)
    kill(office.pid("valkey"))
    killed = time.monotonic()
    if lost:
        shutil.rmtree(office.office.data / "queue")
    office.wait_done(job)
    if not lost:
        tell("queue server, next job", office.wait_attempt(waiting, 1) - killed)
    else:
        tell("queue server and its disk, next job", office.wait_attempt(waiting, 1) - killed)
    office.whole_way(dossier, job)
    office.whole_way(other, waiting)
    office.check()


def test_the_object_store(office: KilledOffice, tell: Tell) -> None:
    dossier, job = reading(office)
    kill(office.pid("seaweedfs"))
    other = office.open_dossier()
    began = time.monotonic()
    waiting = office.hand_in(other)  # nobody at the counter notices
    tell("hand-in while the object store is dead", time.monotonic() - began)
    office.whole_way(dossier, job)
    office.whole_way(other, waiting)
    until(lambda: office.spooled() == 0 or None)
    office.check()


@pytest.mark.soak
def test_an_object_store_that_hangs(office: KilledOffice, tell: Tell) -> None:
    dossier = office.open_dossier()
    office.scan += b"\n% a stack that the store has not seen"
    store = office.pid("seaweedfs")
    os.kill(store, signal.SIGSTOP)
    try:
        began = time.monotonic()
        job = office.hand_in(dossier)
        tell("hand-in while the object store hangs", time.monotonic() - began)
        assert office.spooled() > 0
        office.wait_done(job)  # it is read from the spool
    finally:
        os.kill(store, signal.SIGCONT)
    office.whole_way(dossier, job)
    until(lambda: office.spooled() == 0 or None)
    office.check()


def test_the_api_in_the_middle_of_an_upload(office: KilledOffice, tell: Tell) -> None:
    dossier = office.open_dossier()
    held, failed = threading.Event(), threading.Event()

    def slowly() -> Iterator[bytes]:
        yield from (head, office.scan[:100_000])
        held.wait(30)
        yield office.scan[100_000:]
        yield tail

    head = (
        b'--b\r\nContent-Disposition: form-data; name="file"; filename="scan.pdf"\r\n'
        b"Content-Type: application/pdf\r\n\r\n"
    )
    tail = b"\r\n--b--\r\n"
    path = f"/api/v1/dossiers/{dossier}/scans"
    headers = {"Content-Type": "multipart/form-data; boundary=b", "Idempotency-Key": "k1"}

    def send() -> None:
        try:
            office.clerk.post(path, content=slowly(), headers=headers)
        except httpx.TransportError:
            failed.set()

    sender = threading.Thread(target=send)
    sender.start()
    time.sleep(0.5)
    kill(office.pid("api"))
    killed = time.monotonic()
    held.set()
    sender.join(60)
    assert failed.is_set()
    files = {"file": ("scan.pdf", office.scan, "application/pdf")}
    again = office.clerk.post(path, files=files, headers={"Idempotency-Key": "k1"})
    tell("api, until the upload was taken", time.monotonic() - killed)
    assert again.status_code == 202, again.text
    office.whole_way(dossier, again.json()["job"])
    office.check()


def test_the_commands_say_the_same(office: KilledOffice) -> None:
    for words in (("audit", "verify"), ("fsck", "--read-data")):
        ran = sohoa(*words, "--json", "--data", office.office.data)
        assert ran.status == 0, ran.out + ran.err


def test_the_supervisor(office: KilledOffice, tell: Tell) -> None:
    dossier, job = reading(office)
    killed = time.monotonic()
    office.kill_everything()
    office.start_again()
    tell("everything, until started again and at it", office.wait_attempt(job, 2) - killed)
    office.whole_way(dossier, job)
    office.check()
