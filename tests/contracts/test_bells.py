"""Whose bell is rung first, when there are more jobs than bells in a round."""

from datetime import timedelta

from storage.catalogue import Catalogue
from tests.support.catalogues import CLERK, SetClock


def test_jobs_that_nobody_answers_keep_no_bell_from_the_others(
    catalogue: Catalogue, clock: SetClock
) -> None:
    again = timedelta(seconds=8)
    with catalogue.transaction() as tx:
        unheard = tx.jobs.enqueue("sign", "tsk_1", agency="H38.01", by=CLERK)
        clock.forward(seconds=1)
        lost = tx.jobs.enqueue("read", "scn_1", agency="H38.01", by=CLERK)
        now = tx.jobs.now()
        tx.jobs.mark_rung([unheard.id], now - timedelta(minutes=1))
        [first] = tx.jobs.due(now, ring_again_after=again, limit=1)
        assert first.id == lost.id
        tx.jobs.mark_rung([lost.id], now)
        [second] = tx.jobs.due(now, ring_again_after=again, limit=1)
        assert second.id == unheard.id
