"""An office whose workers run when a test says so, in this process, on real parts.

SQLite, the confined child, real keys and a real timestamping authority; the object store is the
memory twin, so that a test can spoil it.
"""

import io
import shutil
from collections.abc import Iterator
from contextlib import AbstractContextManager, closing, nullcontext
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding

from signing.certificates.trust import TrustStore
from signing.cms.builder import CmsByAlgorithm
from signing.cms.cms_endesive import EndesiveCms
from signing.cms.cms_pyhanko import PyhankoCms
from signing.errors import KeyUnavailableError
from signing.keys.sealed_pin import seal, unseal
from signing.keys.signing_key import SigningKey
from signing.policy import Policy
from signing.timestamping.authority_use import AuthorityUse
from signing.timestamping.timestamp_rfc3161 import Rfc3161Timestamper
from sohoa.samples.authority import Identity
from storage.catalogue import Catalogue
from storage.clock import Clock
from storage.dossiers import Dossier
from storage.jobs import Job
from storage.people import Actor, Role
from storage.records import Document
from storage.tasks import KeyRecord, SigningTask
from tests.fakes.doorbell import FakeDoorbell
from tests.fakes.objects import MemoryObjects
from tests.support.lengthening import lengthening
from tests.support.pki import Pki, key_of
from tests.support.proofs import PROVING
from tests.support.tsa import Tsa
from workers import pipeline
from workers.approvals import Approvals
from workers.approving import Approving, Shown, to_be_signed
from workers.augment import AugmentStep, RenewStep
from workers.batching import Batching
from workers.confirming import Confirming
from workers.digest_signing import DigestSigning
from workers.embed import EmbedStep
from workers.giving_up import give_up
from workers.intake import Intake, NewDossier, Upload
from workers.prepare import PrepareStep
from workers.read import RUN_PAGES, ReadStep
from workers.read_run import ReadRunStep
from workers.results import Results
from workers.runner import Runner
from workers.sandbox import Sandbox
from workers.sandboxed import Sandboxed
from workers.sign import SignStep
from workers.sign_batch import SignBatchStep
from workers.splitting import Splitting
from workers.timing import Timing
from workers.verify import VerifyStep

AGENCY = "H38.01"
CLERK = Actor(id="usr_clerk", name="Lan", role=Role.CLERK, agency=AGENCY)
LEADER = Actor(id="usr_leader", name="Hường", role=Role.LEADER, agency=AGENCY)
RECORDS = Actor(id="usr_records", name="Thư", role=Role.RECORDS, agency=AGENCY)


class KeysInHand:
    """A keyring of test identities; one taken out is a token that was pulled.

    With `pin` set, keys want it, and `tried` counts what they were handed.
    """

    def __init__(self, identities: dict[str, Identity], pin: str | None = None) -> None:
        self.identities = identities
        self.private = X25519PrivateKey.generate()
        self.pin = pin
        self.tried: list[str | None] = []

    def open(
        self, name: str, pin: str | None = None, *, final_try: bool = False
    ) -> AbstractContextManager[SigningKey]:
        del final_try
        if name not in self.identities:
            raise KeyUnavailableError(name)
        self.tried.append(pin)
        if pin != self.pin:
            raise KeyUnavailableError("wrong PIN", code="wrong_pin")
        return nullcontext(key_of(self.identities[name]))

    def tries(self, name: str) -> str | None:
        del name
        return "pin_low" if self.tried and self.tried[-1] != self.pin else None

    def unseal(self, sealed: bytes, context: bytes) -> str:
        return unseal(sealed, self.private, context)

    def seal(self, pin: str, context: bytes) -> bytes:
        return seal(pin, self.private.public_key(), context)


@dataclass
class PaperOffice:
    """Acts, and `work`, which does every job that is due, until none is."""

    catalogue: Catalogue
    objects: MemoryObjects
    keys: KeysInHand
    runner: Runner
    intake: Intake
    splitting: Splitting
    confirming: Confirming
    results: Results
    approvals: Approvals
    batching: Batching

    def work(self) -> None:
        for _ in range(20):
            with self.catalogue.reading() as tx:
                jobs = tx.jobs.due(tx.jobs.now(), ring_again_after=timedelta(0), limit=100)
            if not jobs:
                return
            for job in jobs:
                self.runner.run(job.id)
        raise AssertionError("work without end")

    def dossier(self) -> Dossier:
        new = NewDossier(
            code=None,
            procedure="1.005129",
            owner_scheme="cccd",
            owner_number="001203000123",
            owner_name="Nguyễn Văn An",
            agency=AGENCY,
        )
        return self.intake.open_dossier(new, CLERK)

    def receive(self, dossier: Dossier, *files: tuple[str, bytes]) -> Job:
        uploads = [Upload(name, io.BytesIO(data)) for name, data in files]
        return self.intake.receive(dossier.code, uploads, CLERK)[1]

    def register(
        self, name: str, holder: str, profile: str, identity: Identity, agency: str = AGENCY
    ) -> None:
        pem = (one.public_bytes(Encoding.PEM).decode() for one in identity.chain)
        record = KeyRecord(
            name=name,
            agency=agency,
            holder=holder,
            profile=profile,
            certificate=identity.certificate.public_bytes(Encoding.PEM).decode(),
            chain="".join(pem),
        )
        self.keys.identities[name] = identity
        with self.catalogue.transaction() as tx:
            tx.keys.add(record, CLERK)

    def numbered(self, draft: bytes) -> Document:
        upload = Upload("du-thao.pdf", io.BytesIO(draft))
        result = self.results.draft(self.dossier().code, upload, CLERK)
        return self.results.number(result.id, "15/QĐ-UBND", date(2026, 11, 21), RECORDS)

    def ask(self, result: Document, signer: str, profile: str, level: str = "b-t") -> SigningTask:
        return self.approvals.ask(
            result.id, signer=signer, capacity="", profile=profile, level=level, actor=RECORDS
        )

    def approve(self, task: SigningTask, actor: Actor) -> Job:
        with self.catalogue.reading() as tx:
            shown = to_be_signed(tx, tx.documents.load(task.document)).sha256
        return self.approvals.approve(Shown(task=task.id, sha256=shown), actor)

    def document(self, document: str) -> Document:
        with self.catalogue.reading() as tx:
            return tx.documents.load(document)

    def task(self, task: str) -> SigningTask:
        with self.catalogue.reading() as tx:
            return tx.tasks.load(task)

    def job(self, job: str) -> Job:
        with self.catalogue.reading() as tx:
            return tx.jobs.load(job)


