"""Whichever call to catalogue or store fails, or is a worker's last, all ends as on a quiet day.

The whole way of a paper is walked once for each point (`tests.support.struck_office`): first with
the process dying there, then with the call failing there.
"""

import itertools
import os
from collections import Counter
from collections.abc import Callable, Sequence
from contextlib import closing, suppress
from pathlib import Path

import pytest

from sohoa.samples.stack import DemoStack
from storage.audit import chain
from storage.audit_verify import verify_url
from storage.errors import UnavailableError
from storage.events import Event
from storage.fsck import check
from storage.jobs import JobState
from storage.people import Actor
from tests.support.paper_office import AGENCY, CLERK, LEADER, RECORDS, PaperOffice, assembled
from tests.support.pki import Pki
from tests.support.struck_office import (
    Killed,
    ShiftedClock,
    Strike,
    StruckCatalogue,
    StruckObjects,
)
from tests.support.thick_stacks import thick_pdf
from tests.support.tsa import Tsa
from workers.approving import Shown, to_be_signed
from workers.read import RUN_PAGES
from workers.sandboxed import Sandboxed

pytestmark = pytest.mark.timeout(1800)

# Every point takes ten minutes; `make soak` has them.
STRIDE = int(os.environ.get("SOAK_STRIDE", "37"))

Summary = dict[str, object]
Walk = Callable[[Strike], Summary]


class Journey:
    """One paper's way through an office that is struck once."""

    def __init__(self, office: PaperOffice, clock: ShiftedClock, strike: Strike) -> None:
        self.office = office
        self.clock = clock
        self.strike = strike

    def work(self) -> None:
        """Let workers do all there is, with a new one for each that was killed."""
        for _ in range(12):
            with suppress(Killed, UnavailableError):  # RQ and the sweeper see that others come
                self.office.work()
            waiting: list[Counter[str]] = []
            self.quietly(lambda: waiting.append(self.open_jobs()))  # noqa: B023 - called at once
            if not waiting[0]:
                return
            self.clock.forward(11.0)  # leases of the dead run out
        raise AssertionError(f"never done: {waiting[0]}")

    def open_jobs(self) -> Counter[str]:
        with self.office.catalogue.reading() as tx:
            return Counter(
                {
                    step: count
                    for (step, state), count in tx.jobs.counts().items()
                    if state in {JobState.WAITING, JobState.RUNNING}
                }
            )

    def quietly(self, act: Callable[[], object]) -> None:
        """Do what a person does: not what is tested here, so it is not struck."""
        what, self.strike.what = self.strike.what, None
        act()
        self.strike.what = what


@pytest.fixture
def walk(
    sqlite_office: Path, cage: Sandboxed, pki: Pki, tsa: Tsa, tmp_path: Path
) -> Callable[..., Walk]:
    """Turn a story into what it leaves when it is struck."""
    numbers = itertools.count()

    def of(story: Callable[[Journey], None], run_pages: int = RUN_PAGES) -> Walk:
        def walked(strike: Strike) -> Summary:
            folder = tmp_path / str(next(numbers))
            folder.mkdir()
            clock, silent = ShiftedClock(), strike.what
            strike.what = None
            objects = StruckObjects(strike)
            with closing(StruckCatalogue.over(sqlite_office, folder, clock, strike)) as catalogue:
                parts = (catalogue, objects, cage, pki, tsa, pki.folder, clock, run_pages)
                office = assembled(*parts)
                strike.what = silent
                story(Journey(office, clock, strike))
                strike.what = None
                return summary(office, f"sqlite:///{folder / 'office.db'}")

        return walked

    return of


