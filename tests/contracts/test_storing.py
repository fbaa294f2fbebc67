"""A confirmed paper is stored with the days that it says, however odd they are."""

from datetime import date

import pytest

from storage.catalogue import Catalogue
from storage.records import State
from tests.fakes.doorbell import FakeDoorbell
from tests.support.catalogues import CLERK, SetClock
from tests.support.papers import a_field, add_document, add_scan, open_dossier
from tests.support.proofs import PROVING
from workers.confirming import Confirming


@pytest.mark.parametrize(
    ("typed", "issued", "expires"),
    [
        ("2026-11-01", date(2026, 11, 1), date(2027, 4, 30)),
        ("9999-12-31", date(9999, 12, 31), date.max),
        ("không rõ", None, None),
    ],
)
def test_the_last_day_follows_from_the_kind_of_paper(
    catalogue: Catalogue, typed: str, issued: date | None, expires: date | None
) -> None:
    with catalogue.transaction() as tx:
        dossier = open_dossier(tx)
        paper = add_document(tx, dossier, add_scan(tx, dossier), state=State.FILED, type="GXN")
        tx.documents.put_fields(paper.id, {"ngay_ban_hanh": a_field(typed)})
    confirming = Confirming(catalogue, FakeDoorbell(), SetClock(), "b-b", PROVING.filer)
    stored = confirming.change_fields(paper.id, {}, confirm=True, row=paper.row, actor=CLERK)
    assert stored.state is State.STORED
    assert (stored.issued_on, stored.expires_on) == (issued, expires)
