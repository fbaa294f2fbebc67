"""Changes to pages: none is harmless, except to what lies on them as annotations."""

from collections.abc import Iterator
from typing import Final

from pikepdf import Object

from signing.changes.change import Change, never
from signing.changes.pair import Pair
from signing.revisions.pdf_objects import inherited, keys, reference

_INHERITABLE: Final = ("/Resources", "/MediaBox", "/CropBox", "/Rotate")
_UNSEEN: Final = frozenset({"/Type", "/LastModified", "/PieceInfo", "/StructParents"})
# /Annots has its own rules; /Parent is the page tree, which counts by the order of its pages.
_OWN_RULE: Final = frozenset({"/Annots", "/Parent", *_INHERITABLE})


def page_changes(pair: Pair) -> Iterator[Change]:
    """Yield what changed in the number, the order and the content of pages."""
    before, after = pair.old.pages, pair.new.pages
    if len(before) != len(after):
        yield never("page_count", f"{len(before)} -> {len(after)}")
        return
    for number, (old, new) in enumerate(zip(before, after, strict=True)):
        if reference(old) != reference(new):
            yield never("page_replaced", f"page {number}")
        yield from _one_page(pair, old, new, f"page {number}")


def _one_page(pair: Pair, old: Object, new: Object, where: str) -> Iterator[Change]:
    for key in _INHERITABLE:
        before, after = inherited(old, key), inherited(new, key)
        if (before is None) != (after is None):
            yield never("page_changed", where + key)
        elif before is not None:
            for path in pair.differences(before, after, where + key, scope="page"):
                yield never("page_changed", path)
    skip = _OWN_RULE | _UNSEEN
    if "/Tabs" not in keys(old):  # the order of the tab key, added by programs that sign
        skip |= {"/Tabs"}
    for path in pair.differences(old, new, where, scope="page", skip=skip):
        yield never("page_changed", path)
