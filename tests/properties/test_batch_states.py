"""Whatever happens to a batch, no PIN is tried without need and nothing is signed twice.

One batch on a real catalogue; workers die at the login or amid the signatures, files turn out bad,
the sweeper comes by. The device is a small one that counts what it is handed.
"""

import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.x509.oid import NameOID
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from signing.errors import KeyUnavailableError
from signing.keys.sealed_pin import seal, unseal
from signing.keys.signature_algorithm import SignatureAlgorithm
from signing.keys.signing_key import SigningKey
from storage.batches import Batch, BatchItem, BatchState, PinState
from storage.catalogue import Catalogue
from storage.objects import Digest
from storage.people import Agency
from storage.tasks import SigningTask, TaskState
from tests.fakes.doorbell import FakeDoorbell
from tests.fakes.objects import MemoryObjects
from tests.support.batch_office import AGENCY, LEADER, BatchOffice
from tests.support.catalogues import ADMIN, SetClock
from tests.support.proofs import PROVING
from tests.support.struck_office import Killed
from workers.batch_chores import erase_old_pins
from workers.batching import pin_context
from workers.digest_signing import DigestSigning
from workers.giving_up import give_up
from workers.runner import Runner
from workers.sign_batch import SignBatchStep
from workers.steps import Step
from workers.timing import Timing

PIN = "135790"


@cache
def certificate() -> x509.Certificate:
    """A certificate that may sign: nobody looks at more of it here."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Hường")])
    usage = x509.KeyUsage(True, True, *[False] * 7)
    made = x509.CertificateBuilder().subject_name(name).issuer_name(name)
    made = made.public_key(key.public_key()).serial_number(7).add_extension(usage, critical=True)
    made = made.not_valid_before(datetime(2026, 1, 1, tzinfo=UTC))
    return made.not_valid_after(datetime(2027, 1, 1, tzinfo=UTC)).sign(key, SHA256())


@cache
def furnished() -> bytes:
    """Return the file of a migrated catalogue with one agency: migrating takes its time."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "office.db"
        with closing(Catalogue.connect(f"sqlite:///{path}", SetClock())) as made:
            made.migrate()
            with made.transaction() as tx:
                tx.agencies.add(Agency(code=AGENCY, name="UBND xã"), ADMIN)
        return path.read_bytes()


class Device:
    """One key that wants a PIN, and the maker of CMS; both count, and die when told to."""

    chain: tuple[x509.Certificate, ...] = ()

    def __init__(self) -> None:
        self.private = X25519PrivateKey.generate()
        self.certificate = certificate()
        self.wrong = self.unknown = self.risked = self.made = 0
        self.dies_at_login = False
        self.dies_at_signature = 0

    @contextmanager
    def open(
        self, name: str, pin: str | None = None, *, final_try: bool = False
    ) -> Iterator[SigningKey]:
        assert (name, final_try) == ("lanh-dao", False)
        # Counted, not asserted: the runner writes down whatever a step raises, and goes on.
        self.risked += bool(self.unknown or self.wrong)
        if self.dies_at_login:
            self.unknown += 1
            raise Killed
        if pin != PIN:
            self.wrong += 1
            raise KeyUnavailableError("wrong PIN", code="wrong_pin")
        yield self

    def tries(self, name: str) -> str | None:
        return "pin_low" if name and self.wrong else None

    def unseal(self, sealed: bytes, context: bytes) -> str:
        return unseal(sealed, self.private, context)

    def sign(self, data: bytes, algorithm: SignatureAlgorithm) -> bytes:
        raise NotImplementedError  # the maker of CMS below does not ask for it

    def build(
        self, digest: bytes, key: SigningKey, algorithm: SignatureAlgorithm | None = None
    ) -> bytes:
        assert (key, algorithm) == (self, None)
        self.made += 1
        if self.dies_at_signature and self.made >= self.dies_at_signature:
            raise Killed
        return b"CMS over " + digest


