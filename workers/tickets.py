"""What makes a ticket good: its proof, whom it was given to, and the certificate it stands for.

Tickets lie in the catalogue, and whoever can write there could write one. So each carries what its
holder approved, signed by the process that took the approval, and bound to the ticket's secret.
"""

import hashlib
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Final

from storage.errors import NotFoundError
from storage.people import Actor
from storage.returns import Ticket
from storage.tasks import KeyRecord, SigningTask
from storage.transaction import Transaction
from workers.errors import PermanentError
from workers.proofs import ProofChecker, require_approved
from workers.refusals import RefusedError

LIFE: Final = timedelta(minutes=20)


def require_proven(ticket: Ticket, task: SigningTask, proofs: ProofChecker, now: datetime) -> None:
    """Return when the ticket's holder asked for it: for this task, these bytes, a while ago.

    Raises `RefusedError` (`approval_unproven`).
    """
    asked = replace(task, shown=ticket.shown, approval=ticket.approval)
    try:
        proven = require_approved(asked, proofs, ticket=ticket.secret_hash)
    except PermanentError as error:
        raise RefusedError(error.code, str(error)) from error
    theirs = (proven.actor, proven.version) == (ticket.holder, ticket.version)
    if not theirs or now >= proven.at + LIFE:
        raise RefusedError("approval_unproven", f"{ticket.id}: asked by another, or long ago")


def may_still(tx: Transaction, ticket: Ticket) -> bool:
    """Whether whom the ticket was given to is still who they were."""
    found = tx.people.find_client(ticket.holder)
    try:
        who = found[0] if found else tx.people.load_person(ticket.holder)
    except NotFoundError:
        return False
    return not who.disabled and (who.role, who.agency) == (ticket.holder_role, ticket.agency)


def key_of(tx: Transaction, task: SigningTask) -> KeyRecord:
    """Return the certificate by which the task's signer is known.

    Raises `RefusedError` (`return_other_signer`) for one that is registered for somebody else.
    """
    key = tx.keys.load(task.key)
    if (key.holder, key.profile) != (task.signer, task.profile):
        raise RefusedError("return_other_signer", f"{key.name} is {key.holder}'s")
    return key


def holder_of(ticket: Ticket) -> Actor:
    """Return whom the ticket was given to."""
    return Actor(
        id=ticket.holder,
        name=ticket.holder_name,
        role=ticket.holder_role,
        agency=ticket.agency,
    )


def hash_of(secret: str) -> str:
    """Return what is kept of a ticket's secret: its SHA-256 in hexadecimal."""
    return hashlib.sha256(secret.encode()).hexdigest()
