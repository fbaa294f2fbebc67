"""What the codes of tesseract's network stand for.

The network says codes; most stand for a character by themselves, those of large scripts only in
a row. The entry `lstm-unicharset` numbers the characters, `lstm-recoder` gives each its codes
(`unicharset.cpp`, `unicharcompress.cpp`).
"""

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from ingest.errors import EngineDataError
from ingest.recognition.engine_bytes import EngineBytes

_MOST_CHARACTERS: Final = 100_000
_LONGEST_CODE: Final = 9
_SPACE: Final = "NULL"  # how the file writes the character that it cannot write
_NO_CHARACTERS: Final = frozenset({"Joined", "|Broken|0|1"})  # tesseract's own marks


@dataclass(frozen=True, slots=True)
class Alphabet:
    """`characters` by their rows of codes; `beginnings` are rows that go on to a character."""

    characters: dict[tuple[int, ...], str]
    beginnings: frozenset[tuple[int, ...]]

    def spell(self, codes: Iterable[int]) -> list[tuple[int, str]]:
        """Return the characters that `codes` stand for, each with the place of its first code.

        Codes that stand for nothing are passed over.
        """
        spelt: list[tuple[int, str]] = []
        row: tuple[int, ...] = ()
        for place, code in enumerate(codes):
            longer = (*row, code)
            # A row that stops short of a character gives way to the next.
            known = longer in self.characters or longer in self.beginnings
            row = longer if known else (code,)
            if row in self.characters:
                spelt.append((place - len(row) + 1, self.characters[row]))
                row = ()
            elif row not in self.beginnings:
                row = ()
        return spelt


def read_alphabet(characters: bytes, recoder: bytes) -> Alphabet:
    """Return the alphabet in the two entries; raise EngineDataError where they are damaged."""
    names = _names(characters)
    known: dict[tuple[int, ...], str] = {}
    for number, codes in enumerate(_codes(recoder)):
        if number < len(names) and names[number] not in _NO_CHARACTERS:
            known.setdefault(codes, " " if number == 0 else names[number])
    if not known:
        raise EngineDataError("the engine's alphabet is empty")
    beginnings = (codes[:length] for codes in known for length in range(1, len(codes)))
    return Alphabet(known, frozenset(beginnings))


def _names(characters: bytes) -> list[str]:
    try:
        first, *lines = characters.decode().split("\n")
        count = int(first)
    except ValueError as error:  # no number, or no UTF-8
        raise EngineDataError("the engine's list of characters is damaged") from error
    if not 0 < count <= min(_MOST_CHARACTERS, len(lines)):
        raise EngineDataError("the engine's list of characters ends too early")
    names = [line.split(" ")[0] for line in lines[:count]]
    if names[0] != _SPACE:
        raise EngineDataError("the engine's list of characters has no space")
    return [unicodedata.normalize("NFC", name) for name in names]


def _codes(recoder: bytes) -> list[tuple[int, ...]]:
    source = EngineBytes(recoder)
    codes = []
    for _ in range(source.count(_MOST_CHARACTERS)):
        source.byte()  # whether it contains itself: of no use
        codes.append(source.wholes(source.count(_LONGEST_CODE)))
    if any(min(row, default=-1) < 0 for row in codes):
        raise EngineDataError("the engine's codes are damaged")
    return codes
