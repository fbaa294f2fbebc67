"""What brings an office's signed files to a level, with lists at hand and nobody to ask."""

from pathlib import Path

from signing.certificates.trust import TrustStore
from signing.lasting.gathering import Gatherer
from signing.policy import Policy
from signing.timestamping.timestamp import Timestamper
from storage.clock import Clock
from workers.lengthening import Lengthening
from workers.sandboxed import Sandboxed


def lengthening(
    cage: Sandboxed, trusted: Path | None, stamper: Timestamper, clock: Clock
) -> Lengthening:
    trust = TrustStore.from_folder(trusted) if trusted else TrustStore()
    return Lengthening(
        sandbox=cage,
        gatherer=Gatherer(trust=trust, policy=Policy(), clock=clock),
        timestamper=stamper,
        trust=trusted,
        policy=Policy(),
        clock=clock,
    )
