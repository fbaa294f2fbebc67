"""A handed-in file's name: a label for people, never a path (ASVS 5.0 5.3.2).

Storage names bytes by their hash, so nothing depends on what comes out of here.
"""

import unicodedata
from typing import Final
from urllib.parse import quote

_MAX_BYTES: Final = 200
_FALLBACK: Final = "scan"


def label(name: str | None) -> str:
    """Return a name that can be shown: NFC, one line, no folders, no invisible or turning marks."""
    flat = unicodedata.normalize("NFC", name or "").replace("\\", "/").rpartition("/")[2]
    plain = "".join(
        character
        for character in flat
        # Cc NUL and newlines, Cf bidirectional and zero-width marks, Cs Co Cn not text
        if not unicodedata.category(character).startswith("C")
    ).strip(" .")
    return _shorten(plain) or _FALLBACK


def _shorten(name: str) -> str:
    stem, dot, ending = name.rpartition(".")
    if not dot or len(ending) > 8:  # noqa: PLR2004 - no media type's ending is longer
        stem, dot, ending = name, "", ""
    room = _MAX_BYTES - len((dot + ending).encode())
    return stem.encode()[:room].decode(errors="ignore") + dot + ending


def content_disposition(name: str, *, inline: bool = False) -> str:
    """Return the header that names a download (RFC 6266, RFC 8187)."""
    plain = label(name)
    ascii_name = "".join(
        character if character.isascii() and character not in '"%' else "_" for character in plain
    )
    kind = "inline" if inline else "attachment"
    return f"{kind}; filename=\"{ascii_name}\"; filename*=UTF-8''{quote(plain, safe='')}"
