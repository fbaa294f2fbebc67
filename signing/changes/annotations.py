"""Changes to what lies on pages: notes where they are permitted, never what can hide content.

Evil annotation attacks (Mainka et al., "Attacks on PDF Certification", 2021) put FreeText, Stamp
and Redact over a certified page, which P=3 seems to permit; here it does not.
"""

from collections.abc import Iterator
from typing import Final

from signing.changes.change import Change, Freedom, change, never
from signing.changes.pair import Pair
from signing.revisions.pdf_objects import entry, keys, reference, text
from signing.revisions.revision import Revision, has_value

_NOTES: Final = frozenset(
    {
        *("/Text", "/Popup", "/Highlight", "/Underline", "/Squiggly", "/StrikeOut", "/Caret"),
        *("/Ink", "/Line", "/Square", "/Circle", "/Polygon", "/PolyLine", "/Link"),
    }
)
_ACTIONS: Final = frozenset({"/A", "/AA", "/PA"})
_LEADING: Final = frozenset({"/GoTo", "/URI"})
_BACK_REFERENCES: Final = frozenset({"/P", "/Parent"})

Key = tuple[str, object]


def annotation_changes(pair: Pair) -> Iterator[Change]:
    """Yield what changed among the annotations of the pages that both revisions have."""
    for number, (old, new) in enumerate(
        zip(pair.old.annotations, pair.new.annotations, strict=False)
    ):
        before, after = _keyed(pair.old, old), _keyed(pair.new, new)
        for key, annotation in after.items():
            if key in before:
                yield from _kept(pair, key, before[key], annotation, number)
            else:
                yield from _added(pair, key, annotation, before, number)
        for key, annotation in before.items():
            if key not in after and not _became_field(pair, annotation):
                yield change(Freedom.ANNOTATING, "annotation_removed", f"page {number}")


def _keyed(revision: Revision, row: tuple[object, ...]) -> dict[Key, object]:
    return {
        revision.identity(annotation) or ("direct", place): annotation
        for place, annotation in enumerate(row)
    }


def _became_field(pair: Pair, annotation: object) -> bool:
    at = reference(annotation)
    identity = pair.new.identities.get(at) if at else None
    return identity is not None and identity[0] == "field"


def _added(
    pair: Pair, key: Key, annotation: object, before: dict[Key, object], number: int
) -> Iterator[Change]:
    where = f"page {number} {text(entry(annotation, '/Subtype'))}"
    if key[0] == "field":
        name = str(key[1])
        known = pair.old.fields.get(name)
        if known is None or ("annotation", reference(annotation)) in before:
            return  # a new field, or one made of an annotation: judged with the fields
        if all(field.type == "/Sig" and not has_value(field) for field in known):
            yield change(Freedom.SIGNING, "annotation_added", f"{where} {name}")
        else:
            yield never("annotation_added", f"{where} {name}")
        return
    if text(entry(annotation, "/Subtype")) not in _NOTES:
        yield never("annotation_added", where)
    elif keys(annotation) & _ACTIONS and not _is_plain_link(annotation):
        yield never("active_content", where)
    else:
        yield change(Freedom.ANNOTATING, "annotation_added", where)


def _is_plain_link(annotation: object) -> bool:
    """Tell whether all that an annotation does is to lead to a page or to an address."""
    action = entry(annotation, "/A")
    return (
        keys(annotation) & _ACTIONS == {"/A"}
        and text(entry(action, "/S")) in _LEADING
        and entry(action, "/Next") is None
    )


def _kept(pair: Pair, key: Key, old: object, new: object, number: int) -> Iterator[Change]:
    if key[0] == "field":
        return  # compared by name among the fields
    where = f"page {number} {text(entry(new, '/Subtype'))}"
    for path in pair.differences(old, new, "", scope="annotation", skip=_BACK_REFERENCES):
        if any(path.startswith(action) for action in _ACTIONS) or path.startswith("/Subtype"):
            yield never("annotation_changed", where + path)
        else:
            yield change(Freedom.ANNOTATING, "annotation_changed", where + path)
