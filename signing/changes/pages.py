"""Changes to pages: none is harmless, except to what lies on them as annotations."""

from collections.abc import Iterator
from typing import Final

from pikepdf import Object

from signing.changes.change import Change, never
from signing.changes.pair import Pair
from signing.revisions.pdf_objects import entry, inherited, keys, reference

_INHERITABLE: Final = ("/Resources", "/MediaBox", "/CropBox", "/Rotate")
_UNSEEN: Final = frozenset({"/Type", "/LastModified", "/PieceInfo"})
# /Annots has its own rules; /Parent is the page tree.
_OWN_RULE: Final = frozenset({"/Annots", "/Parent", *_INHERITABLE})
# The order of the tab key and the page's place in the reading structure: may come, not change.
_MAY_COME: Final = ("/Tabs", "/StructParents")
_WHOLE_TURN: Final = 360


def page_changes(pair: Pair) -> Iterator[Change]:
    """Yield what changed in the number, the order and the content of pages."""
    before, after = pair.old.pages, pair.new.pages
    if len(before) != len(after):
        yield never("page_count", f"{len(before)} -> {len(after)}")
        return
    # Viewers differ in what they believe, /Count or /Kids: the whole tree must be as it was.
    old, new = entry(pair.old.root, "/Pages"), entry(pair.new.root, "/Pages")
    for path in pair.differences(old, new, "/Pages", scope="page tree"):
        yield never("page_changed", path)
    for number, (one, other) in enumerate(zip(before, after, strict=True)):
        if reference(one) != reference(other):
            yield never("page_replaced", f"page {number}")
        yield from _one_page(pair, one, other, f"page {number}")


def _one_page(pair: Pair, old: Object, new: Object, where: str) -> Iterator[Change]:
    for key in _INHERITABLE:
        before, after = inherited(old, key), inherited(new, key)
        if before is None or after is None:
            if not _means_nothing(new if before is None else old, key):
                yield never("page_changed", where + key)
        else:
            for path in pair.differences(before, after, where + key, scope="page"):
                yield never("page_changed", path)
    skip = _OWN_RULE | _UNSEEN | (frozenset(_MAY_COME) - keys(old))
    for path in pair.differences(old, new, where, scope="page", skip=skip):
        yield never("page_changed", path)


def _means_nothing(page: Object, key: str) -> bool:
    """Tell whether the page's entry says what its absence says (ISO 32000-2 table 31)."""
    stated = inherited(page, key)
    if key == "/Rotate":
        return stated is None or (isinstance(stated, int) and stated % _WHOLE_TURN == 0)
    if key == "/CropBox":
        return stated is None or bool(stated == inherited(page, "/MediaBox"))
    return not keys(stated)
