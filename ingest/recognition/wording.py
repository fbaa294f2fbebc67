"""Decides doubtful letters by what words and amounts are built like.

Only between letters that the network itself holds possible, one in a word, and never a digit for
another: what the network is sure of stays, so that names, codes and English stay what they are.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import groupby
from typing import Final

from ingest.recognition.letters import Letter
from ingest.recognition.vietnamese import is_syllable

_LEAST_SHARE: Final = 0.1  # of the likelihood of what was said, that another letter must have
_LEAST_SHARE_IN_AMOUNTS: Final = 0.01  # a zero that touches a rule of the table reads as d
_AMOUNT: Final = re.compile(r"\d{1,4}(?:\.\d{3})+")
_SHORTEST: Final = 2
_ABBREVIATION: Final = 3


def by_wording(letters: Sequence[Letter]) -> tuple[Letter, ...]:
    """Return the letters of a line, doubtful ones decided by the word they stand in."""
    decided: list[Letter] = []
    for _, part in groupby(letters, key=lambda letter: letter.text == " "):
        decided += _decided(list(part))
    return tuple(decided)


def _decided(word: list[Letter]) -> list[Letter]:
    text = _text(word)
    short_capitals = text.isupper() and len(text) <= _ABBREVIATION  # UB, TT, numerals
    if short_capitals or _is_well_built(text) or not any(letter.others for letter in word):
        return word
    return max(_rewordings(word), key=lambda pair: pair[0], default=(0.0, word))[1]


def _rewordings(word: list[Letter]) -> Iterator[tuple[float, list[Letter]]]:
    """Give the well-built words that differ in one letter, with how likely that is."""
    for number, letter in enumerate(word):
        for text, sure in letter.others:
            least = _LEAST_SHARE_IN_AMOUNTS if text.isdigit() else _LEAST_SHARE
            if letter.text.isdigit() or not text.isalnum() or sure < least * letter.sure:
                continue
            other = replace(letter, text=text, sure=sure, others=())
            reworded = [*word[:number], other, *word[number + 1 :]]
            if _is_well_built(_text(reworded)):
                yield sure, reworded


def _text(word: Sequence[Letter]) -> str:
    return "".join(letter.text for letter in word).strip(".,;:()[]\"'“”*/-!?")


def _is_well_built(text: str) -> bool:
    if _AMOUNT.fullmatch(text):
        return True
    in_one_case = text.islower() or text.isupper() or text.istitle()
    return len(text) >= _SHORTEST and in_one_case and is_syllable(text.lower())
