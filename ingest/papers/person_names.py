"""Vietnamese personal names as they are printed: two to six words, each with a capital."""

import json
import re
from collections import Counter
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Final, NamedTuple

from ingest.papers.identifiers import normal
from ingest.papers.letters import bare, capital_share

_WORD: Final = re.compile(r"[^\W\d_]+")
_FEWEST: Final = 2
_MOST: Final = 6
_LONGEST_WORD: Final = 7  # letters of a Vietnamese syllable: "nghiêng"
_VOWEL: Final = re.compile(r"[AEIOUY]")
_NO_NAMES: Final = frozenset({"KY", "DA", "NGAY", "NOI", "SO", "CONG", "UY", "TM", "KT", "TL"})


def person_name(text: str) -> tuple[int, int] | None:
    """Return where in `text` a name begins and ends; None where its start is no name."""
    at = 0
    words: list[re.Match[str]] = []
    while match := _WORD.search(text, at):
        between = text[at : match.start()]
        if (words and between != " ") or not _is_name_word(match[0]):
            break
        if not words and between.strip(" .:;|_*-"):
            return None
        words.append(match)
        at = match.end()
    if not _FEWEST <= len(words) <= _MOST or bare(words[0][0]) in _NO_NAMES:
        return None
    return words[0].start(), words[-1].end()


def as_name(text: str) -> str:
    """Write a name that was printed in capitals the usual way."""
    return text.title() if capital_share(text) == 1.0 else text


def has_family_name(name: str) -> bool:
    """Say whether a name begins with a family name that is known, marks and all."""
    return name.split(" ", 1)[0].title() in _family_names().known


def with_family_name(name: str) -> str:
    """Return a name with its family name's marks put right where one family name is meant.

    Only one that many bear is meant. Given names are never touched: too many differ by a mark
    alone.
    """
    first, _, given = name.partition(" ")
    meant = _family_names().meant.get(bare(first), "")
    if not meant or has_family_name(name):
        return name
    return f"{meant.upper() if first.isupper() else meant} {given}"


class _FamilyNames(NamedTuple):
    known: frozenset[str]
    meant: Mapping[str, str]  # by bare name; where two are alike, none


@cache
def _family_names() -> _FamilyNames:
    data = json.loads(files("ingest.data").joinpath("family_names.json").read_text("utf-8"))
    common, rarer = ([normal(name) for name in data[group]] for group in ("common", "rarer"))
    plain = Counter(map(bare, common))
    meant = {bare(name): name for name in common if plain[bare(name)] == 1}
    return _FamilyNames(frozenset((*common, *rarer)), meant)


def _is_name_word(word: str) -> bool:
    written = word.isupper() or (word[0].isupper() and word[1:].islower())
    return written and len(word) <= _LONGEST_WORD and _VOWEL.search(bare(word)) is not None
