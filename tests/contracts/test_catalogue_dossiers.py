"""What the catalogue promises about dossiers, scans and transactions, on both databases."""

import re
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from ingest.text import ReadingWarning
from storage.catalogue import Catalogue
from storage.dossiers import Decision, Dossier, ScanState
from storage.errors import ConflictError, NotFoundError
from storage.objects import digest
from storage.records import DossierId, ScanId, State
from tests.support.catalogues import CLERK, SetClock
from tests.support.papers import (
    a_document,
    add_document,
    add_scan,
    open_dossier,
)


def test_a_dossier_is_found_by_its_code_with_what_it_asks_for(catalogue: Catalogue) -> None:
    with catalogue.transaction() as tx:
        dossier = open_dossier(tx)
    with catalogue.reading() as tx:
        assert tx.dossiers.load(dossier.code, frozenset({"H38.01"})) == dossier
        assert tx.dossiers.get(dossier.id) == dossier
        wanted = tx.dossiers.components(dossier.id)
        assert [part.type for part in wanted] == ["DON", "CCCD", "GXN", "GCN"]
        assert {part.decision for part in wanted} == {Decision.EXPECTED}


def test_another_agencys_dossier_is_not_found(catalogue: Catalogue) -> None:
    with catalogue.transaction() as tx:
        dossier = open_dossier(tx)
        document = add_document(tx, dossier, add_scan(tx, dossier))
    with catalogue.reading() as tx:
        with pytest.raises(NotFoundError):
            tx.dossiers.load(dossier.code, frozenset({"H38.02"}))
        with pytest.raises(NotFoundError):
            tx.documents.find(document.id, frozenset({"H38.02"}))
        assert tx.dossiers.list(frozenset({"H38.02"})) == ()
        assert tx.dossiers.list(frozenset()) == ()


def test_codes_are_of_form_c_by_the_day_in_vietnam(catalogue: Catalogue, clock: SetClock) -> None:
    clock.moment = datetime(2026, 11, 20, 17, 30, tzinfo=UTC)  # past midnight in Ha Noi
    with catalogue.transaction() as tx:
        first, second = open_dossier(tx), open_dossier(tx)
    assert (first.code, second.code) == ("H38.01-261121-000001", "H38.01-261121-000002")
    assert re.fullmatch(r"[0-9A-Z]+(?:\.[0-9A-Z]+)*-(\d{6}|\d{8})-\d{4,}", first.code)


def test_a_code_that_exists_is_a_conflict_and_the_transaction_goes_on(catalogue: Catalogue) -> None:
    with catalogue.transaction() as tx:
        dossier = open_dossier(tx)
        with pytest.raises(ConflictError):
            tx.dossiers.add(
                code=dossier.code,
                procedure="1.005129",
                owner=dossier.owner,
                agency="H38.01",
                by=CLERK,
            )
        again = open_dossier(tx)
    with catalogue.reading() as tx:
        assert tx.dossiers.get(again.id).code != dossier.code


def test_a_code_that_somebody_brought_along_is_stepped_over(catalogue: Catalogue) -> None:
    with catalogue.transaction() as tx:
        owner = tx.owners.find_or_add("cccd", "001203000123", "A")
        taken = "H38.01-261121-000001"
        tx.dossiers.add(code=taken, procedure="1.005129", owner=owner, agency="H38.01", by=CLERK)
        assert open_dossier(tx).code == "H38.01-261121-000002"


def test_dossiers_come_in_pages_newest_first(catalogue: Catalogue, clock: SetClock) -> None:
    codes = []
    with catalogue.transaction() as tx:
        for _ in range(5):
            codes.append(open_dossier(tx).code)
            clock.forward(seconds=1)
    with catalogue.reading() as tx:
        first = tx.dossiers.list(None, limit=2)
        rest = tx.dossiers.list(None, after=first[-1].id, limit=10)
    assert [dossier.code for dossier in (*first, *rest)] == codes[::-1]


def test_what_was_done_about_a_component_is_kept(catalogue: Catalogue) -> None:
    with catalogue.transaction() as tx:
        dossier = open_dossier(tx)
        part = tx.dossiers.components(dossier.id)[1]
        document = add_document(tx, dossier, add_scan(tx, dossier))
        tx.dossiers.decide(part.id, decision=Decision.SCANNED, document=document.id, by=CLERK)
        with pytest.raises(NotFoundError):
            tx.dossiers.decide("cmp_none", decision=Decision.SCANNED, by=CLERK)
    with catalogue.reading() as tx:
        found = tx.dossiers.components(dossier.id)[1]
    assert (found.decision, found.document) == (Decision.SCANNED, document.id)


