"""Which bytes a step is about. Law 7: what is signed is what was shown, from first to last.

Between an approval and its signature hours may pass (no timestamp to be had), and people go on:
another signer refuses, the result is numbered anew. What was approved is then not there any more.
"""

from storage.records import Document, Representation, StoredFile
from storage.tasks import SigningTask
from storage.transaction import Transaction
from workers.approving import SIGNABLE, to_be_signed
from workers.errors import PermanentError


def judged_file(tx: Transaction, document: Document) -> StoredFile:
    """Return the file whose signatures are judged: the signed form, or the paper as it came."""
    files = {f.representation: f for f in tx.documents.files(document.id, document.version)}
    return files.get(Representation.SIGNED) or files[Representation.ORIGINAL]


def require_as_shown(tx: Transaction, task: SigningTask, document: Document) -> None:
    """Return while the task's signature still belongs on the document as it stands.

    Raises `PermanentError` (`shown_bytes_differ`): it may be asked for again.
    """
    due = SIGNABLE.get(task.profile, document.state)
    if document.state is not due or to_be_signed(tx, document).sha256 != task.shown:
        raise PermanentError("shown_bytes_differ", f"{task.id}: {document.id} has changed since")
