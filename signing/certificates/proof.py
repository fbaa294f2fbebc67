"""What times are proven: the document timestamps from the last to the first, and a signature's own.

EN 319 102-1 clauses 5.5 and 5.6: each timestamp is judged at the time that a later one proves, the
last one now. One that holds proves that all it covers existed at its time, the revocation answers
among it. Timestamps whose times contradict their order prove nothing and are told.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from signing.certificates.standing import Judge, Standing
from signing.outcome import Objection, objection, ruling
from signing.values.integrity import SoundSignature
from signing.values.timestamps import Token
from signing.verdict import Indication, Kind

_ORDER: Final = "TIMESTAMP_ORDER_FAILURE"

Holdings = Callable[[int], Iterable[bytes]]


@dataclass(frozen=True, slots=True)
class Times:
    """The times that trusted document timestamps prove, by the end of their ranges."""

    by_end: dict[int, datetime]

    def after(self, end: int) -> datetime | None:
        """Return the earliest time proven of what ends there, by what covers more than it."""
        return min((time for other, time in self.by_end.items() if other > end), default=None)


def proven_times(judge: Judge, sound: Sequence[SoundSignature], holdings: Holdings) -> Times:
    """Return what the document timestamps prove, and let the judge know what existed when.

    `holdings` gives the DER of the answers in the store of the revision that ends at an offset.
    """
    proven: dict[int, datetime] = {}
    time: datetime | None = None
    stamps = [one for one in sound if one.kind is Kind.TIMESTAMP]
    for stamp in sorted(stamps, key=lambda one: -one.range.end):
        token = stamp.tokens[0]
        if ruling(authority(judge, token, time).objections)[0] is not Indication.PASSED:
            continue
        time = min(token.time, time or judge.now)
        proven[stamp.range.end] = time
        judge.existence.prove(holdings(stamp.range.end), time)
        for covered in sound:
            if covered.range.end < stamp.range.end:
                judge.existence.prove((*covered.crls, *covered.ocsps), time)
    return Times(proven)


def authority(judge: Judge, token: Token, proven: datetime | None) -> Standing:
    """Return how a timestamping authority stood; `proven`: since when the token exists, if known.

    A token that states a later time than that contradicts it (TIMESTAMP_ORDER_FAILURE).
    """
    standing = judge.standing(
        token.proof.certificate,
        kind=Kind.TIMESTAMP,
        digests={token.proof.digest_algorithm, token.imprint_algorithm},
        proven=proven,
        claimed=None,
    )
    return Standing(
        trust=standing.trust,
        revocation=standing.revocation,
        objections=(*standing.objections, *_order(judge, token, proven)),
        store=standing.store,
    )


def earliest_token(
    judge: Judge, signature: SoundSignature, known: datetime | None
) -> tuple[datetime | None, tuple[Objection, ...]]:
    """Return the earliest time that the signature's own trusted timestamps prove.

    `known`: a time at which the signature existed, by a document timestamp. With the time come
    the contradictions among timestamps that would be trusted otherwise.
    """
    times: list[datetime] = []
    found: list[Objection] = []
    for token in signature.tokens:
        objections = authority(judge, token, known).objections
        if not objections:
            times.append(token.time)
        elif all(one.subindication == _ORDER for one in objections):
            found += objections
    return min(times, default=None), tuple(found)


def _order(judge: Judge, token: Token, proven: datetime | None) -> list[Objection]:
    latest = proven or judge.now
    if token.time <= latest + judge.policy.clock_skew:
        return []
    return [objection("timestamp_order", _ORDER, token.time.isoformat())]
