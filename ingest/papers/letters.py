"""Compares printed words as recognisers see them: diacritics fall off, letters get confused."""

import unicodedata
from difflib import SequenceMatcher
from functools import lru_cache


def bare(text: str) -> str:
    """Return capitals without diacritics, letter for letter: offsets stay those of `text`.

    `text` is NFC. Đ becomes D.
    """
    return "".join(_bare_letter(letter) for letter in text)


def similarity(one: str, other: str) -> float:
    """Return how alike two short texts are, 0 to 1."""
    if one == other:
        return 1.0
    return SequenceMatcher(None, one, other, autojunk=False).ratio()


def capital_share(text: str) -> float:
    """Return the share of letters that are capitals; 0 where there are no letters."""
    letters = [letter for letter in text if letter.isalpha()]
    return sum(letter.isupper() for letter in letters) / len(letters) if letters else 0.0


@lru_cache(maxsize=4096)
def _bare_letter(letter: str) -> str:
    base = unicodedata.normalize("NFD", letter)[0].upper()[0]
    return "D" if base in {"Đ", "Ð"} else base
