"""Random kills, round after round, from a seed: `make soak` does many, the suite does one.

Each round has papers on their way, kills up to three parts at moments of its own, and must end with
every paper where it belongs. A round that fails says its seed.
"""

import os
import time
from collections.abc import Iterator
from pathlib import Path
from random import Random

import pytest

from sohoa.samples.stack import DemoStack
from tests.support.killed_office import KilledOffice, killed_office, pages, until
from tests.support.processes import alive, kill, sandbox_child, work_horse
from tests.support.samples import dice

ROUNDS = int(os.environ.get("SOAK_ROUNDS", "1"))
SEED = int(os.environ.get("SOAK_SEED", "20261121"))

pytestmark = pytest.mark.timeout(400 + 200 * ROUNDS)

PARTS = (
    *("worker-digitize-1", "worker-sign", "worker-verify", "sweep", "api", "valkey", "seaweedfs"),
    *("horse", "child", "everything"),
)
MOST_KILLS = 2  # a job that killed three workers is held for poison


@pytest.fixture
def office(tmp_path: Path, sample_stack: DemoStack) -> Iterator[KilledOffice]:
    with killed_office(tmp_path / "data", pages(sample_stack.pdf, [4])) as office:
        yield office


@pytest.mark.soak
def test_random_kills_lose_nothing(office: KilledOffice) -> None:
    for number in range(ROUNDS):
        seed = SEED + number
        try:
            play(office, dice(seed))
        except Exception as error:
            raise AssertionError(f"the round of seed {seed}") from error


def play(office: KilledOffice, chance: Random) -> None:
    victims = chance.sample(PARTS, k=chance.randint(1, MOST_KILLS))
    office.scan += b"\n% " + str(chance.random()).encode()  # bytes the store has not seen
    dossiers = {code: office.hand_in(code) for code in (office.open_dossier() for _ in range(2))}
    for victim in victims:
        time.sleep(chance.uniform(0.0, 4.0))
        strike(office, victim)
    office.wait_ready()
    for dossier, job in dossiers.items():
        office.wait_done(job)
        office.accept(dossier)
        strike(office, chance.choice(("worker-sign", "worker-verify")))
        office.confirm(dossier)
        office.wait_stored(dossier)
    until(lambda: office.spooled() == 0 or None)
    office.check()


def strike(office: KilledOffice, victim: str) -> None:
    worker = office.pid("worker-digitize-1")
    match victim:
        case "horse" | "child":
            found = work_horse(worker) if victim == "horse" else sandbox_child(worker)
            pids = [found] if found else []
        case "everything":
            office.kill_everything()
            office.start_again()
            return
        case _:
            pids = [office.pid(victim)]
    for pid in pids:
        if alive(pid):
            kill(pid)
