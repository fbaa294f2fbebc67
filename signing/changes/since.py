"""What came after a signed revision, and whether the signatures in it permit that.

Everything that the document as shown reaches from its catalog is compared with the signed
revision; rules that permit say exactly what they permit, all else must be unchanged.
"""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from signing.changes.annotations import annotation_changes
from signing.changes.catalog import catalog_changes
from signing.changes.change import Change, left_by, never
from signing.changes.fields import field_changes, new_signature_fields
from signing.changes.looks import most_hidden
from signing.changes.pages import page_changes
from signing.changes.pair import Pair
from signing.changes.permissions import locks, permission
from signing.changes.structure_tree import structure_changes
from signing.policy import Policy
from signing.reasons import reason
from signing.revisions.history import History
from signing.revisions.pdf_objects import (
    Rectangle,
    area,
    elements,
    entry,
    inherited,
    is_name,
    rectangle,
    reference,
)
from signing.revisions.revision import Revision, SignatureField
from signing.verdict import Changes, Coverage, Reason

_SMALL_FIELD: Final = 60_000  # square points; a stamp of 21 cm x 10 cm
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
    if not history.ends_a_revision(end):
        return _partial("it does not end with %%EOF")
    signed = history.revision(end)
    if signed.damage:
        return _partial(signed.damage)
    if not _holds(signed, signature):
        return _partial("the signature is not in it")
    pair = Pair(signed, history.shown)
    freedom = left_by(permission(signed.signatures))
    found = [*_changes(pair), *_ambiguities(pair)]
    forbidden = [one for one in found if one.needs > freedom]
    if not forbidden:
        forbidden = list(_unseen_harm(pair, policy))
    if forbidden:
        reasons = tuple(dict.fromkeys(one.reason for one in forbidden))[:_MOST_REASONS]
        return Aftermath(coverage=Coverage.REVISION, changes=Changes.FORBIDDEN, reasons=reasons)
    changes = Changes.PERMITTED if found else Changes.NONE
    return Aftermath(coverage=Coverage.REVISION, changes=changes)


def _partial(detail: str) -> Aftermath:
    return Aftermath(
        coverage=Coverage.PARTIAL,
        changes=Changes.FORBIDDEN,
        reasons=(reason("coverage", detail),),
    )


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


def _ambiguities(pair: Pair) -> Iterator[Change]:
    """Yield what is odd only since the signature: two viewers may read it as two documents."""
    for oddity in sorted(pair.new.oddities() - pair.old.oddities()):
        yield never("ambiguous", oddity)


def _unseen_harm(pair: Pair, policy: Policy) -> Iterator[Change]:
    """Yield what permitted changes did to the looks of pages."""
    for field in new_signature_fields(pair):
        if field.name in pair.old.fields:
            continue  # its place was signed
        for widget in field.widgets:
            box, number = rectangle(widget), pair.new.page_of(widget)
            if box and number is not None and _too_large(pair, box, number, policy):
                yield never("signature_too_big", f"page {number}")
                return
    pages = sorted(_touched_pages(pair))[: policy.most_rendered_pages]
    if not pages:
        return
    hidden = most_hidden(
        pair.old.data, pair.new.data, pages, _permitted_boxes(pair), password=pair.new.password
    )
    if hidden.share > policy.most_hidden_ink:
        yield never("content_hidden", f"page {hidden.page}: {hidden.share:.1%}")


def _too_large(pair: Pair, box: Rectangle, number: int, policy: Policy) -> bool:
    if area(box) <= _SMALL_FIELD or number >= len(pair.old.pages):
        return False
    media = elements(inherited(pair.old.pages[number], "/MediaBox"))
    x0, y0, x1, y1 = (float(str(value)) for value in media)
    return area(box) > policy.largest_new_field * abs((x1 - x0) * (y1 - y0))


def _touched_pages(pair: Pair) -> set[int]:
    """Return the pages on which some annotation or widget is not what it was."""
    touched: set[int] = set()
    for number, (old, new) in enumerate(
        zip(pair.old.annotations, pair.new.annotations, strict=False)
    ):
        if len(old) != len(new) or not all(
            pair.same(entry(a, key), entry(b, key))
            for a, b in zip(old, new, strict=True)
            for key in ("/AP", "/Rect", "/AS", "/F", "/Subtype", "/V")
        ):
            touched.add(number)
    return touched


def _permitted_boxes(pair: Pair) -> dict[int, list[Rectangle]]:
    """Return where anything may change: filled fields, removed notes, older signatures."""
    boxes: dict[int, list[Rectangle]] = defaultdict(list)
    kept = {reference(annotation) for row in pair.new.annotations for annotation in row}
    for number, row in enumerate(pair.old.annotations):
        for annotation in row:
            box = rectangle(annotation)
            if box and (
                reference(annotation) not in kept
                or is_name(inherited(annotation, "/FT"), "/Sig")
                or _was_filled(pair, annotation)
            ):
                boxes[number].append(box)
    return boxes


def _was_filled(pair: Pair, widget: object) -> bool:
    identity = pair.old.identity(widget)
    if identity is None or identity[0] != "field":
        return False
    name = str(identity[1])
    return any(
        not pair.same(entry(a, key), entry(b, key))
        for old, new in zip(pair.old.fields[name], pair.new.fields.get(name, ()), strict=False)
        for a, b in zip(old.widgets, new.widgets, strict=False)
        for key in ("/V", "/AS", "/AP")
    )
