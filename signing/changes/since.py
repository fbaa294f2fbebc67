"""What came after a signed revision, and whether the signatures in it permit that.

Everything that the document as shown reaches from its catalog is compared with the signed
revision; rules that permit say exactly what they permit, all else must be unchanged.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from signing.changes.annotations import annotation_changes
from signing.changes.catalog import catalog_changes
from signing.changes.change import Change, left_by, never
from signing.changes.fields import field_changes
from signing.changes.pages import page_changes
from signing.changes.pair import Pair
from signing.changes.permissions import locks, permission
from signing.changes.places import looks_changes
from signing.changes.structure_tree import structure_changes
from signing.policy import Policy
from signing.reasons import reason
from signing.revisions.history import History
from signing.revisions.revision import Revision, SignatureField
from signing.revisions.xref_sections import names_twice
from signing.verdict import Changes, Coverage, Reason

_MOST_REASONS: Final = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class Aftermath:
    """The verdict on everything behind a signed range."""

    coverage: Coverage
    changes: Changes
    reasons: tuple[Reason, ...] = ()


def aftermath(history: History, signature: SignatureField, end: int, policy: Policy) -> Aftermath:
    """Judge what follows the `end` of the signature's range; may raise one of `UNREADABLE`."""
    if history.is_last(end):
        return Aftermath(coverage=Coverage.DOCUMENT, changes=Changes.NONE)
    gap = _gap(history, signature, end)
    if gap:
        return Aftermath(
            coverage=Coverage.PARTIAL,
            changes=Changes.FORBIDDEN,
            reasons=(reason("coverage", gap),),
        )
    pair = Pair(history.revision(end), history.shown)
    freedom = left_by(permission(pair.old.signatures))
    found = [*_changes(pair), *_ambiguities(pair, end)]
    forbidden = [one for one in found if one.needs > freedom]
    if not forbidden:
        forbidden = list(looks_changes(pair, policy))
    if forbidden:
        reasons = tuple(dict.fromkeys(one.reason for one in forbidden))[:_MOST_REASONS]
        return Aftermath(coverage=Coverage.REVISION, changes=Changes.FORBIDDEN, reasons=reasons)
    changes = Changes.PERMITTED if found else Changes.NONE
    return Aftermath(coverage=Coverage.REVISION, changes=changes)


def _gap(history: History, signature: SignatureField, end: int) -> str | None:
    """Tell why the bytes up to the end are no revision that the rest goes on from, if so."""
    if history.shown.damage:  # what was repaired can be compared with nothing
        return history.shown.damage
    if not history.ends_a_revision(end):
        return "it does not end with %%EOF"
    signed = history.revision(end)
    if signed.damage:
        return signed.damage
    if not _holds(signed, signature):
        return "the signature is not in it"
    return None if history.goes_on_after(end) else "what follows is no update of it"


def _holds(signed: Revision, signature: SignatureField) -> bool:
    name = signature.field.name
    return any(
        other.field.name == name and other.byte_range == signature.byte_range
        for other in signed.signatures
    )


def _changes(pair: Pair) -> Iterator[Change]:
    yield from catalog_changes(pair)
    yield from page_changes(pair)
    yield from annotation_changes(pair)
    yield from field_changes(pair, locks(pair.old.signatures))
    yield from structure_changes(pair)


def _ambiguities(pair: Pair, end: int) -> Iterator[Change]:
    """Yield what is odd only since the signature: two viewers may read it as two documents."""
    twice = names_twice(pair.new, end)
    if twice:
        yield never("ambiguous", twice)
    for oddity in sorted(pair.new.oddities() - pair.old.oddities()):
        yield never("ambiguous", oddity)
