"""Changes to what lies on pages: notes where they are permitted, never what can hide content.

Evil annotation attacks (Mainka et al., "Attacks on PDF Certification", 2021) put FreeText, Stamp
and Redact over a certified page, which P=3 seems to permit; here it does not.
"""

from collections.abc import Iterator
from decimal import Decimal
from typing import Final

from signing.changes.allowances import allowed
from signing.changes.change import Change, never
from signing.changes.pair import Pair
from signing.changes.spoken_looks import speaks
from signing.revisions.pdf_objects import elements, entry, keys, reference, text
from signing.revisions.revision import Identity, Revision, has_value

_NOTES: Final = frozenset(
    {
        *("/Text", "/Popup", "/Highlight", "/Underline", "/Squiggly", "/StrikeOut", "/Caret"),
        *("/Ink", "/Line", "/Square", "/Circle", "/Polygon", "/PolyLine", "/Link"),
    }
)
_DRAWN: Final = frozenset(
    {"/Line", "/Square", "/Circle", "/Polygon", "/PolyLine", "/Ink", "/Link", "/Highlight"}
)
_BROADEST: Final = 3  # points
_NEARLY_WHITE: Final = 0.9
_ACTIONS: Final = frozenset({"/A", "/AA", "/PA"})
_LEADING: Final = frozenset({"/GoTo", "/URI"})
_BACK_REFERENCES: Final = frozenset({"/P", "/Parent"})
# Hidden, NoView, ToggleNoView (ISO 32000-2 table 167): on screen, in print or at times unseen.
_SELDOM_SEEN: Final = 2 | 32 | 256

# What leads elsewhere, or carries a file: not the note itself.
_CARRIED: Final = frozenset({"FS", "Sound", "Movie", "RichMediaContent", "3DD", "Dest"})
_FIXED: Final = frozenset({"A", "AA", "PA", "Subtype", "OC", "F"}) | _CARRIED
# Kinds that nobody may add may not take another look either.
_LOOKS: Final = frozenset({"AP", "Contents", "RC", "DA", "DS", "Rect", "AS", "Name"})
# Kinds that the judge's own renderer leaves out where they have no /AP, and others draw.
_ONLY_SOME_DRAW: Final = frozenset({"/Line", "/Polygon", "/PolyLine"})

Key = tuple[Identity, object]


def annotation_changes(pair: Pair) -> Iterator[Change]:
    """Yield what changed among the annotations of the pages that both revisions have."""
    rows = zip(pair.old.annotations, pair.new.annotations, strict=False)
    for number, (old, new) in enumerate(rows):
        before, after = _keyed(pair.old, old), _keyed(pair.new, new)
        if len(after) < len(new):
            yield never("annotation_added", f"page {number}: listed twice")
        if [key for key in before if key in after] != [key for key in after if key in before]:
            yield allowed("note_changed", f"page {number}: order")
        for key, annotation in after.items():
            if key in before:
                yield from _kept(pair, key, before[key], annotation, number)
            elif not _was_note(pair, annotation, before):
                yield from _added(pair, key[0], annotation, number)
        on_page = {at for _, at in after if at}
        for key, annotation in before.items():
            if key not in after and not (key[1] in on_page and _became_field(pair, annotation)):
                yield allowed("note_removed", f"page {number}")


def _keyed(revision: Revision, row: tuple[object, ...]) -> dict[Key, object]:
    return {
        (revision.identity(annotation) or ("direct", place), reference(annotation)): annotation
        for place, annotation in enumerate(row)
    }


def _became_field(pair: Pair, annotation: object) -> bool:
    at = reference(annotation)
    identity = pair.new.identities.get(at) if at else None
    return identity is not None and identity[0] == "field"


def _was_note(pair: Pair, annotation: object, before: dict[Key, object]) -> bool:
    """Tell whether a new field was made of an annotation; it is judged with the fields then."""
    at = reference(annotation)
    return _became_field(pair, annotation) and (("annotation", at), at) in before


def _added(pair: Pair, identity: Identity, annotation: object, number: int) -> Iterator[Change]:
    kind = text(entry(annotation, "/Subtype"))
    where = f"page {number} {kind}"
    if identity[0] == "field":
        name = str(identity[1])
        known = pair.old.fields.get(name)
        if known is None:
            return  # a new field: judged with the fields
        if all(field.type == "/Sig" and not has_value(field) for field in known):
            yield allowed("signature", f"{where} {name}")
        else:
            yield never("annotation_added", f"{where} {name}")
    elif kind not in _NOTES or _is_masked(annotation) or _would_cover(annotation):
        yield never("annotation_added", where)
    elif speaks(entry(annotation, "/AP")):
        yield never("annotation_added", f"{where} with text")
    elif keys(annotation) & _ACTIONS and not _is_plain_link(annotation):
        yield never("active_content", where)
    else:
        yield allowed("note_added", where)


def _is_masked(annotation: object) -> bool:
    """Tell whether some viewers show the annotation, or show it at some times, and others not."""
    flags = entry(annotation, "/F")
    return (
        (isinstance(flags, int) and bool(flags & _SELDOM_SEEN))
        or entry(annotation, "/OC") is not None
        or (
            text(entry(annotation, "/Subtype")) == "/Popup"
            and ("/AP" in keys(annotation) or entry(annotation, "/Parent") is None)
        )
    )


def _would_cover(annotation: object) -> bool:
    """Tell whether a viewer that draws the annotation itself may put strokes that cover.

    Viewers differ in which kinds they draw without /AP, so that pixels are no proof.
    """
    kind = text(entry(annotation, "/Subtype"))
    if "/AP" in keys(annotation) or kind not in _DRAWN:
        return False
    if kind in _ONLY_SOME_DRAW:
        return True
    stated = (*elements(entry(annotation, "/Border"))[2:3], entry(entry(annotation, "/BS"), "/W"))
    if any(_above(width, _BROADEST) for width in stated):
        return True
    colours = (elements(entry(annotation, key)) for key in ("/C", "/IC"))
    return any(c and all(_above(part, _NEARLY_WHITE) for part in c) for c in colours)


def _above(value: object, limit: float) -> bool:
    return isinstance(value, (int, float, Decimal)) and value > limit


def _is_plain_link(annotation: object) -> bool:
    """Tell whether all that an annotation does is to lead to a page or to an address."""
    action = entry(annotation, "/A")
    return (
        keys(annotation) & _ACTIONS == {"/A"}
        and text(entry(action, "/S")) in _LEADING
        and entry(action, "/Next") is None
    )


def _kept(pair: Pair, key: Key, old: object, new: object, number: int) -> Iterator[Change]:
    if key[0][0] == "field":
        return  # compared by name among the fields
    where = f"page {number} {text(entry(new, '/Subtype'))}"
    fixed = _FIXED if text(entry(new, "/Subtype")) in _NOTES else _FIXED | _LOOKS
    if speaks(entry(new, "/AP")) and not pair.same(entry(old, "/AP"), entry(new, "/AP")):
        fixed |= _LOOKS
    for path in pair.differences(old, new, "", scope="annotation", skip=_BACK_REFERENCES):
        if not path or path.split("/")[1].split("[")[0] in fixed:
            yield never("annotation_changed", where + path)
        else:
            yield allowed("note_changed", where + path)
