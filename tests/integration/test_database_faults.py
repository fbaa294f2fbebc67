"""The database's server goes away in the midst, or the disk is full: nothing half is kept."""

import os
import signal
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import text

from storage.catalogue import Catalogue
from storage.errors import FullError, UnavailableError
from storage.objects import digest
from storage.spool import SpooledObjects
from tests.fakes.objects import MemoryObjects
from tests.support.catalogues import CLERK, SetClock

_ROOT = Path(__file__).parents[2]

# Puts papers in the spool and rows in the catalogue, and says each that it was promised.
_INTAKE = """
import io, itertools, sys
from datetime import UTC, datetime
from pathlib import Path
from storage.catalogue import Catalogue
from storage.spool import SpooledObjects
from tests.fakes.objects import MemoryObjects
from tests.support.catalogues import CLERK

clock = lambda: datetime.now(UTC)
behind = MemoryObjects()
behind.down = True
spool = SpooledObjects(Path(sys.argv[2]), behind, clock)
catalogue = Catalogue.connect(sys.argv[1], clock)
for number in itertools.count():
    key = spool.put(io.BytesIO(b"paper %d" % number * 1000))
    with catalogue.transaction() as tx:
        tx.events.record(CLERK, "paper.kept", f"doc_{number}", sha256=key)
    print(number, flush=True)
"""


def test_a_connection_cut_by_the_server_is_unavailable_and_the_next_one_works(
    postgres_url: str, clock: SetClock
) -> None:
    with closing(Catalogue.connect(postgres_url, clock)) as catalogue:
        catalogue.migrate()

        def cut() -> None:
            with catalogue.transaction() as tx:
                tx.counters.next("cut")
                tx.connection.execute(text("SELECT pg_terminate_backend(pg_backend_pid())"))

        with pytest.raises(UnavailableError):
            cut()
        with catalogue.transaction() as tx:
            assert tx.counters.next("cut") == 1


def test_a_full_disk_is_told_and_keeps_nothing_half(tmp_path: Path, clock: SetClock) -> None:
    with closing(Catalogue.connect(f"sqlite:///{tmp_path / 'office.db'}", clock)) as catalogue:
        catalogue.migrate()

        def fill() -> None:
            with catalogue.transaction() as tx:
                tx.counters.next("full")
                pages = tx.connection.execute(text("PRAGMA page_count")).scalar_one()
                tx.connection.execute(text(f"PRAGMA max_page_count = {pages + 3}"))
                for number in range(1000):
                    tx.events.record(CLERK, "x.y", f"doc_{number}", note="z" * 500)

        with pytest.raises(FullError):
            fill()
        with catalogue.transaction() as tx:
            tx.connection.execute(text("PRAGMA max_page_count = 1000000"))
            assert tx.counters.next("full") == 1


@pytest.mark.parametrize("promised_before_the_kill", [1, 7, 20])
def test_nothing_promised_is_lost_when_the_process_is_killed(
    catalogue: Catalogue, office_url: str, tmp_path: Path, promised_before_the_kill: int
) -> None:
    spool = tmp_path / "spool"
    intake = subprocess.Popen(
        [sys.executable, "-c", _INTAKE, office_url, str(spool)],
        cwd=_ROOT,
        stdout=subprocess.PIPE,
        text=True,
    )
    with intake:
        assert intake.stdout is not None
        promised = -1
        for line in intake.stdout:
            promised = int(line)
            if promised >= promised_before_the_kill:
                break
        time.sleep(0.003 * promised_before_the_kill)
        os.kill(intake.pid, signal.SIGKILL)
    behind = MemoryObjects()
    SpooledObjects(spool, behind, SetClock()).drain()
    with catalogue.reading() as tx:
        for number in range(promised + 1):
            key = digest(b"paper %d" % number * 1000)
            [event] = tx.events.of_subject(f"doc_{number}")
            assert event.data["sha256"] == key
            assert digest(behind.kept[key]) == key
