"""Looks that say something: text or pictures where a mark of review draws lines and surfaces.

An /Ink or a /Square whose appearance shows words passes for a part of the page (evil annotations:
Mainka et al., "Attacks on PDF Certification", 2021); programs draw such marks without any.
"""

from typing import Final

import pikepdf
from pikepdf import Stream

from signing.revisions.pdf_objects import UNREADABLE, children, entry, is_name, reference

_SHOWS_TEXT: Final = frozenset({"Tj", "TJ", "'", '"', "INLINE IMAGE"})
_MOST_OBJECTS: Final = 2_000


def speaks(look: object) -> bool:
    """Tell whether an appearance shows text or pictures, or cannot be read or is too large."""
    seen: set[object] = set()
    stack = [look]
    while stack:
        if len(seen) > _MOST_OBJECTS:
            return True
        node = stack.pop()
        at = reference(node)
        if at in seen:
            continue
        seen.add(at or len(seen))
        if isinstance(node, Stream) and _shows(node):
            return True
        stack += children(node)
    return False


def _shows(stream: Stream) -> bool:
    if is_name(entry(stream, "/Subtype"), "/Image"):
        return True
    if not (is_name(entry(stream, "/Subtype"), "/Form") or entry(stream, "/BBox") is not None):
        return False  # a font's program, a profile of colours
    try:
        return any(str(one.operator) in _SHOWS_TEXT for one in pikepdf.parse_content_stream(stream))
    except UNREADABLE:
        return True
