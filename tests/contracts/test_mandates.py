"""Who may sign for whom, on both databases: NĐ 30/2020/NĐ-CP art. 13 as the office's data."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta

import pytest

from storage.catalogue import Catalogue
from storage.errors import NotFoundError
from storage.mandates import Capacity, Mandate
from storage.people import Actor, Role
from storage.records import Document, State
from tests.support.batch_office import AGENCY, LEADER, RECORDS, BatchOffice
from tests.support.catalogues import ADMIN, SetClock
from tests.support.papers import a_document, open_dossier
from workers.mandate_register import MandateRegister, NewMandate
from workers.mandates import require_mandate
from workers.permissions import ForbiddenError
from workers.refusals import RefusedError

TODAY = date(2026, 11, 21)
KT = NewMandate(
    agency=AGENCY,
    signer="pho",
    capacity=Capacity.KT,
    principal="truong",
    valid_from=date(2026, 1, 1),
)
TUQ = replace(
    KT,
    capacity=Capacity.TUQ,
    types=("QD",),
    valid_to=date(2026, 12, 31),
    document_number="12/UQ-UBND",
    document_date=date(2025, 12, 28),
)
Ask = Callable[..., Mandate | None]


@pytest.fixture
def register(catalogue: Catalogue, clock: SetClock) -> MandateRegister:
    return MandateRegister(catalogue, clock)


@pytest.fixture
def decision(catalogue: Catalogue) -> Document:
    with catalogue.transaction() as tx:
        return replace(a_document(tx, open_dossier(tx), State.NUMBERED), type="QD")


@pytest.fixture
def ask(catalogue: Catalogue, clock: SetClock, decision: Document) -> Ask:
    def asked(signer: str, capacity: str, profile: str = "leader") -> Mandate | None:
        with catalogue.reading() as tx:
            return require_mandate(
                tx, decision, signer=signer, capacity=capacity, profile=profile, at=clock()
            )

    return asked


def refused(ask: Ask, *words: str) -> str:
    with pytest.raises(RefusedError) as error:
        ask(*words)
    return error.value.code


def test_a_head_without_any_mandate_signs_in_their_own_right(ask: Ask) -> None:
    assert ask("truong", "") is None
    assert ask("truong", "TM") is None
    assert {refused(ask, "truong", word) for word in ("Q", "KT", "TL", "TUQ")} == {"no_mandate"}


def test_a_deputy_signs_as_deputy_and_never_as_the_head(
    register: MandateRegister, ask: Ask
) -> None:
    given = register.add(KT, ADMIN)
    assert ask("pho", "KT") == given
    assert {refused(ask, "pho", word) for word in ("", "TM", "TL")} == {"no_mandate"}
    register.end(given.id, ADMIN)
    assert refused(ask, "pho", "KT") == "mandate_expired"
    assert refused(ask, "pho", "") == "no_mandate"
    register.add(replace(KT, capacity=Capacity.OWN, principal="pho"), ADMIN)
    assert ask("pho", "") is not None


def test_both_days_of_a_mandate_are_in_it_by_the_offices_calendar(
    register: MandateRegister, ask: Ask, clock: SetClock
) -> None:
    register.add(replace(KT, valid_from=TODAY, valid_to=TODAY), ADMIN)
    midnight = clock.moment.replace(hour=17, minute=0)  # 0:00 of the 22nd in Hanoi
    assert ask("pho", "KT") is not None
    clock.moment = midnight - timedelta(seconds=1)
    assert ask("pho", "KT") is not None
    clock.moment = midnight
    assert refused(ask, "pho", "KT") == "mandate_expired"
    clock.moment = midnight - timedelta(days=1, seconds=1)
    assert refused(ask, "pho", "KT") == "mandate_not_yet_valid"


@pytest.mark.parametrize(
    ("scope", "code"),
    [
        ({}, None),
        ({"types": ("QD",)}, None),
        ({"procedures": ("1.005129",)}, None),
        ({"types": ("DON",)}, "mandate_scope"),
        ({"procedures": ("1.005129",), "types": ("DON",)}, "mandate_scope"),
    ],
)
def test_a_mandate_holds_within_its_scope(
    register: MandateRegister, ask: Ask, scope: dict[str, tuple[str, ...]], code: str | None
) -> None:
    register.add(replace(KT, **scope), ADMIN)  # type: ignore[arg-type] # a test's own words
    if code is None:
        assert ask("pho", "KT") is not None
    else:
        assert refused(ask, "pho", "KT") == code


@pytest.mark.parametrize("missing", ["document_number", "document_date", "valid_to", "types"])
def test_an_authorisation_is_written_and_limited(register: MandateRegister, missing: str) -> None:
    empty: object = () if missing == "types" else None
    with pytest.raises(RefusedError) as error:
        register.add(replace(TUQ, **{missing: empty}), ADMIN)  # type: ignore[arg-type]
    assert error.value.code == "mandate_incomplete"


def test_an_authorisation_is_not_passed_on(register: MandateRegister, ask: Ask) -> None:
    register.add(TUQ, ADMIN)
    assert ask("pho", "TUQ") is not None
    onwards = replace(TUQ, signer="nhan-vien", principal="pho")
    with pytest.raises(RefusedError) as error:
        register.add(onwards, ADMIN)
    assert error.value.code == "mandate_redelegated"


def test_an_authorisation_passed_on_unseen_does_not_hold(
    register: MandateRegister, ask: Ask, catalogue: Catalogue
) -> None:
    register.add(replace(TUQ, signer="nhan-vien", principal="pho"), ADMIN)
    assert ask("nhan-vien", "TUQ") is not None
    register.add(TUQ, ADMIN)  # whoever authorised them has no more than this
    assert refused(ask, "nhan-vien", "TUQ") == "mandate_redelegated"


def test_a_seal_needs_no_mandate(ask: Ask) -> None:
    assert ask(AGENCY, "", "agency") is None


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"valid_to": date(2025, 12, 31)}, "mandate_period"),
        ({"types": ("XX",)}, "unknown_type"),
        ({"procedures": ("9.9",)}, "unknown_procedure"),
    ],
)
def test_what_makes_no_sense_is_not_written_down(
    register: MandateRegister, change: dict[str, object], code: str
) -> None:
    with pytest.raises(RefusedError) as error:
        register.add(replace(KT, **change), ADMIN)  # type: ignore[arg-type] # a test's own words
    assert error.value.code == code


def test_only_an_administrator_within_reach_gives_and_ends(register: MandateRegister) -> None:
    with pytest.raises(ForbiddenError):
        register.add(KT, RECORDS)
    given = register.add(KT, ADMIN)
    elsewhere = Actor(id="usr_x", name="x", role=Role.ADMIN, agency="H38.02")
    with pytest.raises(NotFoundError):
        register.end(given.id, elsewhere)
    with pytest.raises(NotFoundError):
        register.add(KT, elsewhere)
    assert register.list(elsewhere) == ()
    assert register.list(LEADER) == (given,)
    assert register.list(LEADER, signer="truong") == ()


def test_giving_and_ending_are_in_the_trail(
    register: MandateRegister, catalogue: Catalogue, clock: SetClock
) -> None:
    given = register.add(KT, ADMIN)
    clock.forward(seconds=1)
    register.end(given.id, ADMIN)
    again = register.end(given.id, ADMIN)
    assert again.ended_by == ADMIN.id
    with catalogue.reading() as tx:
        acts = [event.act for event in tx.events.of_subject(given.id)]
    assert acts == ["mandate.given", "mandate.ended"]


def test_a_mandate_that_ends_before_the_approval_stops_it(
    register: MandateRegister, catalogue: Catalogue, clock: SetClock
) -> None:
    office = BatchOffice(catalogue, clock)
    tasks = office.ask(1)
    register.add(replace(KT, signer=LEADER.id), ADMIN)  # from now on by mandates alone
    batch = office.batching.approve(office.shown(tasks), None, LEADER)
    problems = [one.item.problem for one in office.batching.load(batch.id, LEADER).items]
    assert problems == ["no_mandate"]
