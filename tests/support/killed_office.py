"""A whole office whose processes are killed, with papers on their way through it.

It is asked as a counter would ask it, over HTTP; its catalogue is only read, to see who holds which
lease.
"""

import io
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import TypeVar

import httpx
import pikepdf
from cryptography.hazmat.primitives.serialization import Encoding

from sohoa.samples.authority import Authority
from sohoa.settings import Settings
from sohoa.stack.folder import OfficeFolder
from sohoa.store_first import StoreFirst
from sohoa.wiring import stores
from storage.audit_verify import verify_url
from storage.catalogue import Catalogue
from storage.errors import UnavailableError
from storage.fsck import Subset, check
from storage.jobs import Job, JobState
from storage.tasks import SigningTask, TaskState
from tests.support.command import sohoa
from tests.support.processes import alive
from tests.support.stack import RunningOffice, running_office

T = TypeVar("T")

OFFICE = "H32.105"
PATIENCE = 90.0  # seconds until a paper must have come through
PIN = "thu-2468"


class KilledOffice:
    """Hand papers in, watch the ledger, and see that all ends well."""

    def __init__(self, office: RunningOffice, clerk: httpx.Client, scan: bytes) -> None:
        self.office = office
        self.clerk = clerk
        self.scan = scan
        self.catalogue = Catalogue.connect(f"sqlite:///{office.data / 'office.db'}", now)
        self._dossiers = 0
        self._lives = ExitStack()

    def close(self) -> None:
        """Stop whatever was started again."""
        self._lives.close()
        self.catalogue.close()

    def pid(self, name: str) -> int:
        """Return the process id of a part as it is now."""
        return self.office.pids[name]

    def wait_ready(self) -> None:
        """Wait until the API says that all it needs is there."""
        until(lambda: self.clerk.get("/readyz").status_code == 200 or None)

    def open_dossier(self) -> str:
        """Open one more dossier; return its code."""
        self._dossiers += 1
        owner = {"scheme": "cccd", "value": "019084168084", "name": "Lê Xuân Cường"}
        made = self.call("POST", "/dossiers", json={"procedure": "1.005129", "owner": owner})
        return str(made["code"])

    def hand_in(self, dossier: str) -> str:
        """Hand the sample scan in for a dossier; return the job."""
        files = {"file": ("scan.pdf", self.scan, "application/pdf")}
        return str(self.call("POST", f"/dossiers/{dossier}/scans", files=files)["job"])

    def accept(self, dossier: str) -> None:
        """Accept the split that was proposed: the digitiser signs now."""
        self.call("POST", f"/dossiers/{dossier}/split", json={})

    def confirm(self, dossier: str) -> None:
        """Confirm every document's fields as they were read."""
        for document in self.documents(dossier):
            at = f"/api/v1/documents/{document['id']}"
            tag = self.clerk.get(at).headers["ETag"]
            body = {"fields": {}, "confirm": True}
            answer = self.clerk.patch(f"{at}/fields", json=body, headers={"If-Match": tag})
            assert answer.status_code == 200, answer.text

    def documents(self, dossier: str) -> list[dict[str, str]]:
        """Return the dossier's documents."""
        found: list[dict[str, str]] = self.call("GET", f"/dossiers/{dossier}")["documents"]  # type: ignore[assignment] # JSON
        return found

    def call(self, method: str, path: str, **words: object) -> dict[str, object]:
        """Ask the API, which must agree; one that starts again is waited for."""
        answer = self.clerk.request(method, f"/api/v1{path}", **words)  # type: ignore[arg-type]
        assert answer.status_code < 300, answer.text
        body: dict[str, object] = answer.json()
        return body

    def job(self, job: str) -> Job:
        """Return the job as the ledger has it."""
        with self.catalogue.reading() as tx:
            return tx.jobs.load(job)

    def tasks(self, dossier: str) -> list[SigningTask]:
        """Return the signing tasks of a dossier's documents."""
        with self.catalogue.reading() as tx:
            found = tx.documents.of_dossier(tx.dossiers.load(dossier, None).id)
            return [task for document in found for task in tx.tasks.of_document(document.id)]

    def running(self, step: str, dossier: str) -> Job | None:
        """Return a job at this step for one of the dossier's signing tasks, while it runs."""
        with self.catalogue.reading() as tx:
            document_ids = [
                d.id for d in tx.documents.of_dossier(tx.dossiers.load(dossier, None).id)
            ]
            subjects = [t.id for d in document_ids for t in tx.tasks.of_document(d)]
            jobs = (job for subject in subjects for job in tx.jobs.of_subject(subject))
            return next((j for j in jobs if (j.step, j.state) == (step, JobState.RUNNING)), None)

    def wait_attempt(self, job: str, token: int) -> float:
        """Return the moment (monotonic) from which an attempt with this token held the lease."""

        def held() -> float | None:
            return time.monotonic() if self.job(job).token >= token else None

        return until(held)

    def wait_done(self, job: str) -> Job:
        """Return the job once it is over; it must be done."""

        def over() -> Job | None:
            found = self.job(job)
            return None if found.state in {JobState.WAITING, JobState.RUNNING} else found

        ended = until(over)
        assert ended.state is JobState.DONE, ended
        return ended

    def wait_stored(self, dossier: str) -> None:
        """Wait until each document is stored, signed exactly once, and judged to be so."""
        until(lambda: {d["state"] for d in self.documents(dossier)} == {"stored"} or None)
        tasks = self.tasks(dossier)
        documents = self.documents(dossier)
        assert [task.state for task in tasks] == [TaskState.SIGNED] * len(documents), tasks
        for document in documents:
            path = f"/api/v1/documents/{document['id']}/signatures"
            until(lambda path=path: self.clerk.get(path).status_code == 200 or None)  # type: ignore[misc]
            verdict = self.clerk.get(path).json()
            assert verdict["conclusion"] == "valid", verdict
            assert len(verdict["signatures"]) == 1, verdict

    def whole_way(self, dossier: str, job: str) -> None:
        """Take a stack that was handed in to its end."""
        self.wait_done(job)
        self.accept(dossier)
        self.confirm(dossier)
        self.wait_stored(dossier)

    def spooled(self) -> int:
        """Return how many accepted objects are not yet in the object store."""
        return len(list((self.office.data / "spool" / "pending").iterdir()))

    def kill_everything(self) -> None:
        """SIGKILL `sohoa up` itself; all its parts go with it."""
        everybody = list(self.office.pids.values())
        self.office.process.kill()
        self.office.process.wait(10)
        until(lambda: not any(map(alive, everybody)) or None)

    def start_again(self) -> None:
        """Start `sohoa up` anew over the same folder; it is stopped when the office closes."""
        self.office = self._lives.enter_context(start(self.office.data))

    def check(self) -> None:
        """See that the trail is whole and that every object is there and as it was."""
        trail = verify_url(f"sqlite:///{self.office.data / 'office.db'}")
        assert trail.sound, trail.faults
        words = {"SOHOA_DATA": str(self.office.data)}
        settings = Settings.from_env(words | OfficeFolder(self.office.data).environment())
        store, spooled = stores.s3_objects(settings), stores.objects(settings)
        found = check(self.catalogue, StoreFirst(store, spooled), store.list(), read_data=Subset())
        assert [one for one in found if not one.harmless] == []


