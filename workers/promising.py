"""What a signature was promised to last is written down when it is on, however it came there."""

from datetime import datetime

from signing.lasting.promise import Promise
from storage.lasting import LastingRecord
from storage.tasks import SigningTask
from storage.transaction import Transaction


def promise(
    tx: Transaction,
    task: SigningTask,
    version: int,
    *,
    stamped: bool,
    problem: str | None = None,
    renew_by: datetime | None = None,
) -> bool:
    """Write down the level that was promised; tell whether anything of it is left to be done.

    `stamped`: it is known to have a timestamp; `problem`: the code of why not; `renew_by`: when
    the timestamp's authority ends. A leader's validation data waits for the agency's signature: it
    is gathered once for both.
    """
    wanted = Promise(task.level)
    known = tx.lasting.of(task.document, version)
    if wanted is Promise.B_B and known is None:
        return False
    highest = max((wanted, *([Promise(known.level)] if known else [])), key=lambda one: one.rank)
    lacks_time = not stamped and wanted is not Promise.B_B
    lacks_proof = highest.rank > Promise.B_T.rank and task.profile != "leader"
    waiting = known.pending_since if known and not known.failed else None
    since = waiting or (tx.now() if lacks_time or lacks_proof else None)
    tx.lasting.put(
        LastingRecord(
            document=task.document,
            version=version,
            agency=task.agency,
            level=highest.value,
            pending_since=since,
            problem=problem if lacks_time else None,
            renew_by=renew_by or (known.renew_by if known else None),
        )
    )
    return since is not None
