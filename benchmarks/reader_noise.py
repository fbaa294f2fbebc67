"""Makes a perfect reading as bad as real ones: letters, accents, spaces and lines get lost.

The confusions are those that recognisers make on Vietnamese capitals and small print.
"""

import unicodedata
from dataclasses import replace
from random import Random

from benchmarks.stack_words import chance
from ingest.text import Box, Line, PageText, Word

_LOOK_ALIKES = {
    "O": "0QC", "I": "1lJ", "Đ": "DÐ", "D": "ĐO", "U": "VÚ", "E": "FÉ", "S": "5", "B": "8R",
    "G": "CÓ", "C": "G", "H": "N", "N": "H", "T": "1Ï", "l": "1I", "0": "O", "1": "l", "5": "S",
    "Ế": "ÉỀỂ", "Ị": "!J", "Ơ": "OÓ", "Ư": "UÙ", "A": "Á", "Y": "V", "m": "rn", "n": "u",
}  # fmt: skip
_ACCENT, _LOOK_ALIKE = 0.6, 0.3  # shares of what is misread; the rest gets lost
_JUNK = ("^ ~ ` ' .", "| _ .", "' -", "¬ =", "Si", "ÿ", ". . .")


def misread(page: PageText, rng: Random, rate: float) -> PageText:
    """Return the page with about `rate` of its letters misread (0.02 is a poor scan)."""
    lines: list[Line] = []
    for line in page.lines:
        if chance(rng, rate / 4):
            continue  # a stamp lies over it
        lines.append(_misread_line(line, rng, rate))
        if chance(rng, rate / 2):
            lines.append(_junk(line, rng))
    return replace(page, lines=tuple(lines))


def _misread_line(line: Line, rng: Random, rate: float) -> Line:
    words: list[Word] = []
    for word in line.words:
        text = "".join(_misread_letter(letter, rng, rate) for letter in word.text)
        wrong = text != word.text
        sure = word.confidence - (rng.uniform(0, 0.5) if wrong else 0)
        near = words and word.box.x0 - words[-1].box.x1 < word.box.y1 - word.box.y0
        if near and chance(rng, rate / 2):
            before = words.pop()
            text, sure = before.text + text, min(before.confidence, sure)
            word = replace(word, box=before.box.union(word.box))  # noqa: PLW2901 - joined to it
        words.append(Word(text or ".", word.box, round(max(0.1, sure), 2)))
    return Line(tuple(words))


def _misread_letter(letter: str, rng: Random, rate: float) -> str:
    if rng.random() > rate:
        return letter
    how = rng.random()
    if how < _ACCENT:
        return unicodedata.normalize("NFD", letter)[0]
    if how < _ACCENT + _LOOK_ALIKE:
        return rng.choice(_LOOK_ALIKES.get(letter, letter))
    return ""


def _junk(line: Line, rng: Random) -> Line:
    box = line.box
    below = Box(box.x0 + 20, box.y1, box.x0 + 90, box.y1 + (box.y1 - box.y0) / 3)
    pieces = rng.choice(_JUNK).split()
    return Line(tuple(Word(piece, below, 0.3) for piece in pieces))
