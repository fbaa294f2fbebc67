"""Verdicts over HTTP as reports, and the evidence kept beside a document."""

import io
import json
import xml.etree.ElementTree as ET
import zipfile
from dataclasses import replace

import httpx
import pytest

from signing.evidence_piece import Piece, PieceKind, piece_of
from signing.policy import Policy
from signing.verdict import FileVerdict
from signing.verify import verify
from storage.people import Role
from tests.support.api_documents import PutDocument, put_document
from tests.support.api_office import OTHER_WARD, ApiOffice
from tests.support.pki import Pki
from tests.support.signed_pdfs import paper_pdf, signed_by

LEAF = piece_of(PieceKind.CERTIFICATE, b"leaf", "KyLanhDao", "Nguyễn Thị Thủy Hường")
FORMS = [
    ("text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8", "text/html", b"<!DOCTYPE"),
    ("application/pdf", "application/pdf", b"%PDF-"),
    ("application/xml", "application/xml", b"<?xml"),
    ("text/*, application/json;q=0.1", "text/html", b"<!DOCTYPE"),
    ("*/*", "application/json", b"{"),
    ("application/json, application/pdf", "application/json", b"{"),
]


@pytest.fixture
def clerk(api_office: ApiOffice) -> httpx.Client:
    return api_office.desk(Role.CLERK)


@pytest.fixture(scope="module")
def verdict(pki: Pki, api_office: ApiOffice) -> FileVerdict:
    pdf = signed_by(pki.leader, paper_pdf(), field="KyLanhDao")
    return verify(pdf, trust=None, policy=Policy(), at=api_office.office.clock())


@pytest.fixture
def put(api_office: ApiOffice, clerk: httpx.Client, verdict: FileVerdict) -> PutDocument:
    """A document whose bytes were judged, with one piece of evidence and the verdict's own."""
    code = str(api_office.dossier(clerk)["code"])
    document = put_document(api_office, code, mark=code)
    office = api_office.office
    told = Piece(kind=PieceKind.VERDICT, sha256="", size=2, signature=None, about="")
    pieces = (LEAF, replace(told, sha256=office.objects.put(io.BytesIO(b"{}"))))
    office.objects.put(io.BytesIO(b"leaf"))
    with office.catalogue.transaction() as tx:
        sha256, now = document.sha256, tx.now()
        tx.documents.put_verdict(document.id, 1, sha256=sha256, verdict=verdict, at=now)
        tx.evidence.keep(document.id, 1, file=sha256, pieces=pieces, at=now)
    return document


@pytest.mark.parametrize(("accept", "media", "begins"), FORMS)
def test_a_stored_verdict_comes_in_the_form_that_is_liked_best(
    clerk: httpx.Client, put: PutDocument, accept: str, media: str, begins: bytes
) -> None:
    answer = clerk.get(f"/documents/{put.id}/signatures", headers={"Accept": accept})
    assert answer.status_code == 200, answer.text
    assert answer.headers["Content-Type"].partition(";")[0] == media
    assert answer.content.startswith(begins)


def test_a_report_names_the_evidence_and_speaks_the_askers_language(
    clerk: httpx.Client, put: PutDocument
) -> None:
    headers = {"Accept": "text/html", "Accept-Language": "en"}
    answer = clerk.get(f"/documents/{put.id}/signatures", headers=headers)
    assert "INDETERMINATE (not to be taken as valid)" in answer.text
    assert LEAF.sha256 in answer.text
    assert "default-src 'none'" in answer.headers["Content-Security-Policy"]
    assert answer.headers["Content-Disposition"].startswith("attachment")
    told = clerk.get(f"/documents/{put.id}/signatures").json()
    assert told["policy"]["id"] == "sohoa-default"
    assert told["signatures"][0]["organisation"] == "UBND xã Đông Hải"


def test_a_file_handed_in_is_reported_on(clerk: httpx.Client, pki: Pki) -> None:
    file = {"file": ("giấy.pdf", signed_by(pki.leader, paper_pdf()))}
    answer = clerk.post("/verify", files=file, headers={"Accept": "application/xml"})
    root = ET.fromstring(answer.content)  # noqa: S314 - our own server's
    assert "indeterminate" in "".join(root.itertext())
    refused = clerk.post("/verify", files=file, headers={"Accept": "image/png"})
    assert (refused.status_code, refused.json()["code"]) == (406, "not_acceptable")


def test_evidence_is_listed_bundled_and_removed_by_right(
    api_office: ApiOffice, clerk: httpx.Client, put: PutDocument
) -> None:
    way = f"/documents/{put.id}/evidence"
    pieces = clerk.get(way).json()["pieces"]
    assert [piece["kind"] for piece in pieces] == ["cer", "json"]
    assert {piece["file_sha256"] for piece in pieces} == {put.sha256}
    with zipfile.ZipFile(io.BytesIO(clerk.get(f"{way}/bundle").content)) as bundle:
        index = json.loads(bundle.read("index.json"))
        assert bundle.read(index[0]["path"]) == b"leaf"
    reason = {"reason": "Hết thời hạn lưu"}
    assert clerk.request("DELETE", way, json=reason).status_code == 403
    elsewhere = api_office.desk(Role.RECORDS, OTHER_WARD)
    assert elsewhere.request("DELETE", way, json=reason).status_code == 404
    assert elsewhere.get(way).status_code == 404
    records = api_office.desk(Role.RECORDS)
    assert records.request("DELETE", way, json={}).status_code == 422
    assert records.request("DELETE", way, json=reason).json() == {"removed": 2}
    assert clerk.get(way).json()["pieces"] == []
