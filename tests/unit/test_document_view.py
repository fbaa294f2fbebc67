"""What the API tells of a document: a field's page is the document's own, not the stack's."""

from dataclasses import replace
from datetime import UTC, datetime

from api.views_documents import document_body
from storage.fields import StoredField
from storage.records import Document, DocumentId, DocumentPage, DossierId, Kind, State
from workers.records import DocumentRecord

PAGE = DocumentPage(
    index=0,
    scan=None,
    scan_page=4,
    width=2480,
    height=3508,
    dpi=300,
    rotation=0,
    skew=0.0,
    blank=False,
    confidence=0.9,
    text="",
)


def test_a_fields_page_is_told_as_the_documents_own() -> None:
    document = Document(
        id=DocumentId("doc_1"),
        kind=Kind.COMPONENT,
        dossier=DossierId("dos_1"),
        agency="G06.01",
        owner="own_1",
        type="GXN",
        title="Giấy xác nhận",
        state=State.READ,
        created_at=datetime(2026, 11, 21, tzinfo=UTC),
    )
    record = DocumentRecord(
        document=document,
        files=(),
        pages=(PAGE, replace(PAGE, index=1, scan_page=5)),
        fields={
            "so_ky_hieu": StoredField(value="225/GXN-UBND", confidence=0.9, page=4),
            "nguoi_ky": StoredField(value="Trần Văn An", confidence=0.9, page=5),
            "ghi_chu": StoredField(value="gõ tay", confidence=1.0),
            "ho_ten": StoredField(value="của trang khác", confidence=0.9, page=1),
        },
        tasks=(),
        verdict=None,
        verdict_sha256=None,
        checked_at=None,
    )
    told = {name: field.page for name, field in document_body(record).fields.items()}
    assert told == {"so_ky_hieu": 0, "nguoi_ky": 1, "ghi_chu": None, "ho_ten": None}
