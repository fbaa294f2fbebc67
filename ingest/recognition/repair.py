"""Mends what the reading engine is known to get wrong, without ever guessing a digit or a letter.

The network's alphabet has no raised two: square metres come out as "m?" or "m2". Pen strokes and
seals come out as a few letters that the engine itself does not believe: such lines are left out.
"""

import re
from dataclasses import replace
from itertools import pairwise
from typing import Final

from ingest.text import Line, Word

_LEAST_BELIEVED: Final = 0.4  # mean of a line; printed lines lie above 0.7, pen strokes below 0.36
_WHOLE_WORD: Final = re.compile(r"[^\W_]{3}")  # or number
_SQUARE_METRES: Final = re.compile(r"m[2²?°*'\"”’]{1,2}([.,;:)]*)")
_ENDS_IN_DIGIT: Final = re.compile(r"\d$")


def repair_lines(lines: tuple[Line, ...]) -> tuple[Line, ...]:
    """Return the lines that the engine believes, with the known confusions mended."""
    believed = (_believed(line) for line in lines)
    return tuple(Line(_with_square_metres(words)) for words in believed if words)


def _believed(line: Line) -> tuple[Word, ...]:
    """Return the words of a line that are print; whole words and numbers are always kept."""
    if any(_WHOLE_WORD.search(word.text) for word in line.words):
        return tuple(
            word
            for word in line.words
            if word.confidence > 0 or sum(map(str.isalnum, word.text)) > 1
        )
    letters = sum(len(word.text) for word in line.words)
    mean = sum(word.confidence * len(word.text) for word in line.words) / letters
    return line.words if mean >= _LEAST_BELIEVED else ()


def _with_square_metres(words: tuple[Word, ...]) -> tuple[Word, ...]:
    mended = list(words[:1])
    for before, word in pairwise(words):
        found = _SQUARE_METRES.fullmatch(word.text)
        if found and _ENDS_IN_DIGIT.search(before.text):
            mended.append(replace(word, text=f"m²{found[1]}"))
        else:
            mended.append(word)
    return tuple(mended)
