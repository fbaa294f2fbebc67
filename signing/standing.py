"""Refuses to sign over a signature that is broken or forged.

A clerk checks what a paper's signatures are worth before accepting it (TT 15/2025/TT-BKHCN art. 6);
a new signature over a bad one would lend it credit. What is only not known (an authority that
nobody here trusts, say) is no reason to refuse.
"""

from datetime import datetime
from pathlib import Path

from signing.certificates.trust import TrustStore
from signing.errors import UnsuitableDocumentError
from signing.making.preflight import check_clock
from signing.policy import Policy

_MOST_WORDS = 3


def refuse_over_bad_signature(
    path: Path,
    *,
    at: datetime,
    trust: TrustStore | None = None,
    policy: Policy | None = None,
    password: str | None = None,
) -> None:
    """Return unless the file, which is signed, has a signature that is invalid at `at`.

    Raises `UnsuitableDocumentError` (invalid_signature), and `ClockError` where `at` is before the
    time of a signature that an authority stamped: of the two clocks, ours is wrong then.
    """
    # A third of a second to load, and most papers that are signed were not signed before.
    from signing.verdict import Conclusion, Level  # noqa: PLC0415
    from signing.verify import verify  # noqa: PLC0415

    verdict = verify(path, trust=trust, policy=policy or Policy(), at=at, password=password)
    if verdict.conclusion in {Conclusion.INVALID, Conclusion.UNREADABLE}:
        reasons = [*verdict.findings, *(r for s in verdict.signatures for r in s.reasons)]
        words = dict.fromkeys(reason.message for reason in reasons)
        told = "; ".join([*words][:_MOST_WORDS])
        raise UnsuitableDocumentError(
            f"a signature in the document is invalid: {told}", code="invalid_signature"
        )
    # A stamp from after `at` proves nothing to a judge of that moment, so its level is asked for.
    stamped = (
        one.time for one in verdict.signatures if one.level in {Level.B_T, Level.B_LT, Level.B_LTA}
    )
    check_clock(at, (time for time in stamped if time is not None))
