"""Makes the name that somebody gave a file safe to show.

Names are never used as paths or keys; this only keeps a screen, a log line and a download header
from being fooled by separators, control characters or text that runs backwards.
"""

import unicodedata

LONGEST_NAME = 200
_DROPPED_CATEGORIES = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})


def display_name(name: str) -> str:
    """Return the last path part of `name` in NFC, without control or direction characters.

    An empty result becomes "scan"; long names keep their start and their extension.
    """
    last = name.replace("\\", "/").rstrip("/").rsplit("/", 1)[-1]
    shown = "".join(
        char
        for char in unicodedata.normalize("NFC", last)
        if unicodedata.category(char) not in _DROPPED_CATEGORIES
    ).strip(" .")
    if len(shown) > LONGEST_NAME:
        stem, dot, extension = shown.rpartition(".")
        keep = extension[:10] if dot else ""
        shown = f"{(stem or shown)[: LONGEST_NAME - len(keep) - 1]}{dot}{keep}"
    return shown or "scan"
