"""Whether an approved task still stands: asked again right before each step that leads to the key.

Between an approval and the key hours may pass: a mandate's period ends, a result is refused by
another signer or numbered anew.
"""

from datetime import datetime

from storage.tasks import SigningTask
from storage.transaction import Transaction
from workers.mandates import require_mandate_of
from workers.shown import require_as_shown


def require_standing(tx: Transaction, task: SigningTask, at: datetime) -> None:
    """Return while the task may go on.

    Raises `PermanentError` (`shown_bytes_differ`) or `RefusedError` (see `workers.mandates`).
    """
    document = tx.documents.load(task.document)
    require_as_shown(tx, task, document)
    require_mandate_of(tx, task, document, at)
