"""Changes to form fields: signing, filling where permitted, nothing that a signer locked."""

from collections.abc import Callable, Iterator
from typing import Final

from pikepdf import Name, Stream

from signing.changes.allowances import allowed
from signing.changes.change import Change, never
from signing.changes.pair import Pair
from signing.revisions.pdf_objects import area, elements, entry, is_name, keys, rectangle, reference
from signing.revisions.revision import Field, has_value, is_signature

Locked = Callable[[str], bool]

_FILLED: Final = frozenset({"/V", "/AS", "/AP", "/M", "/RV", "/I"})
_SIGNED: Final = frozenset({"/V", "/AP", "/M", "/F", "/MK", "/DA", "/Lock"})
_DRAWN_WITH_VALUE: Final = frozenset({"/AP", "/TI"})  # /TI: scrolled to where the choice is seen
# Invisible, Hidden, NoView, ToggleNoView (ISO 32000-2 table 167).
_UNSEEN_FLAGS: Final = 1 | 2 | 32 | 256
_LARGEST_BUTTON: Final = 10_000  # square points; 3.5 cm x 3.5 cm
_BACK_REFERENCES: Final = frozenset({"/Kids", "/Parent", "/P", "/Type"})
_ACTIONS: Final = frozenset({"/A", "/AA"})
_GROUP: Final = frozenset({"/T", "/TU", "/TM", "/Kids", "/Parent", "/FT", "/Ff"})
# What makes a viewer show something else than a field, or not at all times.
_UNKEPT: Final = frozenset({"/OC", "/FS", "/Sound", "/Movie", "/RichMediaContent", "/3DD"})
_FIXED: Final = _UNKEPT | {"/AP", "/Subtype"}


def field_changes(pair: Pair, locked: Locked) -> Iterator[Change]:
    """Yield what changed among the fields; `locked` tells what a signer locked, by name."""
    before, after = pair.old.fields, pair.new.fields
    for name, same in before.items():
        signature = any(field.type == "/Sig" for field in same)
        if signature and name in pair.old.listed and name not in pair.new.listed:
            yield never("signature_field_removed", name)
        elif name not in after:
            yield never("field_removed", name) if locked(name) else allowed("widget_removed", name)
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
        yield _added_signature(field)
    elif field.type is None and keys(field.node) <= _GROUP:
        yield allowed("field_group", where)
    else:
        yield never("field_added", where)


def _added_signature(field: Field) -> Change:
    value = entry(field.node, "/V")
    seen = any(rectangle(widget) for widget in field.widgets)
    if any(_is_no_widget(widget) for widget in field.widgets):
        return never("field_added", field.name)
    if value is None:
        if any(entry(widget, "/AP") is not None for widget in field.widgets):
            # Nobody answers for what an unsigned field shows.
            return never("field_added", field.name)
    elif not is_signature(value):
        return never("field_added", f"{field.name}/V")
    if any(_is_painted_by_viewers(widget) for widget in field.widgets):
        return never("field_added", f"{field.name}/MK")
    if not seen and (value is None or is_name(entry(value, "/SubFilter"), "/ETSI.RFC3161")):
        return allowed("timestamp", field.name)
    return allowed("signature", field.name)


def _is_no_widget(node: object) -> bool:
    """Tell whether a viewer would show the node as something else than a field."""
    kind = entry(node, "/Subtype")
    return (kind is not None and not is_name(kind, "/Widget")) or bool(keys(node) & _UNKEPT)


def _is_painted_by_viewers(widget: object) -> bool:
    """Tell whether some viewers would fill the widget's place by themselves, and others not."""
    return "/AP" not in keys(widget) and bool(elements(entry(entry(widget, "/MK"), "/BG")))


