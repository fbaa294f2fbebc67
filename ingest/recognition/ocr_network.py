"""Reads pages with tesseract's own network, run line by line without the rest of tesseract.

The same weights, a quarter of the time: no pictures packed and unpacked on the way, arithmetic
of this decade, and lines found by ourselves, in which cells of tables stay apart.
"""

from collections.abc import Sequence
from typing import Final

from ingest.recognition.alphabet import Alphabet
from ingest.recognition.letters import Letter, read_letters
from ingest.recognition.line_finding import find_lines
from ingest.recognition.line_pixels import line_picture
from ingest.recognition.network import LineNetwork
from ingest.recognition.word_places import words_of
from ingest.scans.images import Grey
from ingest.text import Line

SQUEEZE: Final = 0.9
"""Letters are narrowed to this share before they are read: a tenth less work, no more mistakes."""

# Seals, signatures and photographs come out as letters that the network itself doubts.
_LEAST_BELIEVED: Final = 0.7
_LEAST_BELIEVED_ALONE: Final = 0.85
_ALONE: Final = 2  # letters


class NetworkEngine:
    """An OcrEngine on the line recogniser. Not for use by several threads at once."""

    def __init__(
        self, network: LineNetwork, alphabet: Alphabet, blank: int, *, squeeze: float = SQUEEZE
    ) -> None:
        self._network = network
        self._alphabet = alphabet
        self._blank = blank
        self._squeeze = squeeze

    def read(self, image: Grey, dpi: int) -> tuple[Line, ...]:
        """Return the printed lines of one page (OcrEngine)."""
        places = find_lines(image, dpi)
        crops = [image[place.top : place.bottom, place.left : place.right] for place in places]
        pictures = [line_picture(crop, self._network.height, self._squeeze) for crop in crops]
        lines = []
        answers = self._network.likelihoods(pictures)
        for place, crop, answer in zip(places, crops, answers, strict=True):
            letters = read_letters(answer, self._alphabet, self._blank)
            if believed(letters):
                lines.append(Line(words_of(letters, crop, place.left, place.top, len(answer))))
        return tuple(lines)


def believed(letters: Sequence[Letter]) -> bool:
    """Tell print from what only looks like it."""
    printed = [letter.sure for letter in letters if letter.text != " "]
    if not printed:
        return False
    least = _LEAST_BELIEVED_ALONE if len(printed) <= _ALONE else _LEAST_BELIEVED
    return sum(printed) / len(printed) >= least
