"""Changes to the structure of a tagged PDF: it may grow, and lose only what an annotation left.

Readers for the blind and "reuse as text" follow this tree: its text must stay what was signed.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from pikepdf import Array, Dictionary

from signing.changes.change import Change, never
from signing.changes.pair import Pair
from signing.revisions.pdf_objects import Reference, entry, is_name, reference

Leaf = tuple[object, ...]

_INDEXES: Final = frozenset(
    {"/K", "/ParentTree", "/ParentTreeNextKey", "/IDTree", "/Type", "/RoleMap", "/ClassMap"}
)
_SPOKEN: Final = ("/S", "/Pg", "/Alt", "/ActualText", "/T", "/E", "/Lang", "/A", "/ID")
_LEAF_TYPES: Final = ("/OBJR", "/MCR")


@dataclass(frozen=True, slots=True)
class _Element:
    node: object
    leaves: frozenset[Leaf]


def structure_changes(pair: Pair) -> Iterator[Change]:
    """Yield what changed in the structure tree."""
    old = entry(pair.old.root, "/StructTreeRoot")
    new = entry(pair.new.root, "/StructTreeRoot")
    if old is None:
        return
    if new is None:
        yield never("structure_tree", "removed")
        return
    skip = _INDEXES - {"/RoleMap", "/ClassMap"}
    for path in pair.differences(old, new, "/StructTreeRoot", scope="structure", skip=skip):
        yield never("structure_tree", path)
    shown = {reference(annotation) for row in pair.new.annotations for annotation in row}
    after = _collected(new)
    for at, element in _collected(old).items():
        gone = {leaf for leaf in element.leaves if leaf[0] == "object" and leaf[1] not in shown}
        if at not in after:
            if not gone or element.leaves != gone:
                yield never("structure_tree", f"element {at} removed")
            continue
        if element.leaves - gone - after[at].leaves:
            yield never("structure_tree", f"element {at} lost content")
        for key in _SPOKEN:
            if not pair.same(entry(element.node, key), entry(after[at].node, key)):
                yield never("structure_tree", f"element {at}{key}")


def _collected(root: object) -> dict[Reference, _Element]:
    """Return the elements below the root by their reference, with what each holds itself."""
    found: dict[Reference, _Element] = {}
    stack = [root]
    while stack:
        node = stack.pop()
        kids = _kids(node)
        at = reference(node)
        if at:
            if at in found:
                continue
            found[at] = _Element(node, frozenset(leaf for kid in kids if (leaf := _leaf(kid))))
        stack += [kid for kid in kids if isinstance(kid, Dictionary) and not _leaf(kid)]
    return found


def _kids(node: object) -> list[object]:
    kids = entry(node, "/K")
    if isinstance(kids, Array):
        return list(kids)
    return [] if kids is None else [kids]


def _leaf(kid: object) -> Leaf | None:
    if isinstance(kid, int):
        return ("content", kid)
    kind = entry(kid, "/Type")
    if is_name(kind, "/OBJR"):
        return ("object", reference(entry(kid, "/Obj")))
    if is_name(kind, "/MCR"):
        return ("content", entry(kid, "/MCID"), reference(entry(kid, "/Pg")))
    return None
