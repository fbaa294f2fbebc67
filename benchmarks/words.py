"""How true a text is: the share of printed words that it lacks, whatever their order."""

import unicodedata
from collections import Counter
from collections.abc import Iterable


def word_error(printed: Iterable[str], read: Iterable[str]) -> float:
    """Return the share of the printed words (0 to 1) that were not read, letter for letter.

    Order does not count, so neither does how an engine walks through tables and columns.
    """
    truth, found = _words(printed), _words(read)
    missing = sum((truth - found).values())
    return missing / max(1, sum(truth.values()))


def _words(lines: Iterable[str]) -> Counter[str]:
    return Counter(word for line in lines for word in unicodedata.normalize("NFC", line).split())
