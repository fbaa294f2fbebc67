"""A file that breaks whoever judges it is no unsigned paper: it is unreadable, and not reused."""

import pytest

from storage.catalogue import Catalogue
from storage.people import Actor, Role
from storage.records import State
from tests.fakes.receipts import PlainReceipts
from tests.support.catalogues import CLERK, SetClock
from tests.support.papers import add_document, add_scan, open_dossier
from workers.giving_up import give_up
from workers.reusing import Reusing
from workers.steps import Step

WORKER = Actor(id="worker", name="worker", role=Role.SYSTEM, agency="H38.01")


@pytest.mark.parametrize(
    ("code", "status"),
    [
        ("task_timed_out", "bad-signature"),
        ("task_crashed", "bad-signature"),
        ("poisoned", "valid"),  # the machine may be to blame
    ],
)
def test_what_breaks_the_judge_is_not_reused(catalogue: Catalogue, code: str, status: str) -> None:
    with catalogue.transaction() as tx:
        dossier = open_dossier(tx)
        document = add_document(tx, dossier, add_scan(tx, dossier), state=State.STORED)
        for _ in range(2):
            give_up(tx, Step.VERIFY, document.id, code, WORKER)
    owner = dossier.owner
    (item,) = Reusing(catalogue, PlainReceipts(), SetClock()).look_up(
        owner.scheme, owner.number, type_code=None, on=None, actor=CLERK
    )
    assert item.status == status
