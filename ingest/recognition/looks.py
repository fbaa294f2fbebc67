"""Lets several looks at one line vote, letter by letter.

The looks are laid beside each other by their letters (as ROVER does it: Fiscus, 1997); at each
place what most of them say counts, weighed by how sure they are. No look can win by leaving a
letter out that it was not sure of, as the surest look on average did.
"""

from collections.abc import Iterator, Sequence
from itertools import takewhile
from typing import Final

from ingest.recognition.letters import Letter

_NOTHING: Final = ""
_OTHER_LETTER: Final = 1.0
_LETTER_MORE: Final = 1.0
_A_LETTER_AWAY: Final = 0.1
_NO_MATCH: Final = 3.0  # letters apart on the paper: not the same one

Look = Sequence[Letter]
"""The letters of one look at a line."""


def voted(looks: Sequence[Look], steps: Sequence[int]) -> tuple[Letter, ...]:
    """Return the letters that the looks agree on; `steps` is how many steps each look has.

    The first look lays the places out: steps of the result are its steps. Each letter is as sure
    as the looks are on average, those that say something else counted as 0.
    """
    first, *others = looks
    places: list[dict[str, float]] = [_votes(letter) for letter in first]
    between: list[list[_Put]] = [[] for _ in range(len(first) + 1)]
    for look, its_steps in zip(others, steps[1:], strict=True):
        for mine, its in _beside(first, look, steps[0], its_steps):
            if its is None:
                _add(places[mine], {_NOTHING: _around(look, mine * len(look) / len(first))})
            elif mine < 0:
                _put(between[-mine - 1], look[its], _gap(first, -mine - 1, steps[0]))
            else:
                _add(places[mine], _votes(look[its]))
    result: list[Letter] = []
    for number in range(len(first) + 1):
        result += [put.letter(len(looks)) for put in between[number] if put.outvotes(len(looks))]
        if number < len(first):
            result += _elected(first[number], places[number], len(looks))
    return tuple(result)


class _Put:
    """A letter that stands between two of the first look's."""

    def __init__(self, letter: Letter, gap: tuple[int, int]) -> None:
        self._text = letter.text
        self._first, self._last = gap
        self._votes = letter.sure
        self._looks = 1

    def takes(self, letter: Letter) -> bool:
        """Count the letter in, if it is the same."""
        same = letter.text == self._text
        self._votes += letter.sure if same else 0
        self._looks += same
        return same

    def outvotes(self, looks: int) -> bool:
        """Say whether it counts for more than the looks without it."""
        return self._votes > looks - self._looks

    def letter(self, looks: int) -> Letter:
        """Return it as a letter of the first look."""
        return Letter(self._text, self._first, self._last, min(1.0, self._votes / looks))


def _put(at: list[_Put], letter: Letter, gap: tuple[int, int]) -> None:
    if not any(put.takes(letter) for put in at):
        at.append(_Put(letter, gap))


def _gap(look: Look, number: int, steps: int) -> tuple[int, int]:
    """Return the steps before letter `number` and after the one before it."""
    last = look[number].first if number < len(look) else steps
    return min(last, look[number - 1].last if number else 0), last


def _votes(letter: Letter) -> dict[str, float]:
    return {letter.text: letter.sure, **dict(letter.others)}


def _add(votes: dict[str, float], more: dict[str, float]) -> None:
    for text, sure in more.items():
        votes[text] = votes.get(text, 0.0) + sure


def _elected(place: Letter, votes: dict[str, float], looks: int) -> Iterator[Letter]:
    ranked = sorted(votes.items(), key=lambda vote: -vote[1])
    text, sure = ranked[0]
    if text == _NOTHING:
        return
    others = tuple((other, vote / looks) for other, vote in ranked[1:] if other != _NOTHING)
    yield Letter(text, place.first, place.last, min(1.0, sure / looks), others)


def _around(look: Look, where: float) -> float:
    """Return how sure a look is of its letters near a place where it has none."""
    near = [letter.sure for letter in look[max(0, round(where) - 1) : round(where) + 1]]
    return sum(near) / len(near) if near else 0.0


def _beside(one: Look, two: Look, steps: int, other_steps: int) -> Iterator[tuple[int, int | None]]:
    """Give pairs of places, left to right: (n, m); (n, None); (-1 - n, m) for m before n."""
    # Looks differ in few letters: what they begin and end with alike needs no comparing.
    start = _alike(one, two)
    end = _alike(one[start:][::-1], two[start:][::-1])
    one_end, two_end = len(one) - end, len(two) - end
    yield from ((n, n) for n in range(start))
    for n, m in _aligned(one[start:one_end], two[start:two_end], steps, other_steps):
        yield (n + start if n >= 0 else n - start), (None if m is None else m + start)
    yield from ((one_end + n, two_end + n) for n in range(end))


def _alike(one: Look, two: Look) -> int:
    """Return how many letters both begin with."""
    pairs = zip(one, two, strict=False)
    return sum(1 for _ in takewhile(lambda pair: pair[0].text == pair[1].text, pairs))


def _aligned(
    one: Look, two: Look, steps: int, other_steps: int
) -> Iterator[tuple[int, int | None]]:
    scale = max(len(one), len(two), 1)
    mine = [scale * (letter.first + letter.last) / (2 * steps) for letter in one]
    its = [scale * (letter.first + letter.last) / (2 * other_steps) for letter in two]
    costs = [[number * _LETTER_MORE for number in range(len(two) + 1)]]
    for n, letter in enumerate(one):
        row = [costs[n][0] + _LETTER_MORE]
        for m, other in enumerate(two):
            away = abs(mine[n] - its[m])
            same = costs[n][m] + _A_LETTER_AWAY * away + _OTHER_LETTER * (letter.text != other.text)
            same += 2 * _LETTER_MORE * (away > _NO_MATCH)
            row.append(min(same, costs[n][m + 1] + _LETTER_MORE, row[m] + _LETTER_MORE))
        costs.append(row)
    n, m = len(one), len(two)
    back: list[tuple[int, int | None]] = []
    while n or m:
        if n and costs[n][m] == costs[n - 1][m] + _LETTER_MORE:
            n -= 1
            back.append((n, None))
        elif m and costs[n][m] == costs[n][m - 1] + _LETTER_MORE:
            m -= 1
            back.append((-1 - n, m))
        else:
            n, m = n - 1, m - 1
            back.append((n, m))
    yield from reversed(back)
