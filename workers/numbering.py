"""What a result's number and date are to its record: fields that the numbering person vouches for.

They are known from the register, not from the page: a draft has neither, whatever it seems to say,
and a result that goes back to being a draft loses both.
"""

from dataclasses import replace
from datetime import date, datetime
from typing import Final

from ingest.text import FieldSource
from storage.fields import StoredField
from storage.people import Actor
from storage.records import Document, Representation, State
from storage.transaction import Transaction

NUMBER: Final = "so_ky_hieu"
DATE: Final = "ngay_ban_hanh"
NUMBERED: Final = frozenset({NUMBER, DATE})


def numbered_fields(number: str, on: date, by: Actor, at: datetime) -> dict[str, StoredField]:
    """Return number and date as typed and confirmed by who numbered the result."""
    return {
        name: StoredField(
            value=value,
            confidence=1.0,
            source=FieldSource.TYPED,
            confirmed_by=by.id,
            confirmed_at=at,
        )
        for name, value in ((NUMBER, number), (DATE, on.isoformat()))
    }


def back_to_draft(tx: Transaction, document: Document, reason: str, by: Actor) -> Document:
    """Bring a refused result back to being a draft without number and date, in record and file.

    Where somebody has signed already, the draft begins a new version: what is numbered next must
    not grow out of the bytes that print the old number.
    """
    files = {f.representation: f for f in tx.documents.files(document.id, document.version)}
    original = files[Representation.ORIGINAL]
    if Representation.SIGNED not in files:
        again = tx.documents.advance(
            document, State.DRAFT, by, reason=reason, number=None, issued_on=None
        )
        tx.documents.drop_fields(again, NUMBERED)
        # The stamped file is covered: nobody is shown a number that the record does not have.
        tx.documents.add_file(replace(original, representation=Representation.ARCHIVE))
        return again
    pages, fields = tx.documents.pages(document.id), tx.documents.fields(document.id)
    again = tx.documents.advance(
        document,
        State.DRAFT,
        by,
        reason=reason,
        version=document.version + 1,
        number=None,
        issued_on=None,
    )
    tx.documents.add_file(replace(original, version=again.version))
    tx.documents.add_pages(again, pages)
    tx.documents.put_fields(
        again.id, {name: field for name, field in fields.items() if name not in NUMBERED}
    )
    return again
