"""A decision that the office makes: drafted, then numbered and dated before anybody signs.

Number, date and codes go onto the page before the first signature (NĐ 30/2020/NĐ-CP art. 14); after
it bytes only grow. Both acts run the PDF through the sandbox, so no hostile file is opened here.
The text kept of a result is that of its draft; its number and date are fields.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from ingest.papers.fields import extract
from ingest.scans.scan_file import MediaType, PageInfo
from ingest.text import PageText
from storage.catalogue import Catalogue
from storage.clock import Clock
from storage.fields import StoredField
from storage.ids import new_id
from storage.objects import ObjectStore
from storage.people import Actor
from storage.procedures import DocumentType
from storage.records import (
    Document,
    DocumentId,
    DocumentPage,
    Kind,
    Representation,
    State,
    StoredFile,
)
from workers.filing import suggested
from workers.intake import Upload
from workers.numbering import NUMBERED, numbered_fields
from workers.permissions import Act, reach, require
from workers.refusals import RefusedError
from workers.sandboxed import Sandboxed
from workers.workbench import workbench

RESULT_TYPE = "QD"


@dataclass(frozen=True, slots=True)
class Results:
    """Drafts and numbers results. `font` None: the first of the usual places.

    `public_url`: where people reach the office; numbered results then carry a code with a short
    link there. None: no code.
    """

    catalogue: Catalogue
    objects: ObjectStore
    sandbox: Sandboxed
    clock: Clock
    font: Path | None = None
    public_url: str | None = None

    def draft(
        self, dossier_code: str, upload: Upload, actor: Actor, *, type_code: str = RESULT_TYPE
    ) -> Document:
        """Keep a draft result: an unsigned PDF.

        Raises `NotFoundError`, `RefusedError` (`not_a_pdf`, `signed_already`, `unknown_type`), or
        `TaskRefusedError` with the code of what is wrong with the file.
        """
        require(actor, Act.DRAFT_RESULT)
        with self.catalogue.reading() as tx:
            dossier = tx.dossiers.load(dossier_code, reach(tx, actor))
            kind = next((row for row in tx.types.list() if row.code == type_code), None)
        if kind is None:
            raise RefusedError("unknown_type", type_code, document_type=type_code)
        key = self.objects.put(upload.stream)
        with workbench(self.objects) as bench:
            path = bench.fetch(key)
            info = self.sandbox.inspect(path, upload.name)
            if info.media_type is not MediaType.PDF:
                raise RefusedError("not_a_pdf", f"{upload.name} is {info.media_type}")
            if info.signed:
                raise RefusedError("signed_already", f"{upload.name} carries a signature already")
            printed = {page.index: page for page in self.sandbox.read_printed(path, info)}
        now = self.clock()
        document = Document(
            id=DocumentId(new_id("doc", now)),
            kind=Kind.RESULT,
            dossier=dossier.id,
            agency=dossier.agency,
            owner=dossier.owner.id,
            type=type_code,
            title=info.name,
            state=State.DRAFT,
            created_at=now,
        )
        file = StoredFile(
            document=document.id,
            version=1,
            representation=Representation.ORIGINAL,
            sha256=key,
            size=info.size,
            media_type=info.media_type,
            name=info.name,
        )
        with self.catalogue.transaction() as tx:
            tx.documents.add(
                document,
                files=[file],
                pages=[_page(page, printed.get(page.number)) for page in info.pages],
                fields=_fields(printed, kind),
                by=actor,
            )
        return document

    def number(self, ref: str, number: str, on: date, actor: Actor) -> Document:
        """Stamp number and date onto a draft.

        Raises `NotFoundError`, `StateError` when it is no draft, or `TaskRefusedError` when the
        page has no place for them or cannot be stamped.
        """
        require(actor, Act.NUMBER)
        with self.catalogue.reading() as tx:
            document = tx.documents.find(ref, reach(tx, actor))
            document.to(State.NUMBERED)
            files = tx.documents.files(document.id, document.version)
        original = next(f for f in files if f.representation is Representation.ORIGINAL)
        with workbench(self.objects) as bench:
            stamped = bench.folder / "stamped.pdf"
            self.sandbox.stamp(
                bench.fetch(original.sha256),
                stamped,
                number=number,
                on=on,
                font=self.font,
                link=None if self.public_url is None else f"{self.public_url}/d/{document.id}",
            )
            key = bench.keep(stamped)
            size = stamped.stat().st_size
        with self.catalogue.transaction() as tx:
            numbered = tx.documents.advance(
                document, State.NUMBERED, actor, number=number, issued_on=on
            )
            tx.documents.put_fields(document.id, numbered_fields(number, on, actor, self.clock()))
            tx.documents.add_file(
                StoredFile(
                    document=document.id,
                    version=document.version,
                    representation=Representation.ARCHIVE,
                    sha256=key,
                    size=size,
                    media_type=MediaType.PDF,
                    name=original.name,
                )
            )
        return numbered


def _page(page: PageInfo, printed: PageText | None) -> DocumentPage:
    """Return a page of the draft; one that is a picture has no text."""
    return DocumentPage(
        index=page.number,
        scan=None,
        scan_page=page.number,
        width=page.width,
        height=page.height,
        dpi=page.dpi,
        rotation=0,
        skew=0.0,
        blank=False,
        confidence=1.0,
        text="" if printed is None else printed.text,
    )


def _fields(printed: Mapping[int, PageText], kind: DocumentType) -> dict[str, StoredField]:
    """Return what the draft says of itself; nothing where its first page is a picture."""
    if 0 not in printed:
        return {}
    found = extract([printed[index] for index in sorted(printed)], kind)
    return suggested({name: field for name, field in found.items() if name not in NUMBERED})
