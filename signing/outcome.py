"""Gathering what the steps of a verdict found into one indication.

The first failure rules, else the first doubt, else the signature passed: the order of the steps is
the order of EN 319 102-1 clause 5.3.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from signing.faults import FaultError
from signing.reasons import reason
from signing.verdict import Indication, Reason


@dataclass(frozen=True, slots=True)
class Objection:
    """Why a signature cannot pass."""

    reason: Reason
    indication: Indication
    subindication: str


def failure(code: str, subindication: str, detail: str = "") -> Objection:
    """Return an objection that proves the signature bad."""
    return Objection(reason(code, detail), Indication.FAILED, subindication)


def doubt(code: str, subindication: str, detail: str = "") -> Objection:
    """Return an objection that leaves it undecided."""
    return Objection(reason(code, detail), Indication.INDETERMINATE, subindication)


def of_fault(fault: FaultError) -> Objection:
    """Return a fault as a value."""
    return Objection(fault.reason, fault.indication, fault.subindication)


def ruling(objections: Iterable[Objection]) -> tuple[Indication, str | None]:
    """Return the indication and sub-indication that the objections amount to."""
    listed = tuple(objections)
    for indication in (Indication.FAILED, Indication.INDETERMINATE):
        for objection in listed:
            if objection.indication is indication:
                return indication, objection.subindication
    return Indication.PASSED, None
