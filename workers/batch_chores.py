"""What is done for batches from time to time: a sealed PIN outlives no quarter of an hour."""

from typing import Final

from storage.catalogue import Catalogue
from storage.people import Actor, Role
from workers.batch_progress import stop

_AT_ONCE: Final = 50


def erase_old_pins(catalogue: Catalogue) -> int:
    """Stop batches whose sealed PIN is too old, signed or not; return how many.

    What they had not signed waits for its signer again. One transaction a batch: a batch that
    cannot be stopped now keeps no other from it.
    """
    with catalogue.reading() as tx:
        old = tx.batches.with_old_pins(tx.now(), limit=_AT_ONCE)
    for batch in old:
        by = Actor(id="sweep", name="sweep", role=Role.SYSTEM, agency=batch.agency)
        with catalogue.transaction() as tx:
            stop(tx, batch.id, "pin_expired", by)
    return len(old)
