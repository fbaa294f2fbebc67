"""Reads what placing a signature needs to know of a page."""

import pikepdf

from signing.appearances.placement import Box, SeenPage
from signing.errors import UnsuitableDocumentError

_A4 = (0.0, 0.0, 595.276, 841.89)
_MAX_DEPTH = 64


def page_index(document: pikepdf.Pdf, page: int) -> int:
    """Return the page's number from 0; a negative one counts from the end."""
    count = len(document.pages)
    found = page if page >= 0 else count + page
    if not 0 <= found < count:
        raise UnsuitableDocumentError(f"no page {page} in {count} pages", code="no_such_page")
    return found


def seen_page(document: pikepdf.Pdf, index: int) -> SeenPage:
    """Return the visible box and the rotation, both of which a page may inherit."""
    page = document.pages[index].obj
    given = _inherited(page, "/CropBox") or _inherited(page, "/MediaBox")
    box = [float(side) for side in given] if isinstance(given, pikepdf.Array) else _A4
    xs, ys = sorted((box[0], box[2])), sorted((box[1], box[3]))
    rotation = _inherited(page, "/Rotate")
    return SeenPage(
        box=(xs[0], ys[0], xs[1], ys[1]), rotation=int(str(rotation or 0).partition(".")[0]) % 360
    )


def signatures_on(document: pikepdf.Pdf, index: int) -> tuple[Box, ...]:
    """Return the rectangles of the visible signatures on a page, newest first, in its own space."""
    found = []
    for annotation in document.pages[index].obj.get("/Annots", ()):
        if _inherited(annotation, "/FT") != "/Sig" or _inherited(annotation, "/V") is None:
            continue
        x0, y0, x1, y1 = (float(value) for value in annotation["/Rect"])
        if x1 > x0 and y1 > y0:
            found.append((x0, y0, x1, y1))
    return tuple(reversed(found))


def _inherited(node: pikepdf.Object, key: str) -> object | None:
    for _ in range(_MAX_DEPTH):
        if key in node:
            return node[key]
        if "/Parent" not in node:
            return None
        node = node["/Parent"]
    return None
