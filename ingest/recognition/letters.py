"""Turns likelihoods of codes, step by step along a line, into letters with their places.

The network says a code for some steps and a blank between two of the same (CTC: Graves et al.,
2006). The most likely code of each step is taken.
"""

from dataclasses import dataclass

import numpy as np

from ingest.recognition.alphabet import Alphabet
from ingest.recognition.network import Likelihoods


@dataclass(frozen=True, slots=True)
class Letter:
    """A character, the steps `first` to `last` (exclusive) in which it was said, and how surely."""

    text: str
    first: int
    last: int
    sure: float


def read_letters(likelihoods: Likelihoods, alphabet: Alphabet, blank: int) -> list[Letter]:
    """Return the letters of one line, left to right, spaces among them."""
    codes = likelihoods.argmax(1)
    best = likelihoods[np.arange(len(codes)), codes]
    starts = np.concatenate([[0], np.flatnonzero(np.diff(codes)) + 1])
    peaks = np.maximum.reduceat(best, starts)
    ends = np.append(starts[1:], len(codes))
    runs = [
        (int(codes[start]), int(start), int(end), float(peak))
        for start, end, peak in zip(starts, ends, peaks, strict=True)
        if codes[start] != blank
    ]
    spelt = alphabet.spell(code for code, _, _, _ in runs)
    until = [place for place, _ in spelt[1:]] + [len(runs)]
    letters = []
    for (place, text), end in zip(spelt, until, strict=False):
        said = runs[place:end]
        letters.append(Letter(text, said[0][1], said[-1][2], min(run[3] for run in said)))
    return letters
