"""Compares printed words as recognisers see them: diacritics fall off, letters get confused."""

import unicodedata
from difflib import SequenceMatcher
from typing import Final


def bare(text: str) -> str:
    """Return capitals without diacritics, letter for letter: offsets stay those of `text`.

    `text` is NFC. Đ becomes D.
    """
    return text.translate(_BARE)


def similarity(one: str, other: str) -> float:
    """Return how alike two short texts are, 0 to 1."""
    if one == other:
        return 1.0
    return SequenceMatcher(None, one, other, autojunk=False).ratio()


def capital_share(text: str) -> float:
    """Return the share of letters that are capitals; 0 where there are no letters."""
    letters = [letter for letter in text if letter.isalpha()]
    return sum(letter.isupper() for letter in letters) / len(letters) if letters else 0.0


class _BareLetters(dict[int, str]):
    """Fills itself with the letters that are asked for: `str.translate` then runs in C."""

    def __missing__(self, code: int) -> str:
        base = unicodedata.normalize("NFD", chr(code))[0].upper()[0]
        self[code] = "D" if base in {"Đ", "Ð"} else base
        return self[code]


_BARE: Final = _BareLetters()
