"""What came after a signed revision, and whether the signatures in it permit that."""

from dataclasses import dataclass

from signing.history import History
from signing.policy import Policy
from signing.reasons import reason
from signing.revision import SignatureField
from signing.verdict import Changes, Coverage, Reason


@dataclass(frozen=True, slots=True, kw_only=True)
class Aftermath:
    """The verdict on everything behind a signed range."""

    coverage: Coverage
    changes: Changes
    reasons: tuple[Reason, ...] = ()


def aftermath(history: History, signature: SignatureField, end: int, policy: Policy) -> Aftermath:
    """Judge what follows the `end` of the signature's range."""
    if history.is_last(end):
        return Aftermath(coverage=Coverage.DOCUMENT, changes=Changes.NONE)
    return Aftermath(
        coverage=Coverage.PARTIAL,
        changes=Changes.FORBIDDEN,
        reasons=(reason("coverage"),),
    )
