"""Measures how stacks split themselves: `python -m benchmarks.splitting [FIRST [COUNT]]`.

Boundaries are first pages of papers but the stack's first; a type counts where the paper's first
page was found. Wrong and confident are papers of confidence 0.9 or more with a wrong kind.
"""

import sys
import time
from collections import Counter
from dataclasses import dataclass, field

from benchmarks.stacks import Stack, make_stack
from ingest.papers.splitting import split
from ingest.papers.types import UNKNOWN, PaperType, builtin_types
from ingest.text import ProposedDocument

_CONFIDENT = 0.9


@dataclass(slots=True)
class Score:
    """What came out of some stacks."""

    right: int = 0
    missed: int = 0
    invented: int = 0
    papers: int = 0
    typed: int = 0
    wrong: int = 0
    wrong_confident: int = 0
    whole: int = 0
    pages: int = 0
    reliability: Counter[tuple[int, bool]] = field(default_factory=Counter)

    @property
    def precision(self) -> float:
        """Share of the boundaries found that are true."""
        return self.right / max(1, self.right + self.invented)

    @property
    def recall(self) -> float:
        """Share of the true boundaries that were found."""
        return self.right / max(1, self.right + self.missed)

    @property
    def f1(self) -> float:
        """Harmonic mean of both."""
        both = self.precision + self.recall
        return 2 * self.precision * self.recall / both if both else 0.0

    def add(self, stack: Stack, found: tuple[ProposedDocument, ...]) -> None:
        """Compare a split with the truth."""
        true = {paper.pages[0]: paper for paper in stack.papers}
        first = stack.papers[0].pages[0]
        begun = {paper.pages[0] for paper in found} - {first}
        self.right += len(begun & true.keys())
        self.missed += len(true.keys() - {first} - begun)
        self.invented += len(begun - true.keys())
        self.papers += len(true)
        self.pages += len(stack.pages)
        for paper in found:
            truth = true.get(paper.pages[0])
            same = truth is not None and truth.type == paper.type
            self.typed += same
            self.whole += same and truth is not None and truth.pages == paper.pages
            if paper.type != UNKNOWN:
                self.wrong += not same
                self.wrong_confident += not same and paper.confidence >= _CONFIDENT
                self.reliability[int(paper.confidence * 20), same] += 1


def measure(seeds: range, types: tuple[PaperType, ...]) -> Score:
    """Split the stacks of these seeds."""
    score = Score()
    for seed in seeds:
        stack = make_stack(f"stack:{seed}")
        score.add(stack, split(stack.pages, types, None)[0])
    return score


def main(first: int, count: int) -> None:
    """Print the figures."""
    began = time.process_time()
    score = measure(range(first, first + count), builtin_types())
    seconds = time.process_time() - began
    print(f"{count} stacks, {score.pages} pages, {score.papers} papers, {seconds:.1f} CPU s")
    print(
        f"boundaries: precision {score.precision:.4f} recall {score.recall:.4f} F1 {score.f1:.4f}"
    )
    print(
        f"type right {score.typed / score.papers:.4f}, paper whole {score.whole / score.papers:.4f}"
    )
    named = max(1, score.papers)
    print(f"wrong kind {score.wrong / named:.4f}, confident {score.wrong_confident / named:.4f}")
    for step in sorted({step for step, _ in score.reliability}):
        good, bad = score.reliability[step, True], score.reliability[step, False]
        print(
            f"  confidence {step / 20:.2f}+: {good + bad:6} papers, {good / (good + bad):.3f} right"
        )


if __name__ == "__main__":
    given = [int(one) for one in sys.argv[1:3]]
    main(*(given + [0, 100][len(given) :]))
