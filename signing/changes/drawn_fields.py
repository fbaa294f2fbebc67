"""Fields whose looks viewers make up from a value and the form's own defaults.

Source: ISO 32000-2 12.7.4.3. What such a field shows depends on more than its own entries, and on
values that no signer saw.
"""

import re
from collections.abc import Iterator
from typing import Final

from pikepdf import Stream

from signing.changes.pair import Pair
from signing.revisions.pdf_objects import UNREADABLE, entry, inherited, keys, text
from signing.revisions.revision import Field

_FONT: Final = re.compile(r"/([^\s/()<>\[\]]+)\s+[-+.\d]+\s+Tf")
_STRING: Final = re.compile(rb"\(((?:[^()\\]|\\.)*)\)")
_WORD: Final = re.compile(r"[A-Za-z0-9]+")
_VALUED: Final = frozenset({"/Tx", "/Ch"})


def signed_fields(pair: Pair) -> Iterator[Field]:
    """Yield the fields of the signed revision that a viewer may draw from their value."""
    for same in pair.old.fields.values():
        yield from (field for field in same if field.type in _VALUED | {"/Btn"})


def drawn_by_viewers(pair: Pair) -> Iterator[Field]:
    """Yield those of them whose look, when they were signed, was not in the file, or is not now."""
    forms = (entry(revision.root, "/AcroForm") for revision in (pair.old, pair.new))
    anew = any(entry(form, "/NeedAppearances") is True for form in forms)
    for field in signed_fields(pair):
        seen = (widget for widget in field.widgets if entry(widget, "/Rect") is not None)
        if anew or (_holds(field) and any("/AP" not in keys(widget) for widget in seen)):
            yield field


def fonts_of(pair: Pair, field: Field) -> frozenset[str]:
    """Return the names, with a slash, of the fonts that the field may be drawn with."""
    sources = [inherited(widget, "/DA") for widget in field.widgets]
    sources += [entry(entry(one.root, "/AcroForm"), "/DA") for one in (pair.old, pair.new)]
    named = (name for source in sources for name in _FONT.findall(text(source) or ""))
    return frozenset("/" + name for name in named)


def says_otherwise(field: Field) -> bool:
    """Tell whether a text's signed look spells words, and not those of its value.

    A look that is not spelt in plain letters is taken at its word: it may be in glyph numbers.
    """
    value = text(inherited(field.node, "/V"))
    if field.type not in _VALUED or not value:
        return False
    words = _WORD.findall(value)
    for widget in field.widgets:
        look = entry(entry(widget, "/AP"), "/N")
        try:
            data = look.read_bytes() if isinstance(look, Stream) else b""
        except UNREADABLE:
            return True
        shown = b"".join(_STRING.findall(data)).decode("latin-1").replace(" ", "")
        if _WORD.search(shown) and not all(word in shown for word in words):
            return True
    return False


def _holds(field: Field) -> bool:
    return field.type == "/Btn" or inherited(field.node, "/V") is not None
