"""Where permitted changes lie on pages, and whether the pages can still be read there.

Sneaky signatures (Mainka et al., IEEE S&P 2021) use what a signer permits, another signature, to
cover what was signed.
"""

from collections import defaultdict
from collections.abc import Iterator
from typing import Final

from signing.changes.change import Change, never
from signing.changes.fields import new_signature_fields
from signing.changes.pair import Pair
from signing.changes.permitted import Boxes
from signing.policy import Policy
from signing.revisions.pdf_objects import (
    Rectangle,
    area,
    elements,
    entry,
    inherited,
    is_name,
    keys,
    rectangle,
    reference,
)

_SMALL_FIELD: Final = 60_000  # square points; a stamp of 21 cm x 10 cm
_BACK_REFERENCES: Final = frozenset({"/P", "/Parent"})
_HANDED_DOWN: Final = ("/V", "/DA", "/Q", "/Ff", "/MaxLen")
_NO_VIEW: Final = 32  # ISO 32000-2 table 167: in print, not on screen


def looks_changes(pair: Pair, policy: Policy) -> Iterator[Change]:
    """Yield what changes that the objects' rules permit did to the looks of pages."""
    for field in new_signature_fields(pair):
        if field.name in pair.old.fields:
            continue  # its place was signed
        for widget in field.widgets:
            box, number = rectangle(widget), pair.new.page_of(widget)
            if box and number is not None and _too_large(pair, box, number, policy):
                yield never("signature_too_big", f"page {number}")
                return
    pages = sorted(_touched_pages(pair))
    if len(pages) > policy.most_rendered_pages:
        yield never("comparison_failed", f"{len(pages)} pages")
        return
    if not pages:
        return
    permitted = _permitted(pair)
    for printed in (False, True) if _differs_in_print(pair, pages) else (False,):
        # Loaded when pages are compared, which most verdicts do without.
        from signing.changes.looks import most_hidden  # noqa: PLC0415

        hidden = most_hidden(pair.old.images, pair.new.images, pages, permitted, printed=printed)
        if hidden.pixels > policy.most_hidden_ink:
            yield never("content_hidden", f"page {hidden.page}: {hidden.pixels} pixels")
            return


def _too_large(pair: Pair, box: Rectangle, number: int, policy: Policy) -> bool:
    if area(box) <= _SMALL_FIELD or number >= len(pair.old.pages):
        return False
    media = elements(inherited(pair.old.pages[number], "/MediaBox"))
    x0, y0, x1, y1 = (float(str(value)) for value in media)
    return area(box) > policy.largest_new_field * abs((x1 - x0) * (y1 - y0))


def _touched_pages(pair: Pair) -> set[int]:
    """Return the pages on which some annotation or widget is not what it was."""
    rows = zip(pair.old.annotations, pair.new.annotations, strict=False)
    return {
        number
        for number, (old, new) in enumerate(rows)
        if len(old) != len(new)
        or not all(_unchanged(pair, a, b) for a, b in zip(old, new, strict=True))
    }


def _unchanged(pair: Pair, old: object, new: object) -> bool:
    own = ((entry(old, k), entry(new, k)) for k in (keys(old) | keys(new)) - _BACK_REFERENCES)
    down = ((inherited(old, key), inherited(new, key)) for key in _HANDED_DOWN)
    return all(pair.same(a, b) for both in (own, down) for a, b in both)


def _differs_in_print(pair: Pair, pages: list[int]) -> bool:
    flags = (entry(one, "/F") for number in pages for one in pair.new.annotations[number])
    return any(isinstance(flag, int) and flag & _NO_VIEW for flag in flags)


def _permitted(pair: Pair) -> Boxes:
    """Return where what lies on pages may change: filled fields, removed notes, signatures.

    The page's own ink may not even there: a field prepared over a text gives no leave to hide it.
    """
    lying: dict[int, list[Rectangle]] = defaultdict(list)
    kept = {reference(annotation) for row in pair.new.annotations for annotation in row}
    for number, row in enumerate(pair.old.annotations):
        for annotation in row:
            box = rectangle(annotation)
            if not box:
                continue
            if (
                reference(annotation) not in kept
                or is_name(inherited(annotation, "/FT"), "/Sig")
                or _was_filled(pair, annotation)
            ):
                lying[number].append(box)
    return lying


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
