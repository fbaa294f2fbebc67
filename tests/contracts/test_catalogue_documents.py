"""What the catalogue promises about documents and their versions, on both databases."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date, timedelta

import pytest

from ingest.text import FieldSource
from signing.verdict import (
    Changes,
    Conclusion,
    Coverage,
    FileVerdict,
    Indication,
    Integrity,
    Kind,
    Level,
    Reason,
    Revocation,
    SignatureVerdict,
    Structure,
    TimeSource,
    Trust,
)
from storage.catalogue import Catalogue
from storage.errors import ConflictError, StateError
from storage.objects import digest
from storage.records import Representation, State
from tests.support.catalogues import CLERK, SetClock
from tests.support.papers import (
    a_field,
    a_file,
    a_page,
    add_document,
    add_scan,
    open_dossier,
)


def test_a_document_comes_back_with_all_that_belongs_to_it(catalogue: Catalogue) -> None:
    with catalogue.transaction() as tx:
        dossier = open_dossier(tx)
        scan = add_scan(tx, dossier)
        document = add_document(tx, dossier, scan)
    with catalogue.reading() as tx:
        assert tx.documents.load(document.id) == document
        assert tx.documents.pages(document.id) == (a_page(0, scan), a_page(1, scan))
        assert tx.documents.fields(document.id)["ho_ten"] == a_field("Nguyễn Văn Đức")
        original = a_file(document, Representation.ORIGINAL, b"scan")
        assert tx.documents.files(document.id, 1) == (original,)
        assert tx.documents.of_scan(scan.id) == tx.documents.of_dossier(dossier.id) == (document,)


def test_a_step_from_an_old_row_is_a_conflict(catalogue: Catalogue) -> None:
    with catalogue.transaction() as tx:
        dossier = open_dossier(tx)
        document = add_document(tx, dossier, add_scan(tx, dossier))
        filed = tx.documents.advance(document, State.FILED, CLERK)
        assert (filed.state, filed.row) == (State.FILED, 2)
        with pytest.raises(ConflictError):
            tx.documents.advance(document, State.FILED, CLERK)
        with pytest.raises(StateError):
            tx.documents.advance(filed, State.STORED, CLERK)
    with catalogue.reading() as tx:
        assert tx.documents.load(document.id) == filed


def test_of_many_taking_the_same_step_at_once_one_does(catalogue: Catalogue) -> None:
    with catalogue.transaction() as tx:
        dossier = open_dossier(tx)
        document = add_document(tx, dossier, add_scan(tx, dossier))

    def step(_: int) -> bool:
        try:
            with catalogue.transaction() as tx:
                tx.documents.advance(document, State.FILED, CLERK)
        except ConflictError:
            return False
        return True

    with ThreadPoolExecutor(6) as pool:
        assert sum(pool.map(step, range(6))) == 1


def test_a_stored_document_is_found_by_its_code(catalogue: Catalogue) -> None:
    with catalogue.transaction() as tx:
        dossier = open_dossier(tx)
        document = add_document(tx, dossier, add_scan(tx, dossier), state=State.CONFIRMED)
        code = tx.documents.next_code("H38.01", "CV")
        assert code == "H38.01_CV_000001_V1"
        stored = tx.documents.advance(document, State.STORED, CLERK, code=code)
        other = add_document(tx, dossier, tx.scans.of_dossier(dossier.id)[0])
        with pytest.raises(ConflictError):
            tx.documents.change(other, CLERK, code=code)
    with catalogue.reading() as tx:
        assert tx.documents.find(code, None) == stored
        assert tx.documents.find(document.id, frozenset({"H38.01"})) == stored


def test_many_asking_for_a_code_at_once_get_different_ones(catalogue: Catalogue) -> None:
    def ask(_: int) -> str:
        with catalogue.transaction() as tx:
            return tx.documents.next_code("H38.01", "QĐ")

    with ThreadPoolExecutor(8) as pool:
        codes = set(pool.map(ask, range(24)))
    assert codes == {f"H38.01_QĐ_{number:06d}_V1" for number in range(1, 25)}


def test_a_signed_file_covers_the_one_before_and_an_original_never_does(
    catalogue: Catalogue,
) -> None:
    with catalogue.transaction() as tx:
        dossier = open_dossier(tx)
        document = add_document(tx, dossier, add_scan(tx, dossier))
        once = a_file(document, Representation.SIGNED, b"signed once")
        twice = a_file(document, Representation.SIGNED, b"signed twice")
        for file in (once, once, twice):
            tx.documents.add_file(file)
        with pytest.raises(ConflictError):
            tx.documents.add_file(a_file(document, Representation.ORIGINAL, b"another"))
        tx.documents.add_file(a_file(document, Representation.ORIGINAL, b"scan"))
        assert twice in tx.documents.files(document.id, 1)
        assert once not in tx.documents.files(document.id, 1)


def test_a_new_version_begins_empty_and_the_old_one_stays(catalogue: Catalogue) -> None:
    with catalogue.transaction() as tx:
        dossier = open_dossier(tx)
        document = add_document(tx, dossier, add_scan(tx, dossier))
        second = tx.documents.change(document, CLERK, version=2)
        assert tx.documents.pages(document.id) == ()
        tx.documents.add_file(a_file(second, Representation.ORIGINAL, b"rescanned"))
        assert len(tx.documents.files(document.id, 1)) == 1
        assert tx.documents.files(document.id, 2)[0].sha256 == digest(b"rescanned")


def test_a_machine_never_overwrites_what_a_person_confirmed(catalogue: Catalogue) -> None:
    with catalogue.transaction() as tx:
        dossier = open_dossier(tx)
        document = add_document(tx, dossier, add_scan(tx, dossier))
        after = tx.documents.set_fields(
            document, {"ho_ten": "Nguyễn Văn Đức", "chuc_vu": "Chủ tịch"}, by=CLERK, confirm=True
        )
        tx.documents.put_fields(
            document.id, {"ho_ten": a_field("Nguyen Van Duc"), "dia_chi": a_field("Hà Nội")}
        )
        fields = tx.documents.fields(document.id)
        with pytest.raises(ConflictError):
            tx.documents.set_fields(document, {"ho_ten": "x"}, by=CLERK, confirm=False)
    assert after.row == 2
    assert fields["ho_ten"].value == "Nguyễn Văn Đức"
    assert fields["ho_ten"].source is FieldSource.OCR  # confirmed as read, not typed
    assert fields["chuc_vu"].source is FieldSource.TYPED
    assert {fields[name].confirmed_by for name in ("ho_ten", "chuc_vu", "so_cccd")} == {CLERK.id}
    assert fields["dia_chi"].confirmed_by is None


def test_a_verdict_comes_back_as_it_was_reached(catalogue: Catalogue, clock: SetClock) -> None:
    signature = SignatureVerdict(
        field="Signature1",
        kind=Kind.SIGNATURE,
        signer="Trần Thị Bích",
        issuer="CA thử nghiệm",
        serial=str(2**150),
        integrity=Integrity.INTACT,
        coverage=Coverage.REVISION,
        changes=Changes.PERMITTED,
        indication=Indication.INDETERMINATE,
        subindication="NO_POE",
        trust=Trust.UNKNOWN,
        revocation=Revocation.UNKNOWN,
        level=Level.B_T,
        time=clock(),
        time_source=TimeSource.TIMESTAMP,
        reasons=(Reason("no_revocation", "no CRL"), Reason("x", "y")),
    )
    verdict = FileVerdict(
        sha256=digest(b"signed"),
        conclusion=Conclusion.INDETERMINATE,
        structure=Structure.SOUND,
        findings=(Reason("note", "words"),),
        signatures=(signature, replace(signature, field="Signature2", time=None, time_source=None)),
    )
    with catalogue.transaction() as tx:
        dossier = open_dossier(tx)
        document = add_document(tx, dossier, add_scan(tx, dossier))
        assert tx.documents.verdict(document.id) is None
        for found in (replace(verdict, signatures=()), verdict):
            tx.documents.put_verdict(
                document.id, 1, sha256=digest(b"signed"), verdict=found, at=clock()
            )
    with catalogue.reading() as tx:
        known = replace(verdict, checked_at=clock())
        assert tx.documents.verdict(document.id) == (known, digest(b"signed"), clock())


def test_only_stored_documents_valid_on_the_day_are_reusable(catalogue: Catalogue) -> None:
    today = date(2026, 11, 21)
    with catalogue.transaction() as tx:
        dossier = open_dossier(tx)
        scan = add_scan(tx, dossier)
        lasting = add_document(tx, dossier, scan, state=State.STORED)
        ending = add_document(tx, dossier, scan, state=State.ISSUED, expires_on=today, type="QD")
        add_document(tx, dossier, scan, state=State.STORED, expires_on=today - timedelta(days=1))
        add_document(tx, dossier, scan, state=State.CONFIRMED)
        add_document(tx, dossier, scan, state=State.WITHDRAWN)
        other = open_dossier(tx, number="001203000999")
        add_document(tx, other, scan, state=State.STORED)
    with catalogue.reading() as tx:
        owner = dossier.owner.id
        found = {each.id for each in tx.documents.reusable(owner, type=None, on=today)}
        assert found == {lasting.id, ending.id}
        assert tx.documents.reusable(owner, type="QD", on=today) == (ending,)
        assert len(tx.documents.of_owner(owner, type=None)) == 5
