"""Documents put into a running office for tests, without going through paper."""

import io
from dataclasses import dataclass

from PIL import Image, ImageDraw

from ingest.text import Box
from storage.fields import StoredField
from storage.objects import digest
from storage.records import (
    Document,
    DocumentId,
    DocumentPage,
    Kind,
    Representation,
    State,
    StoredFile,
)
from tests.support.api_office import ADMIN, ApiOffice

TEXT = "ĐƠN XIN CẤP LẠI\nKính gửi: UBND phường"


@dataclass(frozen=True, slots=True)
class PutDocument:
    """A document in the catalogue, and the bytes of its original."""

    id: str
    pdf: bytes
    sha256: str


def one_page_pdf(mark: str) -> bytes:
    """Return a PDF of one drawn page, another one for each mark."""
    page = Image.new("L", (620, 877), 255)
    ImageDraw.Draw(page).text((60, 60), mark, fill=0)
    out = io.BytesIO()
    page.save(out, "PDF", resolution=75)
    return out.getvalue()


def put_document(
    running: ApiOffice,
    dossier_code: str,
    *,
    mark: str,
    state: State = State.READ,
    kind: Kind = Kind.COMPONENT,
    type_code: str = "DON",
) -> PutDocument:
    """Put a document of one page into a dossier."""
    office = running.office
    pdf = one_page_pdf(mark)
    office.objects.put(io.BytesIO(pdf))
    with office.catalogue.transaction() as tx:
        dossier = tx.dossiers.load(dossier_code, None)
        document = Document(
            id=DocumentId(tx.new_id("doc")),
            kind=kind,
            dossier=dossier.id,
            agency=dossier.agency,
            owner=dossier.owner.id,
            type=type_code,
            title=f"Đơn {mark}",
            state=state,
            created_at=tx.now(),
        )
        file = StoredFile(
            document=document.id,
            version=1,
            representation=Representation.ORIGINAL,
            sha256=digest(pdf),
            size=len(pdf),
            media_type="application/pdf",
            name="đơn xin.pdf",
        )
        page = DocumentPage(
            index=0,
            scan=None,
            scan_page=0,
            width=620,
            height=877,
            dpi=75,
            rotation=0,
            skew=0.0,
            blank=False,
            confidence=0.9,
            text=TEXT,
        )
        fields = {
            "ho_ten": StoredField(
                value="Nguyễn Vãn An", confidence=0.6, page=0, box=Box(1, 2, 3, 4)
            ),
            "ngay_ban_hanh": StoredField(value="2026-11-21", confidence=0.99),
        }
        tx.documents.add(document, files=[file], pages=[page], fields=fields, by=ADMIN)
    return PutDocument(id=document.id, pdf=pdf, sha256=digest(pdf))
