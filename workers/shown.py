"""Law 7 for the steps of a signature: what is signed is what was shown, from first to last.

Between an approval and its signature hours may pass (no timestamp to be had), and people go on:
another signer refuses, the result is numbered anew. What was approved is then not there any more.
"""

from storage.records import Document
from storage.tasks import SigningTask
from storage.transaction import Transaction
from workers.approvals import SIGNABLE, to_be_signed
from workers.errors import PermanentError


def require_as_shown(tx: Transaction, task: SigningTask, document: Document) -> None:
    """Return while the task's signature still belongs on the document as it stands.

    Raises `PermanentError` (`shown_bytes_differ`): it may be asked for again.
    """
    due = SIGNABLE.get(task.profile, document.state)
    if document.state is not due or to_be_signed(tx, document).sha256 != task.shown:
        raise PermanentError("shown_bytes_differ", f"{task.id}: {document.id} has changed since")
