"""A trail that grows while it is checked is sound."""

from collections.abc import Iterator
from typing import Any

import pytest

from storage import audit_verify
from storage.audit import chain
from storage.catalogue import Catalogue
from storage.people import Agency
from tests.support.catalogues import ADMIN


def grow(catalogue: Catalogue, code: str) -> None:
    with catalogue.transaction() as tx:
        tx.agencies.add(Agency(code=code, name="UBND", parent="H38"), ADMIN)
    with catalogue.transaction() as tx:
        assert chain(tx) > 0


def test_entries_chained_meanwhile_are_no_fault(
    catalogue: Catalogue, office_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    grow(catalogue, "H38.03")
    compare = audit_verify._ends

    def late(*words: Any) -> Iterator[audit_verify.Fault]:  # noqa: ANN401 - as the original
        grow(catalogue, "H38.04")
        return compare(*words)

    monkeypatch.setattr(audit_verify, "_ends", late)
    report = audit_verify.verify_url(office_url)
    assert report.faults == ()
    assert report.waiting == 0
