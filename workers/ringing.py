"""Rings for a job just committed, so that work starts at once; a bell that fails costs nothing.

The ledger is the truth: a job that nobody heard of is rung again by the sweeper.
"""

import logging

from storage.catalogue import Catalogue
from storage.errors import UnavailableError
from storage.jobs import Job
from workers.doorbell import Doorbell
from workers.steps import Step

_log = logging.getLogger(__name__)


def ring(doorbell: Doorbell, catalogue: Catalogue, *jobs: Job) -> None:
    """Ring for each job, and remember that it was rung. Never raises for what is away."""
    if not jobs:
        return
    try:
        for job in jobs:
            doorbell.ring(Step(job.step), job.id)
        with catalogue.transaction() as tx:
            tx.jobs.mark_rung([job.id for job in jobs], tx.jobs.now())
    except UnavailableError as error:
        _log.warning("the sweeper will ring: %s", error)
