"""Changes to the structure of a tagged PDF: it may grow around annotations, and lose only those.

Readers for the blind and "reuse as text" follow this tree: its text and the order in which it is
read must stay what was signed (ISO 32000-2 14.7).
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from pikepdf import Array, Dictionary

from signing.changes.change import Change, never
from signing.changes.pair import Pair
from signing.revisions.pdf_objects import Reference, elements, entry, is_name, reference

Kid = tuple[object, ...]

_INDEXES: Final = frozenset({"/K", "/ParentTree", "/ParentTreeNextKey", "/IDTree", "/Type"})
_SPOKEN: Final = (
    *("/S", "/Pg", "/Alt", "/ActualText", "/T", "/E", "/Lang", "/A", "/C", "/ID", "/Phoneme"),
)
_MOST_NODES: Final = 1_000_000


@dataclass(frozen=True, slots=True)
class _Element:
    """An element by the reference that names it; `kids` in the order in which they are read."""

    node: object
    kids: tuple[Kid, ...]


Elements = Mapping[object, _Element]


def structure_changes(pair: Pair) -> Iterator[Change]:
    """Yield what changed in the structure tree."""
    old = entry(pair.old.root, "/StructTreeRoot")
    new = entry(pair.new.root, "/StructTreeRoot")
    if new is None:
        if old is not None:
            yield never("structure_tree", "removed")
        return
    before, after = _collected(old), _collected(new)
    if old is not None:
        for path in pair.differences(old, new, "/StructTreeRoot", scope="tags", skip=_INDEXES):
            yield never("structure_tree", path)
        yield from _index_changes(old, new, after)
    yield from _losses(pair, before, after)
    yield from _gains(before, after)


def _losses(pair: Pair, before: Elements, after: Elements) -> Iterator[Change]:
    """Yield what elements lost, other than annotations that left their page."""
    shown = {reference(annotation) for row in pair.new.annotations for annotation in row}
    for at, element in before.items():
        gone = {kid for kid in element.kids if kid[0] == "object" and kid[1] not in shown}
        if at in after:
            lost = gone | {("element", ref) for ref in before if ref not in after}
            yield from _element_changes(pair, element, after[at], lost)
        elif not element.kids or any(
            kid not in gone and kid[0] != "element" for kid in element.kids
        ):
            yield never("structure_tree", f"element {at} removed")


def _gains(before: Elements, after: Elements) -> Iterator[Change]:
    """Yield what elements gained, other than annotations that no element had before."""
    known = {kid for element in before.values() for kid in element.kids if kid[0] == "object"}
    for at, element in after.items():
        fresh = set(element.kids) - set(before[at].kids if at in before else ())
        if any(kid[0] == "content" or kid in known for kid in fresh):
            yield never("structure_tree", f"element {at} took content")
        if at not in before and (entry(element.node, "/ActualText") is not None or not fresh):
            yield never("structure_tree", f"element {at} adds text")


def _element_changes(pair: Pair, old: _Element, new: _Element, lost: set[Kid]) -> Iterator[Change]:
    where = f"element {reference(old.node)}"
    kept = [kid for kid in old.kids if kid not in lost]
    before = set(old.kids)
    if kept != [kid for kid in new.kids if kid in before]:
        yield never("structure_tree", f"{where} lost or moved content")
    for key in _SPOKEN:
        if not pair.same(entry(old.node, key), entry(new.node, key)):
            yield never("structure_tree", where + key)


def _collected(root: object) -> dict[object, _Element]:
    """Return the elements from the root on; direct ones by their place in their parent."""
    found: dict[object, _Element] = {}
    stack: list[tuple[object, object]] = [] if root is None else [("root", root)]
    while stack and len(found) < _MOST_NODES:
        at, node = stack.pop()
        if at in found:
            continue
        kids = []
        for place, kid in enumerate(_kids(node)):
            token = _leaf(kid) or ("element", reference(kid) or (at, place))
            kids.append(token)
            if token[0] == "element":
                stack.append((token[1], kid))
        found[at] = _Element(node, tuple(kids))
    return found


def _kids(node: object) -> tuple[object, ...]:
    kids = entry(node, "/K")
    if isinstance(kids, Array):
        return tuple(kid for kid in kids if isinstance(kid, (int, Dictionary)))
    return (kids,) if isinstance(kids, (int, Dictionary)) else ()


def _leaf(kid: object) -> Kid | None:
    if isinstance(kid, int):
        return ("content", kid)
    kind = entry(kid, "/Type")
    if is_name(kind, "/OBJR"):
        return ("object", reference(entry(kid, "/Obj")))
    if is_name(kind, "/MCR"):
        return ("content", entry(kid, "/MCID"), reference(entry(kid, "/Pg")))
    return None


def _index_changes(old: object, new: object, after: Elements) -> Iterator[Change]:
    """Compare which element each content of a page is said to belong to.

    Entries that are no arrays speak of annotations; they come and go with those.
    """
    now = _rows(entry(new, "/ParentTree"))
    for number, row in _rows(entry(old, "/ParentTree")).items():
        fresh = now.get(number, ())
        for place, element in enumerate(row):
            other = fresh[place] if place < len(fresh) else None
            if element != other and (element in after or other is not None):
                yield never("structure_tree", f"/ParentTree {number}")
                break


def _rows(tree: object) -> dict[int, tuple[Reference | None, ...]]:
    """Return the arrays in a number tree (ISO 32000-2 7.9.7) by their numbers."""
    found: dict[int, tuple[Reference | None, ...]] = {}
    stack = [tree]
    seen = set()
    while stack:
        node = stack.pop()
        at = reference(node)
        if at not in seen:
            seen |= {at} if at else set()
            stack += elements(entry(node, "/Kids"))
            numbers = elements(entry(node, "/Nums"))
            for number, held in zip(numbers[::2], numbers[1::2], strict=False):
                if isinstance(number, int) and isinstance(held, Array):
                    found[number] = tuple(reference(one) for one in held)
    return found
