"""Facts beside a code: stable words, from a child or out of the ledger, neither of them believed.

They are written after an error's English words in the ledger, so that whoever asks for the job
later can be told the same as whoever waited for an answer.
"""

import json
import re
from collections.abc import Mapping
from typing import Final

_WORD: Final = re.compile(r"[a-z][a-z0-9_]{0,39}")
_MOST: Final = 32  # facts, and words of one fact


def told_facts(given: object) -> dict[str, tuple[str, ...]]:
    """Return what is well formed of them: lists of stable words by name. Raises nothing."""
    if not isinstance(given, dict) or len(given) > _MOST:
        return {}
    return {
        name: tuple(words)
        for name, words in given.items()
        if _is_word(name)
        and isinstance(words, list | tuple)
        and len(words) <= _MOST
        and all(map(_is_word, words))
    }


def with_facts(detail: str, facts: Mapping[str, object]) -> str:
    """Return the words for operators with the facts after them."""
    told = told_facts(dict(facts))
    return f"{detail} {json.dumps(told)}" if told else detail


def facts_in(detail: str | None) -> dict[str, tuple[str, ...]]:
    """Return the facts that `with_facts` wrote; none where there are none."""
    begins = -1 if detail is None else detail.rfind(" {")
    if detail is None or begins < 0:
        return {}
    try:
        return told_facts(json.loads(detail[begins:]))
    except ValueError:
        return {}


def _is_word(given: object) -> bool:
    return isinstance(given, str) and _WORD.fullmatch(given) is not None
