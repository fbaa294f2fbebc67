"""Fits fields' confidence to what was right: `python -m benchmarks.fit_fields SET... --test SET`.

A logistic fit over the evidence of `ingest.papers.field_confidence`, held near a plausible start
and with signs that make sense: more evidence never makes less sure. It prints the reliability on
the set that was kept apart, and with `--write` replaces the table that ships.
"""

import argparse
import json
from collections.abc import Mapping, Sequence
from itertools import pairwise
from pathlib import Path
from typing import Final

import numpy as np

from benchmarks.fields import Judged, level, reliability, truths
from benchmarks.kept_pages import kept_pages
from ingest.digitize import propose
from ingest.papers.candidates import Candidate
from ingest.papers.field_confidence import Table, evidence, score
from ingest.papers.fields import candidates
from ingest.papers.types import builtin_types
from ingest.text import Field

_START: Final = {
    "one": -1.0, "weakest": 0.5, "mean": 0.7, "repaired": -1.0, "checked": 1.0, "agreed": 1.5,
    "doubted": -2.0, "covered": -1.0, "length": -0.5,
}  # fmt: skip
_SIGNS: Final = np.array([0, 1, 1, -1, 1, 1, -1, -1, -1])
_HOLD: Final = np.array([0.3, 4.0, 4.0, 3.0, 3.0, 6.0, 3.0, 3.0, 3.0])
_GROUPS: Final = (0, 0.015, 0.03, 0.05, 0.075, 0.1, 0.15, 0.25, 0.45, 0.7, 1)
_Z: Final = 1.0  # of a normal law: five times in six the true share is higher
_SURE: Final = 0.9
_NEARLY_ALL: Final = 0.997  # of fields that are called sure; on other pages it is a little less
_STEPS: Final = 4000
_RATE: Final = 0.02
_TABLE: Final = Path("ingest") / "data" / "field_confidence.json"

Example = tuple[str, Candidate, str, str]
"""A field's name, what was found, what is true, and the page."""


def examples(folder: Path, kept: Path) -> list[Example]:
    """Return every candidate of a set whose truth is known."""
    types = builtin_types()
    kinds = {one.code: one for one in types}
    rows: list[Example] = []
    for key, page in kept_pages(folder, kept / folder.name).items():
        truth = json.loads((folder / "gt" / f"{key}.json").read_text("utf-8"))
        true = truths(truth["kind"], truth["fields"])
        true.pop("loai", None)
        for document in propose((), (page,), types).documents:
            for name, found in candidates([page], kinds.get(document.type)).items():
                if name in true:
                    rows.append((name, found, true[name], key))
    return rows


def is_right(example: Example) -> bool:
    """Return whether the candidate is what the page says."""
    name, found, true, _ = example
    return level(name, found.value) == level(name, true)


def fit(rows: Sequence[Example]) -> dict[str, float]:
    """Return the weights that make what was right likeliest, held near the start."""
    values = np.array([[evidence(found)[name] for name in _START] for _, found, _, _ in rows])
    right = np.array([is_right(row) for row in rows], dtype=float)
    start = np.array(list(_START.values()))
    weights = start.copy()
    for _ in range(_STEPS):
        said = 1 / (1 + np.exp(-values @ weights))
        slope = values.T @ (right - said) - _HOLD * (weights - start)
        weights += _RATE * slope / len(rows) ** 0.5
        weights = np.where(_SIGNS * weights < 0, 0.0, weights)
    return {name: round(float(weight), 3) for name, weight in zip(_START, weights, strict=True)}


def assured(rows: Sequence[Example], weights: Mapping[str, float]) -> list[tuple[float, float]]:
    """Return points (score, share right): what the counts assure, not what they make likeliest.

    Neighbouring groups are joined until the share grows with the score; of each the lower end of
    Wilson's interval is taken, so that a few lucky fields promise little.
    """
    scored = sorted((score(found, weights), is_right(row)) for row in rows for found in [row[1]])
    edges = [round(len(scored) * share) for share in _GROUPS]
    groups = [scored[low:high] for low, high in pairwise(edges) if high > low]
    joined: list[list[tuple[float, bool]]] = []
    for group in groups:
        joined.append(list(group))
        while len(joined) > 1 and _share(joined[-2]) >= _share(joined[-1]):
            joined[-2:] = [joined[-2] + joined[-1]]
    points = [(float(np.mean([one for one, _ in group])), _assured(group)) for group in joined]
    shares = np.maximum.accumulate([share for _, share in points])
    sure = _sure_from(scored)
    below = [
        (at, min(float(share), _SURE - 0.01))
        for (at, _), share in zip(points, shares, strict=True)
        if at < sure
    ]
    above = [
        (at, max(float(share), _SURE))
        for (at, _), share in zip(points, shares, strict=True)
        if at > sure
    ]
    return [(round(at, 3), round(share, 4)) for at, share in (*below, (sure, _SURE), *above)]


def _sure_from(scored: Sequence[tuple[float, bool]]) -> float:
    """Return the lowest score from which on nearly all are right."""
    wrong = 0
    lowest = scored[-1][0]
    for count, (one, right) in enumerate(reversed(scored), 1):
        wrong += not right
        if wrong <= (1 - _NEARLY_ALL) * count:
            lowest = one
    return lowest


def _share(group: Sequence[tuple[float, bool]]) -> float:
    return sum(right for _, right in group) / len(group)


def _assured(group: Sequence[tuple[float, bool]]) -> float:
    count, share = len(group), _share(group)
    middle = share + _Z**2 / (2 * count)
    spread = _Z * (share * (1 - share) / count + _Z**2 / (4 * count**2)) ** 0.5
    return float((middle - spread) / (1 + _Z**2 / count))


def judged(rows: Sequence[Example], table: Table) -> list[Judged]:
    """Return the examples with the confidence that this table gives them."""
    return [
        Judged(
            page=page,
            kind="",
            name=name,
            truth=true,
            found=Field(value=found.value, confidence=table.confidence(found)),
        )
        for name, found, true, page in rows
    ]


def main() -> None:
    """Fit on some sets, judge on another, and print both tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("sets", nargs="+", type=Path)
    parser.add_argument("--test", nargs="+", type=Path, default=[])
    parser.add_argument("--kept", type=Path, default=Path("var") / "kept-pages")
    parser.add_argument("--write", metavar="SOURCE", help="replace the table; say what was read")
    arguments = parser.parse_args()
    rows = [row for folder in arguments.sets for row in examples(folder, arguments.kept)]
    weights = fit(rows)
    table = Table(weights=weights, points=tuple(assured(rows, weights)))
    print(json.dumps({"weights": weights, "points": table.points}))
    print(f"fitted on {len(rows)} fields, {sum(map(is_right, rows))} right")
    print("\n".join(reliability(judged(rows, table))))
    unseen = [row for folder in arguments.test for row in examples(folder, arguments.kept)]
    if unseen:
        print(f"kept apart: {len(unseen)} fields, {sum(map(is_right, unseen))} right")
        print("\n".join(reliability(judged(unseen, table))))
    if arguments.write:
        kept = {"source": arguments.write, "fields": len(rows), "weights": weights}
        text = json.dumps(kept | {"points": table.points}, ensure_ascii=False, indent=1)
        _TABLE.write_text(text + "\n", "utf-8")


if __name__ == "__main__":
    main()
