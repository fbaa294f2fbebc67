"""When nothing more is signed: too many signatures wait for the level they were promised.

A signature without its timestamp proves no time. A few that wait for an hour do no harm; an office
that goes on for days may end with decisions that nobody can prove (TT 15/2025/TT-BKHCN art. 5).
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from storage.records import Document
from storage.transaction import Transaction
from workers.refusals import RefusedError


@dataclass(frozen=True, slots=True)
class PendingLimit:
    """How many documents may wait, and how many hours the oldest of them."""

    most: int = 200
    hours: int = 24

    def require(self, tx: Transaction, document: Document, now: datetime) -> None:
        """Return while signing may go on; else raise `RefusedError` (`timestamps_pending`).

        What waits already may be finished: one more signature on it is no more that waits.
        """
        count, oldest = tx.lasting.pending()
        if oldest is None or tx.lasting.waits(document.id, document.version):
            return
        if count >= self.most or oldest <= now - timedelta(hours=self.hours):
            raise RefusedError(
                "timestamps_pending",
                f"{count} documents wait for their timestamps, the oldest since {oldest}",
                count=str(count),
                since=oldest.isoformat(),
            )
