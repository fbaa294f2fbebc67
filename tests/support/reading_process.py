"""A real digitize worker: `python -m tests.support.reading_process REDIS CATALOGUE SPOOL`.

Real pages, the confined child, RQ; the object store behind the spool is never there, so what was
handed in is read from the spool. Its name in the ledger is `reader-PID` of the work-horse.
"""

import os
import sys
from pathlib import Path

from storage.catalogue import Catalogue
from storage.spool import SpooledObjects
from tests.fakes.objects import MemoryObjects
from tests.support.proofs import PROVING
from tests.support.worker_process import now
from workers import pipeline
from workers.doorbell_rq import RqDoorbell
from workers.giving_up import give_up
from workers.read import ReadStep
from workers.read_run import ReadRunStep
from workers.runner import Runner
from workers.sandbox import Sandbox
from workers.sandboxed import Sandboxed
from workers.splitting import Splitting
from workers.steps import QueueName
from workers.worker_rq import run_worker

RUN_PAGES = 5


def spooled(folder: Path) -> SpooledObjects:
    """Return the objects that all processes of the test share."""
    nowhere = MemoryObjects()
    nowhere.down = True
    return SpooledObjects(folder, nowhere, now)


def main() -> None:
    """Answer the digitize queue until SIGTERM."""
    redis, catalogue_url, spool = sys.argv[1:4]

    def make_runner() -> Runner:
        catalogue = Catalogue.connect(catalogue_url, now)
        objects, bell = spooled(Path(spool)), RqDoorbell.connect(redis)
        cage = Sandboxed(Sandbox())
        splitting = Splitting(catalogue, bell, now, "b-b", PROVING.filer)
        return Runner(
            catalogue=catalogue,
            handlers=pipeline.digitizing(
                ReadStep(catalogue, objects, cage, splitting, bell, now, RUN_PAGES),
                ReadRunStep(catalogue, objects, cage, bell),
            ),
            worker=f"reader-{os.getpid()}",
            giving_up=give_up,
        )

    run_worker(redis, (QueueName.DIGITIZE,), make_runner)


if __name__ == "__main__":
    main()