class Batches(RuleBasedStateMachine):
    """One batch of some documents and one sealed PIN."""

    def __init__(self) -> None:
        super().__init__()
        self.clock, self.device, self.objects = SetClock(), Device(), MemoryObjects()
        self.folder = tempfile.TemporaryDirectory()
        path = Path(self.folder.name) / "office.db"
        path.write_bytes(furnished())
        self.catalogue = Catalogue.connect(f"sqlite:///{path}", self.clock)
        self.office = BatchOffice(self.catalogue, self.clock)
        digests = DigestSigning(
            catalogue=self.catalogue,
            objects=self.objects,
            cms=self.device,
            trust=None,
            proofs=PROVING.checker(),
            clock=self.clock,
        )
        step = SignBatchStep(digests, self.device, FakeDoorbell())
        self.runner = Runner(
            catalogue=self.catalogue,
            handlers={Step.SIGN_BATCH: step},
            worker="test",
            giving_up=give_up,
            timing=Timing(renew=1000.0),
        )
        self.signed: dict[str, Digest] = {}

    @initialize(
        count=st.integers(1, 4),
        pin=st.sampled_from([PIN, PIN, "000000"]),
        ready=st.integers(0, 4),
    )
    def approve(self, count: int, pin: str, ready: int) -> None:
        self.tasks = [task.id for task in self.office.ask(count)]
        with self.catalogue.reading() as tx:
            tasks = [tx.tasks.load(task) for task in self.tasks]
        shown = self.office.shown(tasks)
        items = [
            BatchItem(batch="", position=0, task=one.task, shown=Digest(one.sha256))
            for one in shown
        ]
        sealed = seal(pin, self.device.private.public_key(), pin_context(items))
        self.batch_id = self.office.batching.approve(shown, sealed, LEADER).id
        for task in self.tasks[ready:]:
            self.office.prepare(task)

    @rule(at=st.integers(0, 3), well=st.sampled_from([True, True, True, False]))
    def prepare(self, at: int, well: bool) -> None:
        self.office.prepare(self.tasks[at % len(self.tasks)], well=well)

    @rule(login=st.booleans(), signature=st.integers(0, 3))
    def sign(self, login: bool, signature: int) -> None:
        """A worker hears the bell; it may die at its login, or at one of its signatures."""
        self.device.dies_at_login = login
        self.device.dies_at_signature = self.device.made + signature if signature else 0
        self.work()

    @rule(seconds=st.sampled_from([11, 120]))
    def time_passes(self, seconds: int) -> None:
        self.clock.forward(seconds=seconds)

    @rule()
    def sweep(self) -> None:
        erase_old_pins(self.catalogue)

    def work(self) -> None:
        for job in self.office.due(Step.SIGN_BATCH):
            with suppress(Killed):
                self.runner.run(job.id)

    def batch(self) -> Batch:
        with self.catalogue.reading() as tx:
            return tx.batches.load(self.batch_id)

    def now(self) -> list[SigningTask]:
        return [self.office.task(task) for task in self.tasks]

    @invariant()
    def no_pin_is_tried_after_it_was_wrong_or_its_outcome_unknown(self) -> None:
        assert self.device.risked == 0

    @invariant()
    def no_pin_is_kept_longer_than_needed(self) -> None:
        batch = self.batch()
        assert (batch.sealed_pin is None) == (batch.pin is PinState.GONE)
        assert batch.state is not BatchState.ENDED or batch.pin is PinState.GONE

    @invariant()
    def what_was_signed_stays_signed_and_is_signed_once(self) -> None:
        for task in self.now():
            if task.cms is not None:
                assert self.signed.setdefault(task.id, task.cms) == task.cms
            assert task.id not in self.signed or task.state is TaskState.CMS_MADE

    @invariant()
    def whatever_waits_again_is_as_if_it_had_never_been_approved(self) -> None:
        for task in self.now():
            if task.state is TaskState.WAITING:
                made = (task.shown, task.approval, task.statement, task.digest, task.batch)
                assert made == (None,) * 5
                assert task.reason in {
                    "wrong_pin",
                    "pin_outcome_unknown",
                    "pin_expired",
                    "poisoned",
                }

    def teardown(self) -> None:
        try:
            if hasattr(self, "batch_id"):
                self.come_to_an_end()
        finally:
            self.catalogue.close()
            self.folder.cleanup()

    def come_to_an_end(self) -> None:
        """Let all be prepared and a last worker live: everything has an end."""
        for task in self.tasks:
            self.office.prepare(task)
        self.device.dies_at_login, self.device.dies_at_signature = False, 0
        for _ in range(5):
            self.work()
            self.clock.forward(seconds=61)
        erase_old_pins(self.catalogue)
        assert self.batch().state is BatchState.ENDED
        ends = {TaskState.CMS_MADE, TaskState.FAILED, TaskState.WAITING}
        assert {task.state for task in self.now()} <= ends
        self.no_pin_is_tried_after_it_was_wrong_or_its_outcome_unknown()
        self.no_pin_is_kept_longer_than_needed()
        self.whatever_waits_again_is_as_if_it_had_never_been_approved()


TestBatches = Batches.TestCase
TestBatches.settings = settings(
    max_examples=8,
    stateful_step_count=9,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
)
