"""Turns likelihoods of codes, step by step along a line, into letters with their places.

The network says a code for some steps and a blank between two of the same (CTC: Graves et al.,
2006). The most likely code of each step is taken, among those of characters that papers print.
"""

from dataclasses import dataclass

import numpy as np

from ingest.recognition.alphabet import Alphabet
from ingest.recognition.network import Likelihoods
from ingest.recognition.printed_characters import MEANT, PRINTED


@dataclass(frozen=True, slots=True)
class Letter:
    """A character, the steps `first` to `last` (exclusive) in which it was said, and how surely."""

    text: str
    first: int
    last: int
    sure: float


class LetterReader:
    """Reads letters off likelihoods. `blank` is the code between two letters."""

    def __init__(self, alphabet: Alphabet, blank: int) -> None:
        self._alphabet = alphabet
        self._blank = blank
        codes = {text: row[0] for row, text in alphabet.characters.items() if len(row) == 1}
        self._alike = [(codes[a], codes[b]) for a, b in MEANT.items() if a in codes and b in codes]
        # Characters of several codes stay: they share their codes with others.
        self._never = [code for text, code in codes.items() if text not in PRINTED]

    def read(self, likelihoods: Likelihoods) -> list[Letter]:
        """Return the letters of one line, left to right, spaces among them."""
        likely = likelihoods.copy()
        for mistaken, meant in self._alike:
            likely[:, meant] += likelihoods[:, mistaken]
        likely[:, self._never] = 0
        codes = likely.argmax(1)
        best = likely[np.arange(len(codes)), codes]
        starts = np.concatenate([[0], np.flatnonzero(np.diff(codes)) + 1])
        peaks = np.maximum.reduceat(best, starts).tolist()
        said = codes[starts].tolist()
        places = [*starts.tolist(), len(codes)]
        runs = [run for run, code in enumerate(said) if code != self._blank]
        spelt = self._alphabet.spell(said[run] for run in runs)
        ends = [place for place, _ in spelt[1:]] + [len(runs)]
        letters = []
        for (place, text), end in zip(spelt, ends, strict=False):
            of_letter = runs[place:end]
            sure = min(1.0, *(peaks[run] for run in of_letter))
            letters.append(Letter(text, places[of_letter[0]], places[of_letter[-1] + 1], sure))
        return letters
