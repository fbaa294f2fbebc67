"""Values of appearances as bytes of a PDF (ISO 32000-1 clause 7.3)."""

import re
from collections.abc import Mapping

from signing.appearances.pdf_values import Name, Reference, Stream, Value

_PLAIN_NAME = re.compile(r"[A-Za-z0-9+\-_.]+\Z")
_PLAIN_TEXT = re.compile(r"[A-Za-z0-9 .,:;/\-+_@']*\Z")


def as_bytes(value: Value | Stream) -> bytes:  # noqa: PLR0911 - one for each kind of value
    """Return the value as it is written; ValueError for a name that needs escapes."""
    match value:
        case Stream():
            entries = {**value.entries, "Filter": Name("FlateDecode"), "Length": len(value.data)}
            return b"%b\nstream\n%b\nendstream" % (as_bytes(entries), value.data)
        case Name():
            if not _PLAIN_NAME.match(value):
                raise ValueError(f"not a plain name: {value}")
            return b"/" + value.encode("ascii")
        case Reference():
            return b"%d %d R" % (value.number, value.generation)
        case str():
            return text(value)
        case int():
            return b"%d" % value
        case float():
            return b"%.3f" % value
        case tuple():
            return b"[" + b" ".join(map(as_bytes, value)) + b"]"
        case Mapping():
            pairs = (b"/%b %b" % (key.encode("ascii"), as_bytes(v)) for key, v in value.items())
            return b"<<" + b" ".join(pairs) + b">>"


def text(words: str) -> bytes:
    """Return a text string: as it is where every reader agrees on it, else UTF-16 (7.9.2.2)."""
    if _PLAIN_TEXT.match(words):
        return b"(" + words.encode("ascii") + b")"
    return b"<FEFF" + words.encode("utf-16-be").hex().upper().encode("ascii") + b">"
