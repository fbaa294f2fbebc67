"""Mandates are given and ended by the office's administrator; staff may see them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from storage.catalogue import Catalogue
from storage.clock import Clock
from storage.errors import NotFoundError
from storage.ids import new_id
from storage.mandates import Capacity, Mandate
from storage.people import Actor
from storage.transaction import Transaction
from workers.mandates import passed_on
from workers.permissions import Act, reach, require
from workers.refusals import RefusedError


@dataclass(frozen=True, slots=True, kw_only=True)
class NewMandate:
    """See `storage.mandates.Mandate`."""

    agency: str
    signer: str
    capacity: Capacity
    principal: str
    procedures: tuple[str, ...] = ()
    types: tuple[str, ...] = ()
    valid_from: date
    valid_to: date | None = None
    document_number: str | None = None
    document_date: date | None = None


@dataclass(frozen=True, slots=True)
class MandateRegister:
    """Who may sign for whom, as it was decided on paper."""

    catalogue: Catalogue
    clock: Clock

    def add(self, new: NewMandate, actor: Actor) -> Mandate:
        """Write a mandate down.

        Raises `NotFoundError` for an agency out of reach; `RefusedError`: `mandate_period` (it ends
        before it begins), `mandate_incomplete` (a TUQ without paper, limit in time or content, with
        the `missing` members), `mandate_redelegated`, `unknown_type`, `unknown_procedure`.
        """
        require(actor, Act.GIVE_MANDATE)
        with self.catalogue.transaction() as tx:
            if new.agency not in reach(tx, actor):
                raise NotFoundError(new.agency)
            return add_mandate(tx, new, self.clock, actor)

    def list(
        self, actor: Actor, *, signer: str | None = None, after: str | None = None, limit: int = 50
    ) -> Sequence[Mandate]:
        """Return a keyset page of the mandates within reach, ended ones too, oldest first."""
        require(actor, Act.SEE_MANDATES)
        with self.catalogue.reading() as tx:
            return tx.mandates.list(reach(tx, actor), signer=signer, after=after, limit=limit)

    def end(self, mandate: str, actor: Actor) -> Mandate:
        """End a mandate now; raises `NotFoundError`. Ending it twice is harmless."""
        require(actor, Act.GIVE_MANDATE)
        with self.catalogue.transaction() as tx:
            if tx.mandates.load(mandate).agency not in reach(tx, actor):
                raise NotFoundError(mandate)
            return tx.mandates.end(mandate, actor)


def add_mandate(tx: Transaction, new: NewMandate, clock: Clock, by: Actor) -> Mandate:
    """Write a mandate down within a transaction; refused as in `MandateRegister.add`."""
    if new.valid_to is not None and new.valid_to < new.valid_from:
        raise RefusedError("mandate_period", f"{new.valid_from} to {new.valid_to}")
    if new.capacity is Capacity.TUQ and (missing := _missing(new)):
        raise RefusedError("mandate_incomplete", f"lacks {missing}", missing=missing)
    _require_known(tx, new)
    now = clock()
    mandate = Mandate(
        id=new_id("mnd", now),
        agency=new.agency,
        signer=new.signer,
        capacity=new.capacity,
        principal=new.principal,
        procedures=new.procedures,
        types=new.types,
        valid_from=new.valid_from,
        valid_to=new.valid_to,
        document_number=new.document_number,
        document_date=new.document_date,
        created_at=now,
        created_by=by.id,
    )
    if new.capacity is Capacity.TUQ and _would_be_passed_on(tx, mandate):
        raise RefusedError("mandate_redelegated", f"{new.principal} signs under a TUQ")
    tx.mandates.add(mandate, by)
    return mandate


def _missing(new: NewMandate) -> tuple[str, ...]:
    """Return what a TUQ lacks: in writing, limited in time and content (art. 13 item 4)."""
    given = {
        "document_number": new.document_number,
        "document_date": new.document_date,
        "valid_to": new.valid_to,
        "procedures or types": new.procedures or new.types,
    }
    return tuple(name for name, value in given.items() if not value)


def _would_be_passed_on(tx: Transaction, mandate: Mandate) -> bool:
    if mandate.principal == mandate.signer:
        return True
    last = mandate.valid_to or mandate.valid_from
    above = tx.mandates.of_signer(mandate.agency, mandate.principal)
    begins = [one.valid_from for one in above if mandate.valid_from <= one.valid_from <= last]
    return any(passed_on(tx, mandate, day) for day in (mandate.valid_from, last, *begins))


def _require_known(tx: Transaction, new: NewMandate) -> None:
    types = {kind.code for kind in tx.types.list()}
    for code in new.types:
        if code not in types:
            raise RefusedError("unknown_type", code, document_type=code)
    procedures = {procedure.code for procedure in tx.procedures.list()}
    for code in new.procedures:
        if code not in procedures:
            raise RefusedError("unknown_procedure", code, procedure=code)