def summary(office: PaperOffice, url: str) -> Summary:
    """Return all that must not depend on where the strike fell."""
    with office.catalogue.transaction() as tx:
        chain(tx)
    with office.catalogue.reading() as tx:
        dossiers = tx.dossiers.list(None, after=None, limit=9)
        documents = [d for dossier in dossiers for d in tx.documents.of_dossier(dossier.id)]
        tasks = [task for d in documents for task in tx.tasks.of_document(d.id)]
        verdicts = [tx.documents.verdict(d.id) for d in documents]
        found: Summary = {
            "documents": [(d.type, d.state, d.code, d.number) for d in documents],
            "files": [
                sorted(f.representation for f in tx.documents.files(d.id, 1)) for d in documents
            ],
            "tasks": [(task.profile, task.state) for task in tasks],
            "scans": [
                (s.state, s.problem) for one in dossiers for s in tx.scans.of_dossier(one.id)
            ],
            "waiting": tx.lasting.pending(),
            "signatures": [v and [s.indication for s in v[0].signatures] for v in verdicts],
            "jobs": dict(tx.jobs.counts()),
            "acts": [acts(tx.events.of_subject(d.id)) for d in documents],
            "signing": [acts(tx.events.of_subject(task.id)) for task in tasks],
        }
    assert verify_url(url).sound
    listing = sorted((key, len(data)) for key, data in office.objects.kept.items())
    assert [f for f in check(office.catalogue, office.objects, listing) if not f.harmless] == []
    return found


def acts(events: Sequence[Event]) -> list[str]:
    """Return what was done to a thing, in order; judging it once more changes nothing."""
    return [event.act for event in events if event.act != "document.verified"]


def struck_everywhere(walked: Walk, what: BaseException) -> int:
    """Walk once for each point, and compare with the quiet day; return how many points."""
    quiet = walked(Strike())
    for at in itertools.count(1, STRIDE):
        strike = Strike(what, at)
        left = walked(strike)
        assert left == quiet, f"struck at point {at}"
        if not strike.struck:
            return strike.passed
    raise AssertionError


@pytest.fixture(scope="module")
def decision(sample_stack: DemoStack) -> bytes:
    return sample_stack.decision.read_bytes()


@pytest.fixture(params=[Killed(), UnavailableError("away")], ids=["killed", "refused"])
def what(request: pytest.FixtureRequest) -> BaseException:
    found: BaseException = request.param
    return found


def test_a_stack_is_read_signed_and_stored(
    walk: Callable[[Callable[[Journey], None]], Walk], decision: bytes, what: BaseException
) -> None:
    def story(journey: Journey) -> None:
        office = journey.office
        journey.quietly(lambda: office.receive(office.dossier(), ("a.pdf", decision)))
        journey.work()

        def accept() -> None:
            with office.catalogue.reading() as tx:
                dossier = tx.dossiers.list(None, after=None, limit=1)[0]
            for document in office.splitting.accept(dossier.code, None, CLERK):
                office.confirming.change_fields(
                    document.id, {}, confirm=True, row=document.row, actor=CLERK
                )

        journey.quietly(accept)
        journey.work()

    assert struck_everywhere(walk(story), what) > 40


def test_a_long_stack_is_read_in_runs(walk: Callable[..., Walk], what: BaseException) -> None:
    pdf = thick_pdf(3)

    def story(journey: Journey) -> None:
        office = journey.office
        journey.quietly(lambda: office.receive(office.dossier(), ("a.pdf", pdf)))
        journey.work()

    assert struck_everywhere(walk(story, run_pages=1), what) > 30


def test_a_decision_is_signed_sealed_made_lasting_and_issued(
    walk: Callable[[Callable[[Journey], None]], Walk], decision: bytes, what: BaseException
) -> None:
    def story(journey: Journey) -> None:
        office = journey.office
        made = []
        journey.quietly(lambda: made.append(office.numbered(decision)))
        result = made[0]
        for signer, profile, actor in ((LEADER.id, "leader", LEADER), (AGENCY, "agency", RECORDS)):

            def approve(signer: str = signer, profile: str = profile, actor: Actor = actor) -> None:
                task = office.ask(office.document(result.id), signer, profile, "b-lt")
                office.approve(task, actor)

            journey.quietly(approve)
            journey.work()

    assert struck_everywhere(walk(story), what) > 40


def test_two_decisions_are_signed_with_one_act(
    walk: Callable[[Callable[[Journey], None]], Walk], decision: bytes, what: BaseException
) -> None:
    def story(journey: Journey) -> None:
        office = journey.office

        def approve() -> None:
            shown = []
            for _ in range(2):
                task = office.ask(office.numbered(decision), LEADER.id, "leader", "b-b")
                with office.catalogue.reading() as tx:
                    file = to_be_signed(tx, tx.documents.load(task.document))
                shown.append(Shown(task=task.id, sha256=file.sha256))
            office.batching.approve(shown, None, LEADER)

        journey.quietly(approve)
        journey.work()

    assert struck_everywhere(walk(story), what) > 30
