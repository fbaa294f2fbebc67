"""Reads pages with tesseract's own network, run line by line without the rest of tesseract.

The same weights, a quarter of the time: no pictures packed and unpacked on the way, arithmetic
of this decade, and lines found by ourselves, in which cells of tables stay apart.
"""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Final

from ingest.recognition.alphabet import read_alphabet
from ingest.recognition.letters import LetterReader
from ingest.recognition.line_finding import find_lines
from ingest.recognition.line_reader import LineReader
from ingest.recognition.line_recogniser import NORMAL, Care, LineRecogniser, Read
from ingest.recognition.network import LineNetwork
from ingest.recognition.network_weights import read_network
from ingest.recognition.printed_line import PrintedLine
from ingest.recognition.trained_data import TrainedData
from ingest.recognition.word_places import words_of
from ingest.scans.images import Grey
from ingest.text import Box, Line

_DOUBTED: Final = 0.7  # below this for a line's weakest letter the second reader is asked
_ITS_WORTH: Final = 1.05  # of a second reader's confidence, next to the network's: measured


class NetworkEngine:
    """An OcrEngine on the line recogniser. Not for use by several threads at once.

    `second` reads again what stays doubtful, where given; the more confident of the two counts.
    """

    def __init__(self, lines: LineRecogniser, second: LineReader | None = None) -> None:
        self._lines = lines
        self._second = second

    @classmethod
    def load(
        cls,
        model: Path,
        trained: TrainedData,
        *,
        care: Care = NORMAL,
        second: LineReader | None = None,
    ) -> "NetworkEngine":
        """Load the model built from `trained`; raise EngineDataError where they do not fit."""
        blank = read_network(trained.network).blank
        letters = LetterReader(read_alphabet(trained.characters, trained.recoder), blank)
        return cls(LineRecogniser(LineNetwork(model), letters, care), second)

    def read(self, image: Grey, dpi: int) -> tuple[Line, ...]:
        """Return the printed lines of one page (OcrEngine)."""
        places = find_lines(image, dpi)
        crops = [image[place.top : place.bottom, place.left : place.right] for place in places]
        printed = [
            (place, crop, read)
            for place, crop, read in zip(places, crops, self._lines.read(crops), strict=True)
            if read.is_print
        ]
        lines = [
            Line(words_of(read.letters, crop, place.left, place.top, read.steps))
            for place, crop, read in printed
        ]
        seen = self._looked_at_again(printed, lines, dpi)
        return tuple(line for line in seen if line.words)

    def _looked_at_again(
        self, printed: Sequence[tuple[PrintedLine, Grey, Read]], lines: list[Line], dpi: int
    ) -> list[Line]:
        if self._second is None:
            return lines
        doubted = [number for number, (*_, read) in enumerate(printed) if read.weakest < _DOUBTED]
        again = self._second.read_lines([printed[number][1] for number in doubted], dpi)
        for number, line in zip(doubted, again, strict=True):
            if line is not None and _ITS_WORTH * _mean(line) > printed[number][2].mean:
                lines[number] = _on_page(line, printed[number][0])
        return lines


def _mean(line: Line) -> float:
    letters = sum(len(word.text) for word in line.words)
    return sum(word.confidence * len(word.text) for word in line.words) / letters


def _on_page(line: Line, place: PrintedLine) -> Line:
    def moved(box: Box) -> Box:
        return Box(box.x0 + place.left, box.y0 + place.top, box.x1 + place.left, box.y1 + place.top)

    return Line(tuple(replace(word, box=moved(word.box)) for word in line.words))
