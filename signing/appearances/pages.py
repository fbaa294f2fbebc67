"""Reads, through pyHanko, what placing a signature needs to know of a page."""

from typing import Any

from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter

from signing.appearances.placement import Box, SeenPage
from signing.errors import UnsuitableDocumentError

_A4 = (0.0, 0.0, 595.276, 841.89)
_MAX_DEPTH = 64


def page_index(writer: IncrementalPdfFileWriter, page: int) -> int:
    """Return the page's number from 0; a negative one counts from the end."""
    count = int(writer.root["/Pages"]["/Count"])
    found = page if page >= 0 else count + page
    if not 0 <= found < count:
        raise UnsuitableDocumentError(f"no page {page} in {count} pages", code="no_such_page")
    return found


def seen_page(writer: IncrementalPdfFileWriter, index: int) -> SeenPage:
    """Return the visible box and the rotation, both of which a page may inherit."""
    page = _page(writer, index)
    box = _inherited(page, "/CropBox") or _inherited(page, "/MediaBox") or _A4
    xs, ys = sorted((float(box[0]), float(box[2]))), sorted((float(box[1]), float(box[3])))
    rotation = int(_inherited(page, "/Rotate") or 0) % 360
    return SeenPage(box=(xs[0], ys[0], xs[1], ys[1]), rotation=rotation)


def signatures_on(writer: IncrementalPdfFileWriter, index: int) -> tuple[Box, ...]:
    """Return the rectangles of the visible signatures on a page, newest first, in its own space."""
    found = []
    for reference in _page(writer, index).get("/Annots", ()):
        annotation = reference.get_object() if hasattr(reference, "get_object") else reference
        if _inherited(annotation, "/FT") != "/Sig" or _inherited(annotation, "/V") is None:
            continue
        x0, y0, x1, y1 = (float(value) for value in annotation["/Rect"])
        if x1 > x0 and y1 > y0:
            found.append((x0, y0, x1, y1))
    return tuple(reversed(found))


def _page(writer: IncrementalPdfFileWriter, index: int) -> generic.DictionaryObject:
    reference, _ = writer.find_page_for_modification(index)  # type: ignore[no-untyped-call]
    page: generic.DictionaryObject = reference.get_object()
    return page


def _inherited(page: generic.DictionaryObject, key: str) -> Any:  # noqa: ANN401 - any PDF value
    node = page
    for _ in range(_MAX_DEPTH):
        if key in node:
            return node[key]
        if "/Parent" not in node:
            return None
        node = node["/Parent"]
    return None
