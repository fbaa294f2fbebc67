"""Keeps a lease alive while its step runs, and says when it was lost."""

import logging
import threading
import time
from types import TracebackType
from typing import Self

from storage.catalogue import Catalogue
from storage.errors import FencedError, UnavailableError
from storage.jobs import Lease
from workers.timing import Timing

_log = logging.getLogger(__name__)


class Heartbeat:
    """Renews a lease from a thread of its own for as long as the `with` block lasts.

    It stops after `longest` seconds: a step that hangs must lose its lease like one that died.
    """

    def __init__(
        self, catalogue: Catalogue, lease: Lease, *, timing: Timing, longest: float
    ) -> None:
        self._catalogue = catalogue
        self._lease = lease
        self._timing = timing
        self._deadline = time.monotonic() + longest
        self._over = threading.Event()
        self._lost = threading.Event()
        self._thread = threading.Thread(target=self._beat, name="heartbeat", daemon=True)

    @property
    def lost(self) -> bool:
        """Whether the lease is known to have passed on, or the step has run too long."""
        return self._lost.is_set()

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._over.set()
        self._thread.join()

    def _beat(self) -> None:
        while not self._over.wait(self._timing.renew):
            if time.monotonic() > self._deadline:
                _log.error("%s: hung at step %s", self._lease.job, self._lease.step)
                self._lost.set()
                return
            try:
                with self._catalogue.transaction() as tx:
                    tx.jobs.renew(self._lease, seconds=self._timing.lease)
            except FencedError:
                # Either another attempt has it, or the step itself has just finished the job.
                self._lost.set()
                return
            except UnavailableError as error:
                _log.warning("%s: lease not renewed: %s", self._lease.job, error)
