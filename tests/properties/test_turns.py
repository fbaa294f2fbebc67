"""Whatever stacks come in and whoever dies: every run has one effect, and nobody starves."""

import tempfile
from contextlib import closing
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from storage.catalogue import Catalogue
from storage.jobs import JobState, Lane
from storage.people import Agency
from tests.support.catalogues import ADMIN, SetClock
from tests.support.runs import Reading

MOST_PASSED = 3

arrivals = st.lists(
    st.tuples(st.integers(1, 4), st.sampled_from(Lane)) | st.just("a worker dies") | st.none(),
    min_size=1,
    max_size=30,
)


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(arrivals)
def test_nobody_starves_and_every_run_is_read_once(
    arrivals: list[tuple[int, Lane] | str | None],
) -> None:
    """Between two arrivals one job is claimed. `waits` counts claims since a stack's last turn."""
    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite:///{Path(folder) / 'office.db'}"
        clock = SetClock()
        with closing(Catalogue.connect(url, clock)) as catalogue:
            catalogue.migrate()
            with catalogue.transaction() as tx:
                tx.agencies.add(Agency(code="H38", name="UBND"), ADMIN)
                tx.agencies.add(Agency(code="H38.01", name="UBND", parent="H38"), ADMIN)
            play(Reading(catalogue, clock, most_passed=MOST_PASSED), arrivals)


def play(office: Reading, arrivals: list[tuple[int, Lane] | str | None]) -> None:
    runs: list[str] = []
    waits: dict[str, int] = {}  # by stack, in claims
    bounds: dict[str, int] = {}
    for arrival in [*arrivals, *[None] * 200]:
        match arrival:
            case (int(count), Lane() as lane):
                made = office.stack(count, lane)
                runs += made
                stack = office.job(made[0]).subject
                waits[stack] = 0
                # Each of those there already is served at most once before, and each such turn
                # comes after no more than so many that pass.
                bounds[stack] = (MOST_PASSED + 1) * (len(waits) + 1)
        died = arrival == "a worker dies"
        lease = office.claim(seconds=-1 if died else 1e6)
        if lease is None:
            continue
        for stack in waits:
            waits[stack] += 1
        if lease.step == "read" and not died:
            waits.pop(lease.subject)
        else:
            waits[lease.subject] = 0
            bounds[lease.subject] = (MOST_PASSED + 1) * (len(waits) + 1)
        assert all(count <= bounds[stack] for stack, count in waits.items())
        if not died:
            office.end(lease)
    assert waits == {}
    assert {office.job(job).state for job in runs} <= {JobState.DONE}
    ended = [lease.job for lease in office.claimed if office.job(lease.job).token == lease.token]
    assert sorted(set(runs)) == sorted(job for job in ended if job in runs)
