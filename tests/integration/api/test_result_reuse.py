"""What an office decided serves another agency as data: the text, and the fields it named."""

from collections.abc import Iterator
from datetime import date
from random import Random

import httpx
import pytest

from sohoa.samples.decision import write_draft_decision
from sohoa.samples.facts import Facts, invent_facts
from sohoa.samples.fonts import find_family
from storage.people import Role
from storage.records import State
from tests.support.api_office import ADMIN, STRANGER, ApiOffice

BASIS = {
    "dossier": "H38-20261121-0000002",
    "procedure": "1.005129",
    "purpose": "Xét cấp lại giấy phép",
    "legal_basis": "NĐ 224/2026/NĐ-CP, Điều 15",
}


@pytest.fixture(scope="module")
def facts() -> Facts:
    return invent_facts(Random(11))  # noqa: S311 - invented facts


@pytest.fixture(scope="module")
def draft_pdf(facts: Facts, tmp_path_factory: pytest.TempPathFactory) -> bytes:
    path = tmp_path_factory.mktemp("draft") / "draft.pdf"
    write_draft_decision(facts, find_family(), path)
    return path.read_bytes()


@pytest.fixture
def system(api_office: ApiOffice) -> Iterator[httpx.Client]:
    with api_office.desk(Role.AGENCY, STRANGER) as desk:
        yield desk


@pytest.fixture
def issued(api_office: ApiOffice, draft_pdf: bytes) -> str:
    """A result that went all the way, its signatures taken for granted."""
    clerk, records = api_office.desk(Role.CLERK), api_office.desk(Role.RECORDS)
    form = {"dossier": str(api_office.dossier(clerk)["code"])}
    answer = clerk.post("/results", files={"file": ("dự thảo.pdf", draft_pdf)}, data=form)
    assert answer.status_code == 201, answer.text
    result = str(answer.json()["id"])
    number = {"number": "21/QĐ-UBND", "date": "2026-11-21"}
    assert records.post(f"/results/{result}/number", json=number).status_code == 200
    with api_office.office.catalogue.transaction() as tx:
        document = tx.documents.load(result)
        for state in (State.SIGNED, State.SEALED, State.ISSUED):
            document = tx.documents.advance(document, state, ADMIN)
    assert document.issued_on == date(2026, 11, 21)
    return result


def test_a_result_has_text_and_fields(api_office: ApiOffice, issued: str, facts: Facts) -> None:
    clerk = api_office.desk(Role.CLERK)
    (page,) = clerk.get(f"/documents/{issued}/text").json()["pages"]
    assert facts.applicant.number in page["text"]
    fields = clerk.get(f"/documents/{issued}").json()["fields"]
    assert fields["nguoi_ky"]["value"] == facts.chairman
    assert fields["nguoi_ky"]["confirmed_by"] is None
    number = fields["so_ky_hieu"]
    assert (number["value"], number["source"]) == ("21/QĐ-UBND", "typed")
    assert number["confirmed_by"] == api_office.client_id(Role.RECORDS, "G06.01")


def test_another_agency_gets_the_fields_it_named_and_no_others(
    system: httpx.Client, issued: str, facts: Facts
) -> None:
    wanted = ["so_ky_hieu", "ngay_ban_hanh", "co_quan"]
    use = system.post("/reuse", json={"document": issued, "fields": wanted, **BASIS})
    assert use.status_code == 201, use.text
    fields = system.get(f"/documents/{issued}").json()["fields"]
    assert {name: field["value"] for name, field in fields.items()} == {
        "so_ky_hieu": "21/QĐ-UBND",
        "ngay_ban_hanh": "2026-11-21",
        "co_quan": f"ỦY BAN NHÂN DÂN {facts.commune.upper()}",
    }
    (page,) = system.get(f"/documents/{issued}/text").json()["pages"]
    assert "QUYẾT ĐỊNH" in page["text"]
