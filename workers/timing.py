"""How long work may be lost before somebody notices. One place, because the numbers hang together.

From the kill of a worker to a new attempt: at most `lease` until the old one has run out, `ring`
until the sweeper sees it, and a second for the bell: under 20 seconds with an idle worker.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Timing:
    """All in seconds but `max_attempts` and `most_passed`.

    `lease` must be a few times `renew`, so that one slow write to the catalogue loses no lease.
    """

    lease: float = 10.0
    renew: float = 3.0
    max_attempts: int = 3  # leases that may end badly before a job is quarantined
    first_wait: float = 2.0  # before the second attempt; doubles from there
    longest_wait: float = 60.0
    ring: float = 2.0  # how often the sweeper looks for jobs to ring for
    ring_again: float = 8.0  # a bell that nobody answered for so long may be lost
    progress: float = 0.5  # how often progress is written down, at most
    most_passed: int = 7  # claims in a row that may pass by the stack that waits longest

    def wait(self, attempt: int) -> float:
        """Return how long to wait after attempt number `attempt` (from 1)."""
        return min(self.longest_wait, self.first_wait * 2.0 ** min(attempt - 1, 30))
