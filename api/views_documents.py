"""From documents, as other rooms know them, to what the API tells."""

from collections.abc import Mapping
from datetime import datetime

from api.etags import row_tag
from api.idempotency import Answer
from api.schemas_documents import (
    DocumentBody,
    FieldBody,
    FileBody,
    LastingBody,
    PageBody,
    PageTextBody,
    VerdictShortBody,
)
from api.views_signing import task_body
from storage.fields import StoredField
from storage.lasting import LastingRecord
from storage.people import Actor
from storage.records import DocumentPage
from workers.office import Office
from workers.records import DocumentRecord


def document_body(record: DocumentRecord) -> DocumentBody:
    """Return a document's record."""
    document = record.document
    places = {page.scan_page: page.index for page in record.pages}
    return DocumentBody(
        id=document.id,
        code=document.code,
        kind=document.kind,
        dossier=document.dossier,
        agency=document.agency,
        type=document.type,
        title=document.title,
        state=document.state,
        version=document.version,
        number=document.number,
        issued_on=document.issued_on,
        expires_on=document.expires_on,
        reason=document.reason,
        created_at=document.created_at,
        fields={name: _field(field, places) for name, field in record.fields.items()},
        pages=[_page(page) for page in record.pages],
        files=[
            FileBody(
                representation=file.representation,
                sha256=file.sha256,
                size=file.size,
                media_type=file.media_type,
                name=file.name,
            )
            for file in record.files
        ],
        signing_tasks=[task_body(task) for task in record.tasks],
        verdict=_verdict(record),
        lasting=None if record.lasting is None else _lasting(record.lasting),
    )


def document_answer(office: Office, ref: str, actor: Actor, *, status: int) -> Answer:
    """Return the record as it is now, with its entity tag."""
    record = office.records.document(ref, actor)
    headers = {"ETag": row_tag(record.document.row)}
    if status == 201:  # noqa: PLR2004 - HTTP status
        headers["Location"] = f"/api/v1/documents/{record.document.id}"
    return Answer(
        status=status, body=document_body(record).model_dump(mode="json"), headers=headers
    )


def page_text(page: DocumentPage) -> PageTextBody:
    """Return the text of one page."""
    return PageTextBody(index=page.index, text=page.text, confidence=page.confidence)


def _field(field: StoredField, places: Mapping[int, int]) -> FieldBody:
    """Tell a field; its page is the document's, wherever in the stack that page lay."""
    box = field.box
    return FieldBody(
        value=field.value,
        confidence=field.confidence,
        page=None if field.page is None else places.get(field.page),
        box=None if box is None else (box.x0, box.y0, box.x1, box.y1),
        source=field.source,
        confirmed_by=field.confirmed_by,
        confirmed_at=field.confirmed_at,
    )


def _page(page: DocumentPage) -> PageBody:
    return PageBody(
        index=page.index,
        width=page.width,
        height=page.height,
        dpi=page.dpi,
        rotation=page.rotation,
        skew=page.skew,
        blank=page.blank,
        confidence=page.confidence,
    )


def _verdict(record: DocumentRecord) -> VerdictShortBody | None:
    if record.verdict is None or record.verdict_sha256 is None or record.checked_at is None:
        return None
    return VerdictShortBody(
        conclusion=record.verdict.conclusion,
        sha256=record.verdict_sha256,
        checked_at=datetime.fromisoformat(record.checked_at),
    )


def _lasting(record: LastingRecord) -> LastingBody:
    return LastingBody(
        level=record.level,
        pending_since=record.pending_since,
        problem=record.problem,
        given_up=record.failed,
        renew_by=record.renew_by,
    )
