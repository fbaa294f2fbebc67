"""A use is of one version of a document, and gives no right to others."""

from dataclasses import replace
from uuid import uuid4

from storage.people import Role
from storage.records import State
from tests.support.api_documents import put_document
from tests.support.api_office import ADMIN, STRANGER, ApiOffice


def test_a_use_gives_no_right_to_an_older_version(api_office: ApiOffice) -> None:
    """What was refused after a signature is such a version: signed bytes that nobody issued."""
    code = str(api_office.dossier(api_office.desk(Role.CLERK))["code"])
    put = put_document(api_office, code, mark=uuid4().hex, state=State.SIGNED)
    with api_office.office.catalogue.transaction() as tx:
        (original,) = tx.documents.files(put.id, 1)
        second = tx.documents.advance(tx.documents.load(put.id), State.DRAFT, ADMIN, version=2)
        tx.documents.add_file(replace(original, version=2))
        for state in (State.NUMBERED, State.SIGNED, State.SEALED, State.ISSUED):
            second = tx.documents.advance(second, state, ADMIN)
    system = api_office.desk(Role.AGENCY, STRANGER)
    use = {
        "document": put.id,
        "dossier": "H38-20261121-0000001",
        "procedure": "1.005129",
        "purpose": "Xét cấp lại giấy phép",
        "legal_basis": "NĐ 224/2026/NĐ-CP, Điều 15",
    }
    assert system.post("/reuse", json=use).status_code == 201
    path = f"/documents/{put.id}/content"
    assert system.get(path, params={"version": 2}).status_code == 200
    assert system.get(path, params={"version": 1}).status_code == 404
