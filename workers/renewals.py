"""A chore: asks for the renewal of archive timestamps whose authority's certificate ends soon.

Renewals are a batch's work: nobody waits for them, and they go behind whoever does. A document is
asked for once; the job waits until an authority answers.
"""

from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from storage.catalogue import Catalogue
from storage.clock import Clock
from storage.jobs import Job, JobState, Lane
from storage.people import Actor, Role
from workers.doorbell import Doorbell
from workers.ringing import ring
from workers.steps import Step

_AT_ONCE: Final = 500
_OPEN: Final = frozenset({JobState.WAITING, JobState.RUNNING})


@dataclass(frozen=True, slots=True)
class Renewals:
    """Finds what is due `ahead` of its end. Several sweepers may do it at once."""

    catalogue: Catalogue
    doorbell: Doorbell
    clock: Clock
    ahead: timedelta

    def __call__(self) -> int:
        """Enqueue a RENEW job for each document that is due; return how many."""
        jobs: list[Job] = []
        with self.catalogue.transaction() as tx:
            for record in tx.lasting.to_renew(self.clock() + self.ahead, limit=_AT_ONCE):
                known = tx.jobs.of_subject(record.document)
                if any(one.step == Step.RENEW and one.state in _OPEN for one in known):
                    continue
                by = Actor(id="sweeper", name="sweeper", role=Role.SYSTEM, agency=record.agency)
                jobs.append(
                    tx.jobs.enqueue(
                        Step.RENEW, record.document, agency=record.agency, by=by, lane=Lane.BATCH
                    )
                )
        if jobs:
            ring(self.doorbell, self.catalogue, *jobs)
        return len(jobs)
