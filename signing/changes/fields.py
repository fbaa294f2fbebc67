"""Changes to form fields: signing, filling where permitted, nothing that a signer locked."""

from collections.abc import Callable, Iterator
from typing import Final

from pikepdf import Dictionary

from signing.changes.change import Change, Freedom, change, never
from signing.changes.pair import Pair
from signing.revisions.pdf_objects import entry, is_name, keys, rectangle, reference
from signing.revisions.revision import Field, has_value

Locked = Callable[[str], bool]

_FILLED: Final = frozenset({"/V", "/AS", "/AP", "/M", "/RV", "/I"})
_SIGNED: Final = frozenset({"/V", "/AP", "/M", "/F", "/MK", "/DA", "/Lock"})
_BACK_REFERENCES: Final = frozenset({"/Kids", "/Parent", "/P", "/Type"})
_ACTIONS: Final = frozenset({"/A", "/AA"})
_GROUP: Final = frozenset({"/T", "/TU", "/TM", "/Kids", "/Parent", "/FT", "/Ff"})


def field_changes(pair: Pair, locked: Locked) -> Iterator[Change]:
    """Yield what changed among the fields; `locked` tells what a signer locked, by name."""
    before, after = pair.old.fields, pair.new.fields
    for name, same in before.items():
        signature = any(field.type == "/Sig" for field in same)
        if signature and name in pair.old.listed and name not in pair.new.listed:
            yield never("signature_field_removed", name)
        elif name not in after:
            needs = Freedom.NOTHING if locked(name) else Freedom.ANNOTATING
            yield change(needs, "field_removed", name)
    for name, same in after.items():
        if name not in before:
            if len(same) > 1:
                yield never("field_duplicate", name)
            yield from _added(same[0])
        elif len(same) != len(before[name]):
            yield never("field_duplicate", name)
        else:
            for old, new in zip(before[name], same, strict=True):
                yield from _kept(pair, old, new, locked=locked(name))


def new_signature_fields(pair: Pair) -> Iterator[Field]:
    """Yield the signature fields that were added or signed since."""
    for name, same in pair.new.fields.items():
        known = pair.old.fields.get(name, [])
        for place, field in enumerate(same):
            empty_before = place >= len(known) or not has_value(known[place])
            if field.type == "/Sig" and empty_before and (not known or has_value(field)):
                yield field


def _added(field: Field) -> Iterator[Change]:
    where = field.name
    if any(keys(widget) & _ACTIONS for widget in field.widgets):
        yield never("active_content", where)
    elif field.type == "/Sig":
        value = entry(field.node, "/V")
        stamp = is_name(entry(value, "/SubFilter"), "/ETSI.RFC3161")
        seen = any(rectangle(widget) for widget in field.widgets)
        if value is None and any(entry(widget, "/AP") is not None for widget in field.widgets):
            # Nobody answers for what an unsigned field shows.
            yield never("field_added", where)
        elif (value is None or stamp) and not seen:
            yield change(Freedom.VALIDATION_DATA, "signature_added", where)
        else:
            yield change(Freedom.SIGNING, "signature_added", where)
    elif field.type is None and keys(field.node) <= _GROUP:
        yield change(Freedom.SIGNING, "field_added", where)
    else:
        yield never("field_added", where)


def _kept(pair: Pair, old: Field, new: Field, *, locked: bool) -> Iterator[Change]:
    if old.type != new.type:
        yield never("field_changed", f"{old.name}/FT")
        return
    moved = Freedom.NOTHING if locked else Freedom.ANNOTATING
    if [reference(kid) for kid in old.kids] != [reference(kid) for kid in new.kids]:
        yield change(moved, "field_changed", f"{old.name}/Kids")
    if reference(entry(old.node, "/Parent")) != reference(entry(new.node, "/Parent")):
        yield change(moved, "field_changed", f"{old.name}/Parent")
    value_changed = not all(
        pair.same(entry(a, key), entry(b, key))
        for a, b in zip(old.widgets, new.widgets, strict=False)
        for key in ("/V", "/AS")
    )
    for before, after in zip(old.widgets, new.widgets, strict=False):
        for key in sorted((keys(before) | keys(after)) - _BACK_REFERENCES):
            if not pair.same(entry(before, key), entry(after, key)):
                yield from _shared(pair, old, before, key)
                yield _entry_change(old, new, key, locked=locked, value_changed=value_changed)


def _shared(pair: Pair, field: Field, widget: object, key: str) -> Iterator[Change]:
    """Refuse to change an appearance in place that was also used elsewhere."""
    at = reference(entry(widget, key))
    if key == "/AP" and at and pair.old.use_counts[at] > 1:
        yield never("object_shared", field.name + key)


def _entry_change(old: Field, new: Field, key: str, *, locked: bool, value_changed: bool) -> Change:
    where = old.name + key
    signature = old.type == "/Sig"
    if locked:
        return never("field_locked", where)
    if signature and "/Contents" in keys(entry(old.node, "/V")):
        return never("signature_changed", where)
    if key in _ACTIONS:
        return never("active_content", where)
    fresh = signature and isinstance(entry(new.node, "/V"), Dictionary)
    if fresh and key in _SIGNED:
        return change(Freedom.SIGNING, "signature_added", where)
    if key in _FILLED and (key != "/AP" or value_changed or signature):
        return change(Freedom.FILLING, "form_filled", where)
    # An appearance that changes without its value shows what the field does not hold.
    return (
        never("field_changed", where)
        if key == "/AP"
        else change(Freedom.ANNOTATING, "field_changed", where)
    )
