"""Marks pages that are in a stack twice: a page drawn in twice, or scanned again by mistake.

Looking alike makes two pages suspect; only their words convict. Two copies of one form, filled for
two people, look alike and share most words, but hardly a number.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from ingest.papers.page_looks import first_twins
from ingest.text import Fault, PageText, QualityFinding

_ALIKE: Final = 0.72  # two scans of one page: 0.8 and more; two forms filled in: up to 0.9
_SAME_WORDS: Final = 0.85  # reading errs in some


def mark_repeated(pages: Sequence[PageText]) -> tuple[PageText, ...]:
    """Return the pages, each that repeats an earlier one with a finding that names it."""
    twins = first_twins([page.quality.look for page in pages], _ALIKE)
    marked = list(pages)
    for later, (earlier, alike) in twins.items():
        if _same_text(pages[earlier], pages[later]):
            finding = QualityFinding(
                code=Fault.DUPLICATE, measure=alike, limit=_ALIKE, twin=pages[earlier].index
            )
            marked[later] = replace(pages[later], findings=(*pages[later].findings, finding))
    return tuple(marked)


def _same_text(one: PageText, other: PageText) -> bool:
    words, others = one.text.casefold().split(), other.text.casefold().split()
    numbers, other_numbers = ([w for w in text if _has_digit(w)] for text in (words, others))
    if _shared(words, others) < _SAME_WORDS:
        return False
    unnumbered = not numbers and not other_numbers
    return unnumbered or _shared(numbers, other_numbers) >= _SAME_WORDS


def _has_digit(word: str) -> bool:
    return any(letter.isdigit() for letter in word)


def _shared(words: Sequence[str], others: Sequence[str]) -> float:
    """Return the share of words in both, of the longer text; 0 where both are empty."""
    longer = max(len(words), len(others))
    return sum((Counter(words) & Counter(others)).values()) / longer if longer else 0.0