def _kept(pair: Pair, old: Field, new: Field, *, locked: bool) -> Iterator[Change]:
    if old.type != new.type:
        yield never("field_changed", f"{old.name}/FT")
        return
    yield from _tree_changes(old, new, locked=locked)
    value_changed = not all(
        pair.same(entry(a, key), entry(b, key))
        for a, b in zip(old.widgets, new.widgets, strict=False)
        for key in ("/V", "/AS")
    )
    for before, after in zip(old.widgets, new.widgets, strict=False):
        for key in sorted((keys(before) | keys(after)) - _BACK_REFERENCES):
            if not pair.same(entry(before, key), entry(after, key)):
                yield from _shared(pair, old, before, key)
                if (key == "/AS" and _is_large(before)) or (
                    key == "/F" and old.type != "/Sig" and _seen(before) != _seen(after)
                ):
                    yield never("field_changed", old.name + key)
                yield _entry_change(old, new, key, locked=locked, value_changed=value_changed)


def _tree_changes(old: Field, new: Field, *, locked: bool) -> Iterator[Change]:
    before, after = ([reference(kid) for kid in field.kids] for field in (old, new))
    if before != after:
        left = [kid for kid in before if kid in after]
        less = left == after and not locked and old.type != "/Sig"
        where = f"{old.name}/Kids"
        yield allowed("widget_removed", where) if less else never("field_changed", where)
    if reference(entry(old.node, "/Parent")) != reference(entry(new.node, "/Parent")):
        yield never("field_changed", f"{old.name}/Parent")


def _shared(pair: Pair, field: Field, widget: object, key: str) -> Iterator[Change]:
    """Refuse to change an appearance in place that was also used elsewhere."""
    at = reference(entry(widget, key))
    if key == "/AP" and at and pair.old.use_counts[at] > 1:
        yield never("object_shared", field.name + key)


def _entry_change(old: Field, new: Field, key: str, *, locked: bool, value_changed: bool) -> Change:
    where = old.name + key
    if locked:
        return never("field_locked", where)
    if old.type == "/Sig":
        return _signature_change(old, new, key)
    if key in _ACTIONS:
        return never("active_content", where)
    if (key in _FILLED and key != "/AP") or (value_changed and key in _DRAWN_WITH_VALUE):
        understood = all(_is_of_kind(key, entry(widget, key)) for widget in new.widgets)
        return allowed("filling", where) if understood else never("field_changed", where)
    # An appearance that changes without its value shows what the field does not hold.
    return never("field_changed", where) if key in _FIXED else allowed("widget_changed", where)


def _seen(widget: object) -> int:
    """Return the flags that tell whether, and when, viewers show a widget."""
    flags = entry(widget, "/F")
    return flags & _UNSEEN_FLAGS if isinstance(flags, int) else 0


def _is_large(button: object) -> bool:
    """Tell whether ticking could turn a stretch of the page into another, prepared beforehand."""
    box = rectangle(button)
    return box is not None and area(box) > _LARGEST_BUTTON


def _is_of_kind(key: str, value: object) -> bool:
    """Tell whether every viewer understands a value that was filled in, and none gives up."""
    if value is None:
        return True
    if key == "/AS":
        return isinstance(value, Name)
    if key == "/AP":
        normal = entry(value, "/N")
        states = [entry(normal, state) for state in keys(normal)]
        return isinstance(normal, Stream) or all(isinstance(one, Stream) for one in states)
    return True


def _signature_change(old: Field, new: Field, key: str) -> Change:
    where = old.name + key
    if "/Contents" in keys(entry(old.node, "/V")):
        return never("signature_changed", where)
    # Some writers take the place from a field that they sign without a look.
    signed = key in _SIGNED or (key == "/Rect" and not any(map(rectangle, new.widgets)))
    if signed and is_signature(entry(new.node, "/V")):
        return allowed("signature", where)
    if key in _FIXED | _FILLED | _ACTIONS:  # nobody answers for what an unsigned field shows
        return never("field_changed", where)
    return allowed("widget_changed", where)