@contextmanager
def killed_office(data: Path, scan: bytes) -> Iterator[KilledOffice]:
    """Start an office with a digitiser's key, and a clerk at its counter."""
    with start(data) as running:
        settle(data)
        with running.client("clerk", OFFICE) as clerk:
            office = KilledOffice(running, clerk, scan)
            try:
                yield office
            finally:
                office.close()


def start(data: Path) -> AbstractContextManager[RunningOffice]:
    """Start an office with one digitize worker."""
    return running_office(data, "--workers", "1")


def settle(data: Path) -> None:
    """Add the agency and its digitiser's key, whose authority is trusted."""
    root = Authority.root("Thử gốc", now())
    identity = root.issue("Người số hóa", organisation="UBND")
    (data / "trust" / "root.pem").write_bytes(root.certificate.public_bytes(Encoding.PEM))
    (data / "trust" / "root.crl").write_bytes(root.crl())
    identity.write_p12(data / "so-hoa.p12", PIN)
    pin = data / "pin"
    pin.touch(mode=0o600)
    pin.write_text(PIN)
    for words in (
        ("agency", "add", OFFICE, "UBND"),
        (
            *(
                "key",
                "add",
                "so-hoa",
                "--key",
                f"p12:{data / 'so-hoa.p12'}",
                "--pin-file",
                str(pin),
            ),
            *("--agency", OFFICE, "--holder", OFFICE, "--profile", "digitiser"),
        ),
    ):
        ran = sohoa(*words, "--data", data)
        assert ran.status == 0, ran.err


def pages(pdf: Path, numbers: list[int]) -> bytes:
    """Return a PDF of some pages of another."""
    with pikepdf.open(pdf) as whole:
        some = pikepdf.new()
        some.pages.extend(whole.pages[number] for number in numbers)
        out = io.BytesIO()
        some.save(out)
        return out.getvalue()


def until(look: Callable[[], T | None], seconds: float = PATIENCE, pause: float = 0.02) -> T:
    """Return what `look` finds; fail when it finds nothing for so long."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        try:
            found = look()
        except (UnavailableError, httpx.TransportError):
            found = None
        if found is not None:
            return found
        time.sleep(pause)
    raise AssertionError(f"not within {seconds} s")


def now() -> datetime:
    return datetime.now(UTC)
