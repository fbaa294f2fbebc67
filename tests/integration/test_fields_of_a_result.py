"""A result has text and fields from its draft; number and date come from who numbered it."""

import io
from datetime import date

import pytest

from ingest.text import FieldSource
from sohoa.samples.stack import DemoStack
from storage.fields import StoredField
from storage.records import Document, Representation, State
from tests.support.paper_office import CLERK, LEADER, RECORDS, PaperOffice
from workers.intake import Upload


@pytest.fixture(scope="session")
def draft(sample_stack: DemoStack) -> bytes:
    return sample_stack.decision.read_bytes()


def fields_of(office: PaperOffice, document: Document) -> dict[str, StoredField]:
    with office.catalogue.reading() as tx:
        return dict(tx.documents.fields(document.id))


def drafted(office: PaperOffice, pdf: bytes) -> Document:
    upload = Upload("du-thao.pdf", io.BytesIO(pdf))
    return office.results.draft(office.dossier().code, upload, CLERK)


def test_a_draft_has_its_text_and_suggested_fields(
    paper_office: PaperOffice, draft: bytes, sample_stack: DemoStack
) -> None:
    result = drafted(paper_office, draft)
    with paper_office.catalogue.reading() as tx:
        (page,) = tx.documents.pages(result.id)
    facts = sample_stack.facts
    words = " ".join(sample_stack.decision_lines).split()
    assert set(page.text.split()) >= set(words) - {"/QĐ-UBND"}
    fields = fields_of(paper_office, result)
    assert fields["nguoi_ky"].value == facts.chairman
    assert fields["co_quan"].value.endswith(facts.commune.upper())
    assert fields["trich_yeu"].value.startswith("Về việc")
    assert {field.confirmed_by for field in fields.values()} == {None}


def test_a_draft_has_no_number_and_no_date_whatever_it_seems_to_say(
    paper_office: PaperOffice, draft: bytes
) -> None:
    assert not fields_of(paper_office, drafted(paper_office, draft)).keys() & {
        "so_ky_hieu",
        "ngay_ban_hanh",
    }


def test_number_and_date_are_typed_and_confirmed_by_who_numbers(
    paper_office: PaperOffice, draft: bytes
) -> None:
    fields = fields_of(paper_office, paper_office.numbered(draft))
    typed = {name: fields.pop(name) for name in ("so_ky_hieu", "ngay_ban_hanh")}
    assert [field.value for field in typed.values()] == ["15/QĐ-UBND", "2026-11-21"]
    assert {field.source for field in typed.values()} == {FieldSource.TYPED}
    assert {field.confirmed_by for field in typed.values()} == {RECORDS.id}
    assert all(field.confirmed_at for field in typed.values())
    assert {field.confirmed_by for field in fields.values()} == {None}  # nobody vouched for these


def test_a_refused_draft_bears_no_number_in_record_fields_or_file(
    paper_office: PaperOffice, draft: bytes
) -> None:
    result = paper_office.numbered(draft)
    task = paper_office.ask(result, LEADER.id, "leader")
    paper_office.approvals.refuse(task.id, "sai căn cứ", LEADER)
    back = paper_office.document(result.id)
    assert (back.state, back.number, back.issued_on) == (State.DRAFT, None, None)
    assert not fields_of(paper_office, back).keys() & {"so_ky_hieu", "ngay_ban_hanh"}
    assert "trich_yeu" in fields_of(paper_office, back)
    with paper_office.catalogue.reading() as tx:
        shown = {f.representation: f.sha256 for f in tx.documents.files(back.id, back.version)}
    assert shown[Representation.ARCHIVE] == shown[Representation.ORIGINAL]
    paper_office.results.number(result.id, "16/QĐ-UBND", date(2026, 11, 23), RECORDS)
    fields = fields_of(paper_office, back)
    assert fields["so_ky_hieu"].value == "16/QĐ-UBND"
    assert fields["ngay_ban_hanh"].value == "2026-11-23"
    with paper_office.catalogue.reading() as tx:
        shown = {f.representation: f.sha256 for f in tx.documents.files(back.id, back.version)}
    assert shown[Representation.ARCHIVE] != shown[Representation.ORIGINAL]
