"""Compares what is printed with the titles of all known kinds, however badly it was read.

Recognisers drop diacritics, swap look-alikes, lose and invent spaces, so the letters are compared
without their spaces. Titles of two kinds may differ by one key word (chuyển nhượng, ủy quyền), so
every word of a title must be found in its place; a kind whose longer title almost fits makes the
answer doubtful rather than wrong.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from typing import Final

from ingest.papers.letters import bare
from ingest.papers.types import UNKNOWN, PaperType, builtin_marks

_WORDS: Final = re.compile(r"[A-Z0-9|]+")
# Letters that recognisers take for each other in capitals.
_LOOK_ALIKES: Final = str.maketrans("0QL1|J58", "OOIIIISB")
_LIKE: Final = 0.85
_ALMOST: Final = 0.74
_SHORT: Final = 7  # letters: a shorter title is read exactly, but for one letter of six
_SHORTEST: Final = 6
_ONE_OF_SIX: Final = 0.83
_WORD_THERE: Final = 0.6  # share of a word's letters that must stand in its place
_LITTLE_WORD: Final = 3  # letters; of two letters one is enough
_LITTLE_THERE: Final = 0.5
_DRIFT: Final = 6
_HEAD: Final = 4  # letters looked at first, to spare the comparison


@dataclass(frozen=True, slots=True, order=True)
class Fit:
    """How a known title fits: letters compared, likeness from 0 to 1, and the kind's code."""

    letters: int
    likeness: float
    code: str


@dataclass(frozen=True, slots=True)
class _Wanted:
    code: str
    words: tuple[str, ...]
    letters: str = field(init=False)
    forbidden: bool = False

    def __post_init__(self) -> None:
        object.__setattr__(self, "letters", "".join(self.words))


class KnownTitles:
    """The titles of some kinds, ready to be compared."""

    def __init__(self, types: Sequence[PaperType]) -> None:
        """Take the kinds' titles; what only looks like a title is known of built-in kinds."""
        marks = builtin_marks()
        self.codes = frozenset(kind.code for kind in types)
        self._titles = tuple(
            _Wanted(kind.code, _words(title)) for kind in types for title in kind.titles
        )
        self._excluded = tuple(
            _Wanted(code, _words(title))
            for code, mark in marks.items()
            for title in mark.not_titles
        )

    def fit(self, printed: str) -> Fit | None:
        """Return the kind whose title `printed` begins with, or None.

        The longest title that fits decides. Two kinds that fit equally well, or a longer title of
        another kind that almost fits, give UNKNOWN.
        """
        words = _words(printed)
        fits = sorted(self._fits(words), reverse=True)
        if not fits:
            return None
        best = fits[0]
        rivals = any(one.code != best.code and one.letters == best.letters for one in fits)
        if rivals or any(self._almost(words, best)):
            return Fit(best.letters, best.likeness, UNKNOWN)
        return best

    def _fits(self, words: tuple[str, ...]) -> Iterator[Fit]:
        excluded = {one.code for one in self._excluded if _likeness(words, one) >= _LIKE}
        for title in self._titles:
            if title.code not in excluded:
                likeness = _likeness(words, title)
                if likeness >= _LIKE:
                    yield Fit(len(title.letters), round(likeness, 4), title.code)

    def _almost(self, words: tuple[str, ...], best: Fit) -> Iterator[bool]:
        for title in self._titles:
            if title.code != best.code and len(title.letters) > best.letters:
                yield _likeness(words, title) >= _ALMOST


def _likeness(words: tuple[str, ...], title: _Wanted) -> float:
    """Return how well `words` begin with the title, 0 where a word of it is missing."""
    size, wanted = len(title.letters), title.letters
    if size < _SHORT:
        return _short_likeness(words, title)
    letters = "".join(words)[: size + 2]
    if len(letters) < size - 1 or len(set(wanted[:_HEAD]) & set(letters[: _HEAD + 1])) < 2:  # noqa: PLR2004 - two letters of the first four
        return 0.0
    at = 0
    for word in title.words:
        drift = 1 if at < _DRIFT else 2  # letters lost or invented before it
        near = letters[max(0, at - drift) : at + len(word) + drift]
        share = _LITTLE_THERE if len(word) <= _LITTLE_WORD else _WORD_THERE
        if _in_order(word, near) < share * len(word):
            return 0.0
        at += len(word)
    return max(
        SequenceMatcher(None, letters[:end], wanted, autojunk=False).ratio()
        for end in (size - 1, size, size + 1)
    )


def _in_order(word: str, near: str) -> int:
    """Return how many letters of `word` stand in `near` in their order."""
    row = [0] * (len(near) + 1)
    for letter in word:
        before = 0
        for at, other in enumerate(near, start=1):
            before, row[at] = (
                row[at],
                max(row[at], row[at - 1], before + 1 if letter == other else 0),
            )
    return row[-1]


def _short_likeness(words: tuple[str, ...], title: _Wanted) -> float:
    """Return 1 for the very words or the letters set apart, less for one wrong letter of six."""
    seen = words[: len(title.words)]
    if seen == title.words:
        return 1.0
    size = len(title.letters)
    if words[:size] == tuple(title.letters):
        return 1.0
    if size == _SHORTEST and [*map(len, seen)] == [*map(len, title.words)]:
        same = sum(a == b for a, b in zip("".join(seen), title.letters, strict=True))
        return _LIKE if same / size >= _ONE_OF_SIX else 0.0
    return 0.0


def _words(text: str) -> tuple[str, ...]:
    return tuple(word.translate(_LOOK_ALIKES) for word in _WORDS.findall(bare(text)))
