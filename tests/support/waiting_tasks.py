"""Results that wait for a leader's signature: many at little cost, copies of one."""

import io
from collections.abc import Sequence
from dataclasses import replace

from storage.batches import Batch, BatchItem
from storage.objects import digest
from storage.records import Document, DocumentId, Representation
from storage.tasks import SigningTask
from tests.support.paper_office import LEADER, RECORDS, PaperOffice
from workers.approving import Shown, to_be_signed
from workers.batching import pin_context

PIN = "246810"


def copies(office: PaperOffice, result: Document, count: int) -> list[Document]:
    """Return so many results of their own with the same bytes."""
    made = []
    with office.catalogue.transaction() as tx:
        known = tx.documents.files(result.id, result.version)
        for _ in range(count):
            copy = replace(result, id=DocumentId(tx.new_id("doc")), row=1)
            files = [replace(file, document=copy.id) for file in known]
            tx.documents.add(copy, files=files, pages=[], fields={}, by=RECORDS)
            made.append(copy)
    return made


def spoil(office: PaperOffice, document: Document) -> None:
    """Put a file that cannot be signed in the place of the one that is to be signed."""
    broken = b"%PDF-1.7 no more than that"
    office.objects.put(io.BytesIO(broken))
    with office.catalogue.transaction() as tx:
        file = to_be_signed(tx, document)
        tx.documents.add_file(
            replace(
                file,
                representation=Representation.ARCHIVE,
                sha256=digest(broken),
                size=len(broken),
            )
        )


def shown(office: PaperOffice, tasks: Sequence[SigningTask]) -> list[Shown]:
    """Return what a signer who looked at each of them says they were shown."""
    with office.catalogue.reading() as tx:
        return [
            Shown(task=task.id, sha256=to_be_signed(tx, tx.documents.load(task.document)).sha256)
            for task in tasks
        ]


def sealed(office: PaperOffice, asked: Sequence[Shown], pin: str = PIN) -> bytes:
    """Return the PIN as a signer's browser seals it for exactly these items."""
    items = [
        BatchItem(batch="", position=at, task=one.task, shown=one.sha256)  # type: ignore[arg-type] # a digest
        for at, one in enumerate(asked)
    ]
    return office.keys.seal(pin, pin_context(items))


def approved(office: PaperOffice, asked: Sequence[Shown], pin: str | None = PIN) -> Batch:
    """Approve a batch as its leader."""
    hidden = None if pin is None else sealed(office, asked, pin)
    return office.batching.approve(asked, hidden, LEADER)


def batch_of(office: PaperOffice, batch: str) -> Batch:
    """Return a batch as it stands."""
    with office.catalogue.reading() as tx:
        return tx.batches.load(batch)
