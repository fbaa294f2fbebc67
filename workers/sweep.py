"""The sweeper: rings for every job that waits, so that the queue may lose everything.

It never does a job. Beside ringing it does chores that must happen again and again whatever else
is down (chaining the audit log, draining the spool), each in a thread of its own so that a slow
one delays no bell. Several sweepers may run at once: ringing twice is harmless.
"""

import logging
import threading
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from storage.catalogue import Catalogue
from storage.errors import StorageError, UnavailableError
from storage.jobs import Job, JobState
from workers.doorbell import Doorbell
from workers.steps import QueueName, Step, queue_of
from workers.timing import Timing

_log = logging.getLogger(__name__)

_AT_ONCE: Final = 500  # bells a round
_KNOWN: Final = frozenset(Step)


@dataclass(frozen=True, slots=True)
class Chore:
    """Something to be done every `every` seconds. What it raises is logged, and it goes on."""

    name: str
    every: float
    do: Callable[[], object]


class Sweeper:
    """Rings for what is due, and does its chores, until told to stop."""

    def __init__(
        self,
        *,
        catalogue: Catalogue,
        doorbell: Doorbell,
        chores: Sequence[Chore] = (),
        timing: Timing | None = None,
    ) -> None:
        self._catalogue = catalogue
        self._doorbell = doorbell
        self._timing = timing or Timing()
        self._chores = (Chore("ring", self._timing.ring, self.once), *chores)

    def run(self, stop: threading.Event) -> None:
        """Sweep until `stop` is set; returns when the chores under way are done."""
        threads = [
            threading.Thread(target=_repeat, args=(chore, stop), name=f"sweep-{chore.name}")
            for chore in self._chores
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()

    def once(self) -> int:
        """Ring for what is due now; return how many bells were rung.

        Raises `UnavailableError` when the catalogue is away; an absent queue is only logged.
        """
        with self._catalogue.reading() as tx:
            now = tx.jobs.now()
            again = timedelta(seconds=self._timing.ring_again)
            due = tx.jobs.due(now, ring_again_after=again, limit=_AT_ONCE)
        if not due:
            return 0
        rung = 0
        try:
            known = [job for job in due if _is_known(job)]
            unheard = self._unheard(known)
            for job in known:
                rung += self._ring(job, unheard)
        except UnavailableError as error:
            _log.warning("the queue is away: %s", error)
            return rung
        # Also those not rung for, since their bells still hang: so others get into the next round.
        with self._catalogue.transaction() as tx:
            tx.jobs.mark_rung([job.id for job in due], now)
        return rung

    def _ring(self, job: Job, unheard: set[QueueName]) -> bool:
        step = Step(job.step)
        begun = job.state is JobState.RUNNING  # and its worker is gone
        if begun or job.rung_at is None or queue_of(step) not in unheard:
            self._doorbell.ring(step, job.id, first=begun)
            return True
        return False

    def _unheard(self, due: Sequence[Job]) -> set[QueueName]:
        """Return the queues that still hold a bell for each job that waits.

        Their workers are busy; ringing again and again would only make the queue longer. A queue
        that lost its bells holds fewer.
        """
        waiting = Counter(queue_of(Step(job.step)) for job in due)
        return {queue for queue in waiting if self._doorbell.backlog(queue) >= waiting[queue]}


def _is_known(job: Job) -> bool:
    """Tell whether this version has the step; a newer one's job waits for a newer worker."""
    if job.step in _KNOWN:
        return True
    _log.warning("%s: no step %s is known here", job.id, job.step)
    return False


def _repeat(chore: Chore, stop: threading.Event) -> None:
    while not stop.is_set():
        try:
            chore.do()
        except StorageError as error:
            _log.warning("chore %s: %s", chore.name, error)
        except Exception:  # noqa: BLE001 - the sweeper's outer loop
            # The sweeper is the last that may die: with it, lost work stays lost.
            _log.exception("chore %s", chore.name)
        stop.wait(chore.every)
