"""Turns likelihoods of codes, step by step along a line, into letters with their places.

The network says a code for some steps and a blank between two of the same (CTC: Graves et al.,
2006). The most likely code of each step is taken, among those of characters that papers print.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np

from ingest.recognition.alphabet import Alphabet
from ingest.recognition.network import Likelihoods
from ingest.recognition.printed_characters import MEANT, PRINTED

_DOUBTFUL: Final = 0.995
_OTHERS: Final = 5
_LEAST_LIKELY: Final = 0.005
_HALF: Final = 0.5


@dataclass(frozen=True, slots=True)
class Letter:
    """A character, the steps `first` to `last` (exclusive) in which it was said, and how surely.

    `others` are what it might be instead, and how likely; looked for only in doubtful letters.
    """

    text: str
    first: int
    last: int
    sure: float
    others: tuple[tuple[str, float], ...] = ()


class LetterReader:
    """Reads letters off likelihoods. `blank` is the code between two letters."""

    def __init__(self, alphabet: Alphabet, blank: int) -> None:
        self._alphabet = alphabet
        self._blank = blank
        codes = {text: row[0] for row, text in alphabet.characters.items() if len(row) == 1}
        self._alike = [(codes[a], codes[b]) for a, b in MEANT.items() if a in codes and b in codes]
        self._printed = {code: text for text, code in codes.items() if text in PRINTED}
        # Characters of several codes stay: they share their codes with others.
        self._never = [code for text, code in codes.items() if text not in PRINTED]
        # Codes whose likelihood counts for another's, or gains by another's, or counts for nothing.
        self._taken_for = [*self._never, *(code for pair in self._alike for code in pair)]

    def read(self, likelihoods: Likelihoods) -> list[Letter]:
        """Return the letters of one line, left to right, spaces among them."""
        codes = likelihoods.argmax(1)
        best = likelihoods[np.arange(len(codes)), codes]
        # What has more than half stays the likeliest, whatever the others are taken for.
        unsettled = np.flatnonzero((best <= _HALF) | np.isin(codes, self._taken_for))
        likely = likelihoods[unsettled]
        for mistaken, meant in self._alike:
            likely[:, meant] += likelihoods[unsettled, mistaken]
        likely[:, self._never] = 0
        codes[unsettled] = likely.argmax(1)
        best[unsettled] = likely.max(1)
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
            first, last = places[of_letter[0]], places[of_letter[-1] + 1]
            others = self._others(likelihoods[first:last], text) if sure < _DOUBTFUL else ()
            letters.append(Letter(text, first, last, sure, others))
        return letters

    def _others(self, likely: Likelihoods, text: str) -> tuple[tuple[str, float], ...]:
        """Return what else may stand in the steps `likely`, most likely first."""
        most = likely.max(0)
        found = []
        for code in np.argpartition(most, -_OTHERS)[-_OTHERS:].tolist():
            other = self._printed.get(code)
            if other is not None and other not in (text, " ") and most[code] >= _LEAST_LIKELY:
                found.append((other, float(most[code])))
        return tuple(sorted(found, key=lambda pair: -pair[1]))
