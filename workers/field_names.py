"""Which fields a document may have: a misspelt name is refused, not kept or granted as nothing."""

from collections.abc import Iterable
from typing import Final

from ingest.papers.fields import wanted_fields
from ingest.papers.types import UNKNOWN
from storage.records import Document
from storage.transaction import Transaction
from workers.refusals import RefusedError

# The record itself is filled from these, whatever the kind: number, day of issue, last day.
_OF_ANY_KIND: Final = frozenset({"so_ky_hieu", "ngay_ban_hanh", "co_gia_tri_den"})


def require_known(tx: Transaction, document: Document, names: Iterable[str]) -> None:
    """Raise `RefusedError` (`unknown_field`) that names what this document cannot have.

    Known is what its kind may have, and whatever the document has already. While nobody knows its
    kind, that is what any kind may have.
    """
    kinds = [kind for kind in tx.types.list() if document.type in {kind.code, UNKNOWN}]
    allowed = _OF_ANY_KIND.union(*(wanted_fields(kind) for kind in kinds))
    unknown = set(names) - allowed - tx.documents.fields(document.id).keys()
    if unknown:
        named = tuple(sorted(unknown))
        raise RefusedError("unknown_field", f"{document.id} has no {named}", fields=named)
