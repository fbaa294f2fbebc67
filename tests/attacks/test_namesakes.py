"""Names are not people: whoever is called like a key's holder elsewhere signs nothing with it."""

from pathlib import Path

import pytest

from sohoa.samples.stack import DemoStack
from storage.people import Actor, Agency, Role
from storage.records import State
from tests.support.paper_office import AGENCY, CLERK, LEADER, RECORDS, PaperOffice
from tests.support.pki import Pki
from workers.approving import Shown, to_be_signed
from workers.permissions import ForbiddenError

ABOVE, BESIDE = "H38", "H38.02"


def add_agency(office: PaperOffice, code: str) -> None:
    with office.catalogue.transaction() as tx:
        if code not in {agency.code for agency in tx.agencies.list()}:
            tx.agencies.add(Agency(code=code, name=code, parent=ABOVE), RECORDS)


def test_a_leader_above_of_the_same_name_cannot_sign_for_the_one_below(
    paper_office: PaperOffice, sample_stack: DemoStack, pki: Pki
) -> None:
    paper_office.register("theo-ten", LEADER.name, "leader", pki.leader)
    result = paper_office.numbered(sample_stack.decision.read_bytes())
    task = paper_office.ask(result, LEADER.name, "leader")
    with paper_office.catalogue.reading() as tx:
        shown = to_be_signed(tx, tx.documents.load(task.document)).sha256
    namesake = Actor(id="usr_above", name=LEADER.name, role=Role.LEADER, agency=ABOVE)
    assert task.id not in {one.id for one in paper_office.approvals.list(namesake, mine=True)}
    with pytest.raises(ForbiddenError):
        paper_office.approvals.approve(Shown(task=task.id, sha256=shown), namesake)
    paper_office.approvals.approve(Shown(task=task.id, sha256=shown), LEADER)


def test_a_clerk_does_not_digitise_with_the_key_of_a_namesake_elsewhere(
    paper_office: PaperOffice, sample_stack: DemoStack, pki: Pki
) -> None:
    add_agency(paper_office, BESIDE)
    paper_office.register("a-lan-noi-khac", CLERK.name, "digitiser", pki.leader, agency=BESIDE)
    dossier = paper_office.dossier()
    paper_office.receive(dossier, ("stack.pdf", Path(sample_stack.pdf).read_bytes()))
    paper_office.work()
    with paper_office.catalogue.reading() as tx:
        documents = tx.documents.of_dossier(dossier.id)
        read = [one for one in documents if one.state is State.READ]
    if read:
        paper_office.splitting.accept(dossier.code, None, CLERK)
    with paper_office.catalogue.reading() as tx:
        used = {task.key for one in documents for task in tx.tasks.of_document(one.id)}
    assert used == {"so-hoa"}


def test_a_key_of_a_namesake_does_not_hide_the_one_that_is_asked_for(
    paper_office: PaperOffice, sample_stack: DemoStack, pki: Pki
) -> None:
    add_agency(paper_office, BESIDE)
    paper_office.register("a-noi-khac", LEADER.id, "leader", pki.leader, agency=BESIDE)
    result = paper_office.numbered(sample_stack.decision.read_bytes())
    task = paper_office.ask(result, LEADER.id, "leader")
    assert (task.key, task.agency) == ("lanh-dao", AGENCY)
