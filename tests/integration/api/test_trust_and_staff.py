"""A running office hears of new roots; another agency's staff read what they have reused."""

import shutil
from pathlib import Path

import httpx
import pytest

from storage.people import Role
from storage.records import State
from tests.support.api_documents import put_document
from tests.support.api_office import OTHER_WARD, ApiOffice
from tests.support.pki import Pki
from tests.support.signed_pdfs import paper_pdf, signed_by


@pytest.fixture
def clerk(api_office: ApiOffice) -> httpx.Client:
    return api_office.desk(Role.CLERK)


def test_roots_put_into_the_trust_folder_count_at_once(
    api_office: ApiOffice, clerk: httpx.Client, pki: Pki
) -> None:
    file = {"file": ("giấy.pdf", signed_by(pki.leader, paper_pdf()))}
    assert clerk.post("/verify", files=file).json()["conclusion"] == "indeterminate"
    trust: Path = api_office.settings.trust
    shutil.copytree(pki.folder, trust, dirs_exist_ok=True)
    try:
        assert clerk.post("/verify", files=file).json()["conclusion"] == "valid"
    finally:
        shutil.rmtree(trust)


@pytest.mark.parametrize(("type_code", "paper"), [("GKS", 200), ("CCCD", 404)])
def test_a_clerk_reads_what_the_own_agency_has_reused(
    api_office: ApiOffice, clerk: httpx.Client, type_code: str, paper: int
) -> None:
    code = str(api_office.dossier(clerk)["code"])
    put = put_document(api_office, code, mark=code, state=State.STORED, type_code=type_code)
    elsewhere = api_office.desk(Role.CLERK, OTHER_WARD)
    assert elsewhere.get(f"/documents/{put.id}").status_code == 404
    own = api_office.dossier(elsewhere, agency=OTHER_WARD)["code"]
    use = {
        "document": put.id,
        "dossier": own,
        "procedure": "1.005129",
        "purpose": "Cấp lại",
        "legal_basis": "NĐ 224/2026/NĐ-CP",
        "fields": ["ho_ten"],
    }
    assert elsewhere.post("/reuse", json=use).status_code == 201
    record = elsewhere.get(f"/documents/{put.id}")
    assert (record.status_code, set(record.json()["fields"])) == (200, {"ho_ten"})
    assert record.json()["signing_tasks"] == []
    assert elsewhere.get(f"/documents/{put.id}/content").status_code == paper
    ask = {"fields": {"ho_ten": "x"}}
    changed = elsewhere.patch(
        f"/documents/{put.id}/fields", json=ask, headers={"If-Match": record.headers["ETag"]}
    )
    assert changed.status_code == 404
