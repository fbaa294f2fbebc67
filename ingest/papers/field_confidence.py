"""How sure a field is: the share of fields found with such evidence that were right.

The table in `ingest/data/field_confidence.json` is a logistic fit, made by
`python -m benchmarks.fit_fields` on drawn pages; it says itself of which pages and which reader.
Until a person confirms it, no printed value is certain: the most is below 1.
"""

import json
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from math import exp, log
from typing import Final

from ingest.papers.candidates import Candidate
from ingest.text import Field, FieldSource

_SUREST: Final = 0.998
_LEAST: Final = 0.01
# Of a code or zone that proves itself by check digits or error correction.
_PROVEN: Final = frozenset({FieldSource.QR, FieldSource.MRZ})


def as_field(name: str, found: Candidate) -> Field:
    """Return a candidate as the field that is suggested to a person."""
    return Field(
        value=found.value,
        confidence=confidence(name, found),
        page=found.page,
        box=found.box,
        source=found.source,
    )


def confidence(name: str, found: Candidate) -> float:
    """Return the share of such fields that are right, from 0 to 1."""
    if found.source in _PROVEN:
        return found.mean
    table = _table()
    score = table.get(f"field:{name}", 0.0) + sum(
        table[one] * value for one, value in evidence(found).items()
    )
    return round(min(_SUREST, 1 / (1 + exp(-score))), 3)


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
    }


@cache
def _table() -> Mapping[str, float]:
    text = files("ingest.data").joinpath("field_confidence.json").read_text("utf-8")
    weights: dict[str, float] = json.loads(text)["weights"]
    return weights
