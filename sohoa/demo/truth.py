"""How near what was read is to what was written: plain measures, no thresholds."""

import unicodedata
from collections import Counter


def character_error(read: str, truth: str) -> float:
    """Return the order-free character error: edits between bags of words, over the truth's length.

    Blocks of a page may come in another order without being wrong, so words are compared as bags:
    a word that is missing, or is there for nothing, costs its letters.
    """
    wanted, found = _words(truth), _words(read)
    missing, extra = wanted - found, found - wanted
    total = sum(len(word) * count for word, count in wanted.items())
    if not total:
        return 0.0
    cost = 0
    spare = sorted(extra.elements(), key=len)
    for word in sorted(missing.elements(), key=len, reverse=True):
        best = min(spare, key=lambda other: _edits(word, other), default=None)
        if best is not None and _edits(word, best) < len(word):
            cost += _edits(word, best)
            spare.remove(best)
        else:
            cost += len(word)
    cost += sum(len(word) for word in spare)
    return cost / total


def same(read: object, truth: str) -> bool:
    """Tell whether a field was read exactly, but for case, spaces and the form of its letters."""
    return isinstance(read, str) and _plain(read) == _plain(truth)


def _words(text: str) -> Counter[str]:
    kept = "".join(c if c.isalnum() else " " for c in unicodedata.normalize("NFC", text))
    return Counter(kept.split())


def _plain(text: str) -> str:
    return " ".join(unicodedata.normalize("NFC", text).casefold().split())


def _edits(one: str, other: str) -> int:
    row = list(range(len(other) + 1))
    for i, a in enumerate(one, 1):
        last, row[0] = row[0], i
        for j, b in enumerate(other, 1):
            last, row[j] = row[j], min(row[j] + 1, row[j - 1] + 1, last + (a != b))
    return row[-1]
