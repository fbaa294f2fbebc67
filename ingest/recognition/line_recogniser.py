"""Reads pictures of single lines with the network, doubtful ones several times.

The network reads a line a little differently when it is narrower, wider or cut closer. Where its
weakest letter is doubtful, it looks again, and the looks vote letter by letter; words and amounts
decide what is doubtful even then.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from ingest.recognition.letters import Letter, LetterReader
from ingest.recognition.line_pixels import line_picture
from ingest.recognition.looks import voted
from ingest.recognition.network import LineNetwork
from ingest.recognition.wording import by_wording
from ingest.scans.images import Grey

# Seals, signatures and photographs come out as letters that the network itself doubts.
_LEAST_BELIEVED: Final = 0.7
_LEAST_BELIEVED_ALONE: Final = 0.85
_ALONE: Final = 2  # letters
_ROWS_LEFT: Final = 12  # a line cut closer than this has no letters left


@dataclass(frozen=True, slots=True)
class View:
    """How a line is looked at: its width times `squeeze`, `cut` rows off above and below."""

    squeeze: float
    cut: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Care:
    """How often to look: at all lines in `first`, and where a letter is below `doubt` in `more`."""

    first: View = View(1.0)
    doubt: float
    more: tuple[View, ...]


# Measured on fifty made-up pages, letters wrong in percent and processor time of a page: one look
# 0.66 and 0.24 s; looking again where a letter is below 0.6 sure 0.62 and 0.26, below 0.9 0.59 and
# 0.30. THOROUGH, with tesseract as second reader, takes three times as long for another tenth.
NORMAL: Final = Care(first=View(0.9), doubt=0.6, more=(View(0.95, 1), View(1.0)))
THOROUGH: Final = Care(
    first=View(0.9), doubt=0.98, more=(View(0.95, 1), View(1.0), View(1.1), View(0.9, 1))
)


@dataclass(frozen=True, slots=True)
class Read:
    """The letters of a line; their steps run from 0 to `steps` over the width of its crop."""

    letters: tuple[Letter, ...]
    steps: int
    is_print: bool = True
    """Whether these are printed letters, and not something that only looks like them."""

    @property
    def weakest(self) -> float:
        """How sure the least sure letter is, spaces aside; 0 where nothing was read."""
        return min((letter.sure for letter in self.letters if letter.text != " "), default=0.0)

    @property
    def mean(self) -> float:
        """How sure the letters are on average, spaces aside; 0 where nothing was read."""
        sure = [letter.sure for letter in self.letters if letter.text != " "]
        return sum(sure) / len(sure) if sure else 0.0


class LineRecogniser:
    """Reads crops of lines. Not for use by several threads at once."""

    def __init__(self, network: LineNetwork, letters: LetterReader, care: Care = NORMAL) -> None:
        self._network = network
        self._letters = letters
        self._care = care

    def read(self, crops: Sequence[Grey]) -> list[Read]:
        """Return what each crop says; the same crops give the same letters."""
        best = self._looked_at(crops, self._care.first)
        doubtful = [
            number
            for number, read in enumerate(best)
            if read.is_print and read.weakest < self._care.doubt
        ]
        again = [crops[number] for number in doubtful]
        views = [self._looked_at(again, view) for view in self._care.more]
        for number, *looks in zip(doubtful, *views, strict=True):
            best[number] = _agreed([best[number], *looks])
        return [replace(read, letters=by_wording(read.letters)) for read in best]

    def _looked_at(self, crops: Sequence[Grey], view: View) -> list[Read]:
        height = self._network.height
        pictures = [line_picture(_cut(crop, view.cut), height, view.squeeze) for crop in crops]
        return [
            _read(self._letters.read(answer), len(answer))
            for answer in self._network.likelihoods(pictures)
        ]


def _read(letters: Sequence[Letter], steps: int) -> Read:
    read = Read(tuple(letters), steps)
    count = sum(letter.text != " " for letter in letters)
    least = _LEAST_BELIEVED_ALONE if count <= _ALONE else _LEAST_BELIEVED
    return replace(read, is_print=read.mean >= least)


def _agreed(looks: Sequence[Read]) -> Read:
    """Return what the looks say together, laid out as in the first; print, if that one was."""
    seen = [look for look in looks if look.letters]
    letters = voted([look.letters for look in seen], [look.steps for look in seen])
    return replace(seen[0], letters=letters, is_print=True)


def _cut(crop: Grey, rows: int) -> Grey:
    return crop[rows : crop.shape[0] - rows] if crop.shape[0] > _ROWS_LEFT + 2 * rows else crop