def test_a_scan_is_kept_with_its_files_and_their_odd_names(catalogue: Catalogue) -> None:
    with catalogue.transaction() as tx:
        dossier = open_dossier(tx)
        scan = add_scan(tx, dossier)
        odd = replace(scan.files[0], name="../a\0b\udcff\u202egnp.exe")
        strange = replace(scan, id=ScanId(tx.new_id("scn")), files=(odd,))
        tx.scans.add(strange, CLERK)
    with catalogue.reading() as tx:
        assert tx.scans.load(scan.id) == scan
        assert tx.scans.load(strange.id).files[0].name == "../a\ufffdb\ufffd\u202egnp.exe"
        assert len(tx.scans.of_dossier(dossier.id)) == 2


def test_a_reading_is_kept_with_the_files_that_could_not_be_read(catalogue: Catalogue) -> None:
    with catalogue.transaction() as tx:
        scan = add_scan(tx, open_dossier(tx))
        read = tx.scans.save_reading(
            scan.id, reading=digest(b"sidecar"), problems={1: "unreadable_scan"}, by=CLERK
        )
    assert read.state is ScanState.READ
    assert read.warnings == ()
    assert [file.problem for file in read.files] == [None, "unreadable_scan"]
    with catalogue.transaction() as tx:
        noted = tx.scans.note_problems(scan.id, {0: "scan_too_large"}, CLERK)
        gone = tx.scans.advance(scan.id, ScanState.QUARANTINED, CLERK, problem="poisoned")
    assert (noted.state, noted.files[0].problem) == (read.state, "scan_too_large")
    assert (gone.state, gone.problem) == (ScanState.QUARANTINED, "poisoned")
    assert gone.files == noted.files


def test_what_reading_warned_of_is_kept_with_the_scan(catalogue: Catalogue) -> None:
    warnings = (
        ReadingWarning(code="type_unknown", message="Trang 3 là giấy gì?", page=2),
        ReadingWarning(code="part_missing", message="none of kind \0\ud800 was found"),
    )
    with catalogue.transaction() as tx:
        scan = add_scan(tx, open_dossier(tx))
        tx.scans.save_reading(
            scan.id, reading=digest(b"sidecar"), problems={}, by=CLERK, warnings=warnings
        )
        tx.scans.advance(scan.id, ScanState.SPLIT, CLERK)
    with catalogue.reading() as tx:
        assert tx.scans.load(scan.id).warnings == warnings
        assert tx.scans.of_dossier(scan.dossier)[0].warnings == warnings
        read = next(event for event in tx.events.of_subject(scan.id) if event.act == "scan.read")
    assert read.data["warnings"] == ["part_missing", "type_unknown"]


def test_nothing_of_a_transaction_that_fails_is_kept(catalogue: Catalogue) -> None:
    class Stop(Exception):  # noqa: N818 - not an error
        pass

    dossiers: list[Dossier] = []

    def half() -> None:
        with catalogue.transaction() as tx:
            dossiers.append(open_dossier(tx))
            raise Stop

    with pytest.raises(Stop):
        half()
    with catalogue.reading() as tx:
        assert tx.dossiers.list(None) == ()
        assert tx.events.of_dossier(dossiers[0].id) == ()


def test_a_document_of_no_dossier_is_refused(catalogue: Catalogue) -> None:
    with catalogue.transaction() as tx:
        lost = replace(a_document(tx, open_dossier(tx)), dossier=DossierId("dos_none"))
        with pytest.raises(ConflictError):
            tx.documents.add(lost, files=[], pages=[], fields={}, by=CLERK)


def test_every_change_of_state_leaves_its_event(catalogue: Catalogue) -> None:
    with catalogue.transaction() as tx:
        dossier = open_dossier(tx)
        document = add_document(tx, dossier, add_scan(tx, dossier))
        document = tx.documents.advance(document, State.FILED, CLERK)
        document = tx.documents.set_fields(document, {"x": "y"}, by=CLERK, confirm=True)
        tx.documents.advance(document, State.QUARANTINED, CLERK, reason="blurred")
    with catalogue.reading() as tx:
        acts = [event.act for event in tx.events.of_dossier(dossier.id)]
        last = tx.events.of_subject(document.id)[-1]
    assert acts == [
        "dossier.opened",
        "scan.received",
        "document.read",
        "document.filed",
        "fields.confirmed",
        "document.quarantined",
    ]
    assert (last.actor, last.role, last.data["reason"]) == (CLERK.id, CLERK.role, "blurred")
