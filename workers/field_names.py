"""Which fields a document may have: a misspelt name is refused, not kept or granted as nothing."""

from collections.abc import Iterable
from typing import Final

from ingest.fields import wanted_fields
from storage.records import Document
from storage.transaction import Transaction
from workers.refusals import RefusedError

# The record itself is filled from these, whatever the kind: number, day of issue, last day.
_OF_ANY_KIND: Final = frozenset({"so_ky_hieu", "ngay_ban_hanh", "co_gia_tri_den"})


def require_known(tx: Transaction, document: Document, names: Iterable[str]) -> None:
    """Raise `RefusedError` (`unknown_field`) that names what no kind of paper has.

    Known is what any kind may have, for a paper's kind may be wrong or not known yet, and whatever
    the document has already.
    """
    of_kinds = (wanted_fields(kind) for kind in tx.types.list())
    allowed = _OF_ANY_KIND.union(*of_kinds)
    unknown = set(names) - allowed - tx.documents.fields(document.id).keys()
    if unknown:
        named = tuple(sorted(unknown))
        raise RefusedError("unknown_field", f"{document.id} has no {named}", fields=named)
