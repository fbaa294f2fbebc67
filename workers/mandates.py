"""Whether somebody may sign in the capacity that is asked for (NĐ 30/2020/NĐ-CP art. 13).

Whoever has never had a mandate in an agency signs there as its head: in their own right, or for
the collective (TM). Whoever has or had one signs by mandates alone, so that a deputy cannot sign as
if they were the head; a deputy who becomes head is given a mandate that says so (capacity ""). Q,
KT, TL and TUQ always need one. A TUQ cannot come from somebody who signs under a TUQ (item 4: not
to be passed on).

The agency's seal and the digitiser's signature stand for an agency and need no mandate.
"""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Final

from storage.clock import VIETNAM
from storage.mandates import Capacity, Mandate
from storage.records import Document
from storage.tasks import SigningTask
from storage.transaction import Transaction
from workers.refusals import RefusedError

_PERSONS: Final = frozenset({"leader"})  # profiles by which a person signs for an agency
_HEADS: Final = frozenset({Capacity.OWN, Capacity.TM})


def require_mandate(
    tx: Transaction,
    document: Document,
    *,
    signer: str,
    capacity: str,
    profile: str,
    at: datetime,
) -> Mandate | None:
    """Return the mandate by which it may be signed now, None where none is needed.

    Raises `RefusedError`: `no_mandate`, `mandate_not_yet_valid`, `mandate_expired`,
    `mandate_scope` or `mandate_redelegated`.
    """
    if profile not in _PERSONS:
        return None
    known = tx.mandates.of_signer(document.agency, signer)
    wanted = Capacity(capacity)
    if not known and wanted in _HEADS:
        return None
    facts = {"signer": signer, "capacity": capacity}
    held = [mandate for mandate in known if mandate.capacity is wanted]
    if not held:
        raise RefusedError("no_mandate", f"{signer} may not sign as {capacity!r}", **facts)
    today = at.astimezone(VIETNAM).date()
    standing = [mandate for mandate in held if mandate.on(today)]
    if not standing:
        raise _lapsed(held, today, facts)
    procedure = tx.dossiers.get(document.dossier).procedure
    fitting = [
        mandate
        for mandate in standing
        if mandate.covers(procedure=procedure, type_code=document.type)
    ]
    if not fitting:
        raise RefusedError("mandate_scope", f"{document.id} is beyond what {signer} may", **facts)
    for mandate in fitting:
        if not passed_on(tx, mandate, today):
            return mandate
    raise RefusedError("mandate_redelegated", f"{fitting[0].id} was passed on", **facts)


def require_mandate_of(
    tx: Transaction, task: SigningTask, document: Document, at: datetime
) -> Mandate | None:
    """Return as `require_mandate` does for what a signing task asks."""
    return require_mandate(
        tx,
        document,
        signer=task.signer,
        capacity=task.capacity,
        profile=task.profile,
        at=at,
    )


def passed_on(tx: Transaction, mandate: Mandate, day: date) -> bool:
    """Whether a TUQ was given by somebody who has no more than a TUQ themselves on that day."""
    if mandate.capacity is not Capacity.TUQ:
        return False
    above = tx.mandates.of_signer(mandate.agency, mandate.principal)
    return any(one.capacity is Capacity.TUQ and one.on(day) for one in above)


def _lapsed(held: Sequence[Mandate], today: date, facts: dict[str, str]) -> RefusedError:
    coming = [one for one in held if one.ended_at is None and today < one.valid_from]
    if coming and len(coming) == len(held):
        return RefusedError("mandate_not_yet_valid", f"from {coming[0].valid_from}", **facts)
    return RefusedError("mandate_expired", f"{held[-1].id} has ended", **facts)