@pytest.fixture(scope="session")
def cage() -> Iterator[Sandboxed]:
    """One confined child for all tests: it is slow to start and keeps nothing."""
    with closing(Sandbox()) as sandbox:
        yield Sandboxed(sandbox)


@pytest.fixture
def trusted(pki: Pki) -> Path | None:
    """The trust folder of the office; a test may override it."""
    return pki.folder


@pytest.fixture
def paper_office(
    tmp_path: Path, sqlite_office: Path, cage: Sandboxed, pki: Pki, tsa: Tsa, trusted: Path | None
) -> Iterator[PaperOffice]:
    """An office with a digitiser's, a leader's and the agency's key."""
    shutil.copy(sqlite_office, tmp_path / "office.db")
    with closing(Catalogue.connect(f"sqlite:///{tmp_path / 'office.db'}", now)) as catalogue:
        yield assembled(catalogue, MemoryObjects(), cage, pki, tsa, trusted, now)


def assembled(
    catalogue: Catalogue,
    objects: MemoryObjects,
    cage: Sandboxed,
    pki: Pki,
    tsa: Tsa,
    trusted: Path | None,
    clock: Clock,
    run_pages: int = RUN_PAGES,
) -> PaperOffice:
    """Return an office on these parts, with a digitiser's, a leader's and the agency's key."""
    office = _assemble(catalogue, objects, cage, tsa, trusted, clock, run_pages)
    office.register("so-hoa", AGENCY, "digitiser", pki.agency)
    office.register("lanh-dao", LEADER.id, "leader", pki.leader)
    office.register("con-dau", AGENCY, "agency", pki.agency)
    return office


def _assemble(
    catalogue: Catalogue,
    objects: MemoryObjects,
    cage: Sandboxed,
    tsa: Tsa,
    trusted: Path | None,
    clock: Clock,
    run_pages: int = RUN_PAGES,
) -> PaperOffice:
    bell, keys = FakeDoorbell(), KeysInHand({})
    trust = TrustStore.from_folder(trusted) if trusted else TrustStore()
    roots = [one.public_bytes(Encoding.PEM).decode() for one in trust.anchors]
    splitting = Splitting(catalogue, bell, clock, "b-b", PROVING.filer)
    approving = Approving(clock, PROVING.approver)
    digests = DigestSigning(
        catalogue=catalogue,
        objects=objects,
        cms=CmsByAlgorithm(rsa=EndesiveCms(), ec=PyhankoCms()),
        trust=trust,
        proofs=PROVING.checker(),
        clock=clock,
    )
    stamper = Rfc3161Timestamper((tsa.url,), use=AuthorityUse(patience=1000))
    longer = lengthening(cage, trusted, stamper, clock)
    handlers = {
        **pipeline.digitizing(
            ReadStep(catalogue, objects, cage, splitting, bell, clock, run_pages),
            ReadRunStep(catalogue, objects, cage, bell),
        ),
        **pipeline.keyholding(SignStep(digests, keys, bell), SignBatchStep(digests, keys, bell)),
        **pipeline.keyless(
            PrepareStep(catalogue, objects, cage, bell, clock, PROVING.checker(), PROVING.preparer),
            EmbedStep(catalogue, objects, cage, stamper, roots, bell, clock),
            AugmentStep(catalogue, objects, longer, bell, clock),
            RenewStep(catalogue, objects, longer, bell, clock, timedelta(days=90)),
            VerifyStep(catalogue, objects, cage, trusted, Policy(), clock),
        ),
    }
    return PaperOffice(
        catalogue=catalogue,
        objects=objects,
        keys=keys,
        runner=Runner(
            catalogue=catalogue,
            handlers=handlers,
            worker="test",
            giving_up=give_up,
            timing=Timing(renew=8.0),
        ),
        intake=Intake(catalogue, objects, bell, clock),
        splitting=splitting,
        confirming=Confirming(catalogue, bell, clock, "b-b", PROVING.filer),
        results=Results(catalogue, objects, cage, clock),
        approvals=Approvals(
            catalogue,
            bell,
            clock,
            timestamps=True,
            approving=approving,
            objects=objects,
            sandbox=cage,
        ),
        batching=Batching(catalogue, bell, approving),
    )


def now() -> datetime:
    return datetime.now(UTC)
