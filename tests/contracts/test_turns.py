"""Who is served next, on both databases: counter before batch, and nobody waits for ever."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import text

from storage.catalogue import Catalogue
from storage.errors import FencedError
from storage.jobs import JobState, Lane
from storage.readings import MOST_BYTES, ReadingPlan
from tests.support.catalogues import SetClock
from tests.support.runs import RUN_PAGES, Reading


@pytest.fixture
def office(catalogue: Catalogue, clock: SetClock) -> Reading:
    return Reading(catalogue, clock)


def test_counter_work_goes_before_a_batch_that_came_first(office: Reading) -> None:
    batch = [office.page(Lane.BATCH) for _ in range(3)]
    counter = [office.page() for _ in range(3)]
    assert [office.work() for _ in range(6)] == [*counter, *batch]


def test_a_page_behind_a_thick_stack_is_the_next_to_be_read(office: Reading) -> None:
    runs = office.stack(25)
    assert [office.work() for _ in range(4)] == runs[:4]
    in_hand = office.claim()
    page = office.page()
    assert in_hand is not None
    assert office.work() == page
    assert office.work() == runs[5]


def test_two_thick_stacks_take_turns_from_where_the_first_one_stands(office: Reading) -> None:
    old = office.stack(20)
    for _ in range(6):
        office.work()
    new = office.stack(20)
    served = [office.work() for _ in range(10)]
    assert abs(sum(job in old for job in served) - sum(job in new for job in served)) <= 1


def test_an_endless_stream_of_pages_leaves_a_thick_stack_its_turns(office: Reading) -> None:
    runs = office.stack(3)
    served = []
    for _ in range(24):
        office.page()
        served.append(office.work())
    # The page that stood back at the eighth claim has waited longest at the ninth.
    assert [at for at, job in enumerate(served) if job in runs] == [7, 16]


def test_a_counter_that_is_never_empty_leaves_a_batch_its_turns(office: Reading) -> None:
    batch = [office.page(Lane.BATCH) for _ in range(2)]
    served = []
    for _ in range(16):
        office.page()
        served.append(office.work())
    assert [at for at, job in enumerate(served) if job in batch] == [7, 15]


def test_work_that_was_begun_and_lost_goes_first(office: Reading) -> None:
    runs = office.stack(4)
    lost = office.claim(seconds=-1)
    office.stack(4)
    again = office.claim()
    assert lost is not None
    assert again is not None
    assert lost.job == again.job == runs[0]
    with pytest.raises(FencedError):
        office.end(lost)
    office.end(again)


def test_many_workers_at_once_read_every_run_once(office: Reading) -> None:
    runs = office.stack(6) + office.stack(6)

    def work(_: int) -> None:
        while office.work() in runs:
            pass

    with ThreadPoolExecutor(6) as pool:
        list(pool.map(work, range(6)))
    claimed = [lease.job for lease in office.claimed if lease.job in runs]
    assert sorted(claimed) == sorted(runs)
    assert {office.job(job).state for job in runs} == {JobState.DONE}


def test_of_two_last_runs_that_end_at_once_one_wakes_the_stack(office: Reading) -> None:
    for _ in range(5):
        office.stack(2)
        leases = [lease for lease in (office.claim(), office.claim()) if lease is not None]
        with ThreadPoolExecutor(2) as pool:
            assert sorted(pool.map(office.end, leases)) == [False, True]
        joining = office.claim()
        assert joining is not None
        assert joining.step == "read"
        office.end(joining)


def test_the_stack_waits_until_its_last_run_is_read_and_gets_them_in_order(
    office: Reading,
) -> None:
    jobs = office.stack(3)
    leases = [lease for lease in (office.claim(), office.claim(), office.claim()) if lease]
    for lease in reversed(leases):
        assert office.claim() is None
        office.end(lease)
    joining = office.claim()
    assert joining is not None
    with office.catalogue.reading() as tx:
        runs = tx.readings.runs(joining.subject)
    assert [run.job for run in runs] == jobs
    assert [run.first for run in runs] == [0, RUN_PAGES, 2 * RUN_PAGES]
    assert [run.pages for run in runs] == [b"pages 0", b"pages 1", b"pages 2"]


def test_progress_is_that_of_all_runs(office: Reading) -> None:
    office.stack(3)
    first, second = office.claim(), office.claim()
    assert first is not None
    assert second is not None
    with office.catalogue.transaction() as tx:
        tx.jobs.progress(first, done=3, total=RUN_PAGES)
    office.end(second)
    with office.catalogue.reading() as tx:
        assert tx.readings.progress(first.subject) == (RUN_PAGES + 3, 3 * RUN_PAGES)
        assert tx.readings.progress("scn_none") is None


def test_a_run_that_was_given_up_keeps_the_stack_from_nothing(office: Reading) -> None:
    office.stack(2)
    poisoned, good = office.claim(), office.claim()
    assert poisoned is not None
    assert good is not None
    office.end(good)
    with office.catalogue.transaction() as tx:
        tx.jobs.fail(poisoned, error="poisoned", detail="")
        tx.readings.give_up(poisoned.subject, "poisoned")
        assert tx.readings.unfinished(poisoned.subject) == 0
        assert [run.given_up for run in tx.readings.runs(poisoned.subject)] == ["poisoned", None]


def test_what_older_code_enqueues_is_for_the_counter(office: Reading) -> None:
    batch, page = office.page(Lane.BATCH), office.page()
    old = (
        "INSERT INTO jobs (id, step, subject, agency, state, created_at, created_by, token,"
        " attempts, done, total) SELECT 'job_old', step, subject, agency, state, created_at,"
        " created_by, token, attempts, done, total FROM jobs WHERE id = :id"
    )
    with office.catalogue.transaction() as tx:
        tx.connection.execute(text(old), {"id": page})
    assert {office.work(), office.work()} == {page, "job_old"}
    assert office.work() == batch


def test_more_than_any_paper_gives_is_not_kept(office: Reading) -> None:
    office.stack(1)
    lease = office.claim()
    assert lease is not None
    huge = bytes(MOST_BYTES + 1)
    with office.catalogue.reading() as tx:
        run = tx.readings.run(lease.job)
    assert run is not None
    with pytest.raises(ValueError, match="more than"), office.catalogue.transaction() as tx:
        tx.readings.keep(run, huge, {})
    plan = ReadingPlan(scan=run.scan, job=lease.job, lane=Lane.COUNTER, plan=huge)
    with pytest.raises(ValueError, match="more than"), office.catalogue.transaction() as tx:
        tx.readings.add(plan, [])
