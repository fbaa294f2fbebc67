"""Which fields a document may have: a misspelt name is refused, not kept or granted as nothing."""

from collections.abc import Iterable
from typing import Final

from ingest.fields import wanted_fields
from storage.errors import NotFoundError
from storage.procedures import DocumentType
from storage.records import Document
from storage.transaction import Transaction
from workers.refusals import RefusedError

# The record itself is filled from these, whatever the kind: number, day of issue, last day.
_OF_ANY_KIND: Final = frozenset({"so_ky_hieu", "ngay_ban_hanh", "co_gia_tri_den"})


def require_known(tx: Transaction, document: Document, names: Iterable[str]) -> None:
    """Raise `RefusedError` (`unknown_field`) that names what this document cannot have.

    Known is what its type may have, and whatever the document has already.
    """
    allowed = _OF_ANY_KIND | wanted_fields(_kind(tx, document.type))
    unknown = set(names) - allowed - tx.documents.fields(document.id).keys()
    if unknown:
        named = tuple(sorted(unknown))
        raise RefusedError("unknown_field", f"{document.id} has no {named}", fields=named)


def _kind(tx: Transaction, code: str) -> DocumentType | None:
    try:
        return tx.types.load(code)
    except NotFoundError:
        return None
