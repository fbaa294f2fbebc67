"""How sure a field is: the share of fields found with such evidence that were right.

The table in `ingest/data/field_confidence.json` is made by `python -m benchmarks.fit_fields` from
drawn pages; it says itself of which and by which reader. A logistic fit weighs the evidence; points
turn its score into the share that the counts assure. The scale is cautious where people rely on
it: 0.9 is reached only where of all fields so sure or surer at least 199 of 200 were right. Until a
person confirms it, no printed value is certain: the most is below 1.
"""

import json
from bisect import bisect
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from math import exp, log
from typing import Final

from ingest.papers.candidates import Candidate
from ingest.text import Field, FieldSource

_SUREST: Final = 0.998
_USUAL_LENGTH: Final = 10  # letters; the more there are, the likelier is one wrong
_DOUBTED: Final = 0.8  # at most, however clear the print: something speaks against it
_LEAST: Final = 0.01
# Of a code or zone that proves itself by check digits or error correction.
_PROVEN: Final = frozenset({FieldSource.QR, FieldSource.MRZ})


def as_field(found: Candidate) -> Field:
    """Return a candidate as the field that is suggested to a person."""
    return Field(
        value=found.value,
        confidence=_table().confidence(found),
        page=found.page,
        box=found.box,
        source=found.source,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """Weights of the evidence, and points (score, share right) with both growing."""

    weights: Mapping[str, float]
    points: Sequence[tuple[float, float]]

    def confidence(self, found: Candidate) -> float:
        """Return the share of such candidates that are right, from 0 to 1."""
        if found.source in _PROVEN:
            return found.mean
        reached = score(found, self.weights)
        after = bisect([at for at, _ in self.points], reached)
        if after == 0:
            share = self.points[0][1] * exp(min(0.0, reached - self.points[0][0]))
        elif after == len(self.points):
            share = self.points[-1][1]
        else:
            (left, low), (right, high) = self.points[after - 1 : after + 1]
            share = low + (high - low) * (reached - left) / (right - left)
        return round(min(_DOUBTED if found.doubted else _SUREST, share), 3)


def score(found: Candidate, weights: Mapping[str, float]) -> float:
    """Return the logarithm of a candidate's odds; evidence that has no weight counts nothing."""
    return sum(weights.get(name, 0.0) * value for name, value in evidence(found).items())


def evidence(found: Candidate) -> dict[str, float]:
    """Return what a candidate's confidence is computed from, by name."""
    sure = min(0.999, max(_LEAST, found.weakest))
    mean = min(0.999, max(_LEAST, found.mean))
    return {
        "one": 1.0,
        "weakest": log(sure / (1 - sure)),
        "mean": log(mean / (1 - mean)),
        "repaired": float(found.source is FieldSource.RULE),
        "checked": float(found.checked),
        "agreed": float(found.agreed),
        "doubted": float(found.doubted),
        "covered": float(found.covered),
        "length": log(max(_USUAL_LENGTH, len(found.value)) / _USUAL_LENGTH),
    }


@cache
def _table() -> Table:
    text = files("ingest.data").joinpath("field_confidence.json").read_text("utf-8")
    data = json.loads(text)
    points = tuple((float(at), float(share)) for at, share in data["points"])
    return Table(weights=data["weights"], points=points)
