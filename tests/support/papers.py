"""Rows for tests: a dossier with a scan, and documents on their way."""

from dataclasses import replace
from datetime import date

from ingest.text import Box
from storage.dossiers import Dossier, Scan, ScanFile, ScanState
from storage.fields import StoredField
from storage.objects import digest
from storage.people import Actor
from storage.records import (
    Document,
    DocumentId,
    DocumentPage,
    Kind,
    Representation,
    ScanId,
    State,
    StoredFile,
)
from storage.transaction import Transaction
from tests.support.catalogues import CLERK


def open_dossier(
    tx: Transaction, *, agency: str = "H38.01", number: str = "001203000123", by: Actor = CLERK
) -> Dossier:
    owner = tx.owners.find_or_add("cccd", number, "Nguyễn Văn Đức")
    return tx.dossiers.add(code=None, procedure="1.005129", owner=owner, agency=agency, by=by)


def add_scan(tx: Transaction, dossier: Dossier) -> Scan:
    scan = Scan(
        id=ScanId(tx.new_id("scn")),
        dossier=dossier.id,
        state=ScanState.RECEIVED,
        received_at=tx.now(),
        received_by=CLERK.id,
        files=(
            ScanFile(
                position=0,
                name="tệp giấy.pdf",
                sha256=digest(b"scan"),
                size=4,
                media_type="application/pdf",
            ),
            ScanFile(
                position=1,
                name="hỏng.png",
                sha256=digest(b"broken"),
                size=6,
                media_type="image/png",
            ),
        ),
    )
    tx.scans.add(scan, CLERK)
    return scan


def a_document(tx: Transaction, dossier: Dossier, state: State = State.READ) -> Document:
    return Document(
        id=DocumentId(tx.new_id("doc")),
        kind=Kind.COMPONENT,
        dossier=dossier.id,
        agency=dossier.agency,
        owner=dossier.owner.id,
        type="DON",
        title="Đơn đề nghị",
        state=state,
        created_at=tx.now(),
        issued_on=date(2026, 11, 1),
    )


def a_file(document: Document, representation: Representation, data: bytes) -> StoredFile:
    return StoredFile(
        document=document.id,
        version=document.version,
        representation=representation,
        sha256=digest(data),
        size=len(data),
        media_type="application/pdf",
    )


def a_page(index: int, scan: Scan) -> DocumentPage:
    return DocumentPage(
        index=index,
        scan=scan.id,
        scan_page=index + 1,
        width=2480,
        height=3508,
        dpi=300,
        rotation=180,
        skew=-0.75,
        blank=False,
        confidence=0.9375,
        text="Kính gửi: Ủy ban nhân dân\nTôi tên là: Nguyễn Văn Đức",
    )


def a_field(value: str) -> StoredField:
    return StoredField(value=value, confidence=0.5, page=1, box=Box(1, 2.5, 300, 40))


def add_document(
    tx: Transaction, dossier: Dossier, scan: Scan, *, state: State = State.READ, **changes: object
) -> Document:
    document = replace(a_document(tx, dossier, state), **changes)  # type: ignore[arg-type]
    tx.documents.add(
        document,
        files=[a_file(document, Representation.ORIGINAL, b"scan")],
        pages=[a_page(0, scan), a_page(1, scan)],
        fields={"ho_ten": a_field("Nguyễn Văn Đức"), "so_cccd": a_field("001203000123")},
        by=CLERK,
    )
    return document
