"""Two acts at the same moment on PostgreSQL: both are held at one table, then let go together."""

import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from typing import TypeVar

from sqlalchemy import text

from storage.catalogue import Catalogue

T = TypeVar("T")

_WAITING = text(
    "SELECT count(*) FROM pg_stat_activity"
    " WHERE datname = current_database() AND wait_event_type = 'Lock'"
)
_PATIENCE = 10.0


class Blockade:
    """Acts begun here run until they write to the table, or wait for each other."""

    def __init__(self, catalogue: Catalogue) -> None:
        self._catalogue = catalogue
        self._pool = ThreadPoolExecutor(max_workers=4)
        self._begun: list[Future[object]] = []

    def begin(self, act: Callable[[], object]) -> None:
        """Start an act and return when it waits, or is done."""
        self._begun.append(self._pool.submit(act))
        deadline = time.monotonic() + _PATIENCE
        while self._waiting() < sum(not one.done() for one in self._begun):
            if time.monotonic() > deadline:
                raise TimeoutError("an act neither waits nor ends")
            time.sleep(0.02)

    def results(self) -> list[object]:
        """Return what the acts gave, once the table is free; an act's exception is raised."""
        found = [one.result(_PATIENCE) for one in self._begun]
        self._pool.shutdown()
        return found

    def _waiting(self) -> int:
        with self._catalogue.reading() as tx:
            return int(tx.connection.execute(_WAITING).scalar_one())


@contextmanager
def blocked(catalogue: Catalogue, table: str) -> Iterator[Blockade]:
    """Let nobody write to the table while the block lasts; reading it goes on."""
    blockade = Blockade(catalogue)
    with catalogue.transaction() as tx:
        tx.connection.execute(text(f"LOCK TABLE {table} IN SHARE MODE"))
        yield blockade
