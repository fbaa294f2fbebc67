"""One office's document serves another procedure: looked up, then used as an act with a trace.

A use is a link to a document version, never a copy. Look-ups, uses and refusals are written to the
trail in the transaction of the act (law 9), and a use gives back a signed receipt.
"""

from dataclasses import asdict, dataclass
from datetime import date
from enum import StrEnum

from signing.verdict import Conclusion
from storage.catalogue import Catalogue
from storage.clock import Clock, office_day
from storage.dossiers import Decision
from storage.errors import NotFoundError
from storage.ids import new_id
from storage.people import Actor
from storage.records import REUSABLE, Document, DossierId, Representation, State, StoredFile
from storage.reuse import ReuseLink
from storage.transaction import Transaction
from workers.field_names import require_known
from workers.permissions import Act, reach, require
from workers.receipts import ReceiptSigner
from workers.refusals import RefusedError
from workers.steps import Step


class Status(StrEnum):
    """Whether a document may be reused, and if not, why."""

    VALID = "valid"
    EXPIRED = "expired"
    SUPERSEDED = "superseded"
    WITHDRAWN = "withdrawn"
    NOT_YET = "not-yet"  # not stored or issued
    BAD_SIGNATURE = "bad-signature"


@dataclass(frozen=True, slots=True, kw_only=True)
class ReuseItem:
    """A document that an owner has, and what it is worth for reuse on a day."""

    document: Document
    status: Status
    file: StoredFile | None
    verdict: Conclusion | None
    checked_at: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ReuseRequest:
    """What a use must say: law 9 wants all of it."""

    document: str
    dossier: str
    procedure: str
    purpose: str
    legal_basis: str
    fields: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Reusing:
    """Looks documents up and links them to dossiers."""

    catalogue: Catalogue
    receipts: ReceiptSigner
    clock: Clock

    def look_up(
        self, scheme: str, number: str, *, type_code: str | None, on: date | None, actor: Actor
    ) -> tuple[ReuseItem, ...]:
        """Return what this owner has, best first; empty when the owner is not known.

        Drafts and papers not yet stored are left out. The asking itself is written to the trail.
        """
        require(actor, Act.LOOK_UP)
        day = on or office_day(self.clock())
        with self.catalogue.transaction() as tx:
            owner = tx.owners.find(scheme, number)
            found: list[ReuseItem] = []
            if owner is not None:
                documents = tx.documents.of_owner(owner.id, type=type_code)
                items = (_item(tx, document, day) for document in documents)
                found = [item for item in items if item.status is not Status.NOT_YET]
            tx.events.record(
                actor,
                "reuse.looked-up",
                owner.id if owner else "unknown-owner",
                type=type_code,
                on=day.isoformat(),
                found=[item.document.id for item in found],
            )
        return tuple(sorted(found, key=_worth))

    def use(self, request: ReuseRequest, actor: Actor) -> ReuseLink:
        """Link a document to a dossier and return the link with its receipt.

        Raises `RefusedError` (`reuse_without_basis`, `reuse_` + the status that forbids it, or
        `unknown_field`) and `NotFoundError`; every refusal is in the trail.
        """
        require(actor, Act.REUSE)
        refusal: RefusedError | NotFoundError
        subject = "unknown-document"
        with self.catalogue.transaction() as tx:
            own = _own_dossier(tx, request.dossier, actor)
            try:
                found = tx.documents.find(request.document, None)
                document = tx.documents.locked(found.id, shared=True)  # not withdrawn meanwhile
                subject = document.id
                item = _item(tx, document, office_day(self.clock()))
                _allow(tx, request, item, actor)
            except (RefusedError, NotFoundError) as error:
                refusal = error
            else:
                return self._link(tx, request, item, own, actor)
            tx.events.record(
                actor,
                "reuse.refused",
                subject,
                why=refusal.code if isinstance(refusal, RefusedError) else "not_found",
                dossier_code=request.dossier,
                procedure=request.procedure,
            )
        raise refusal

    def _link(
        self,
        tx: Transaction,
        request: ReuseRequest,
        item: ReuseItem,
        own: DossierId | None,
        actor: Actor,
    ) -> ReuseLink:
        if item.file is None:
            raise NotFoundError(request.document)
        now = self.clock()
        use = new_id("use", now)
        receipt = self.receipts.sign(
            {
                "use": use,
                "at": now.isoformat(),
                "request": asdict(request),
                "agency": actor.agency,
                "actor": actor.id,
                "answer": {
                    "document": item.document.id,
                    "code": item.document.code,
                    "version": item.document.version,
                    "sha256": item.file.sha256,
                    "issuer": item.document.agency,
                    "signatures": item.verdict,
                    "checked_at": item.checked_at,
                },
            }
        )
        link = ReuseLink(
            id=use,
            document=item.document.id,
            version=item.document.version,
            sha256=item.file.sha256,
            dossier=request.dossier,
            own_dossier=own,
            agency=actor.agency,
            actor=actor.id,
            procedure=request.procedure,
            purpose=request.purpose,
            legal_basis=request.legal_basis,
            fields=request.fields,
            at=now,
            receipt=receipt,
        )
        tx.reuse.add(link, actor)
        if own is not None:
            _mark_reused(tx, own, item.document, actor)
        return link


def _item(tx: Transaction, document: Document, on: date) -> ReuseItem:
    files = {f.representation: f for f in tx.documents.files(document.id, document.version)}
    judged = tx.documents.verdict(document.id)
    verdict, checked_at = (None, None)
    if judged is not None:
        verdict, checked_at = judged[0].conclusion, judged[2].isoformat()
    status = _status(document, verdict, on)
    if status is Status.VALID and judged is None and Representation.ARCHIVE not in files:
        status = _of_arrived(tx, document)
    return ReuseItem(
        document=document,
        status=status,
        file=files.get(Representation.SIGNED)
        or files.get(Representation.ARCHIVE)
        or files.get(Representation.ORIGINAL),
        verdict=verdict,
        checked_at=checked_at,
    )


def _status(document: Document, verdict: Conclusion | None, on: date) -> Status:
    ended = {
        State.WITHDRAWN: Status.WITHDRAWN,
        State.REPLACED: Status.SUPERSEDED,
        State.EXPIRED: Status.EXPIRED,
    }.get(document.state)
    if ended is not None:
        return ended
    if document.state not in REUSABLE:
        return Status.NOT_YET
    if document.expires_on is not None and document.expires_on < on:
        return Status.EXPIRED
    if verdict in {Conclusion.INVALID, Conclusion.UNREADABLE}:
        return Status.BAD_SIGNATURE
    return Status.VALID


def _of_arrived(tx: Transaction, document: Document) -> Status:
    """Return the status of a paper that arrived as it is: if signed, it is being judged first."""
    jobs = tx.jobs.of_subject(document.id)
    judging = any(job.step == Step.VERIFY and job.finished_at is None for job in jobs)
    return Status.NOT_YET if judging else Status.VALID


def _worth(item: ReuseItem) -> tuple[bool, bool, float]:
    signed = item.verdict is Conclusion.VALID
    return item.status is not Status.VALID, not signed, -item.document.created_at.timestamp()


def _allow(tx: Transaction, request: ReuseRequest, item: ReuseItem, actor: Actor) -> None:
    if item.status is Status.NOT_YET and item.document.agency not in reach(tx, actor):
        raise NotFoundError(request.document)  # what another agency has in hand is nobody's matter
    needed = (request.dossier, request.procedure, request.purpose, request.legal_basis)
    if not all(text.strip() for text in needed):
        raise RefusedError("reuse_without_basis", "dossier, procedure, purpose, basis: all four")
    if item.status is not Status.VALID:
        code = f"reuse_{item.status.replace('-', '_')}"
        raise RefusedError(code, f"{item.document.id} is {item.status}")
    require_known(tx, item.document, request.fields)


def _own_dossier(tx: Transaction, code: str, actor: Actor) -> DossierId | None:
    """Return the asker's dossier, locked, if it is one of ours."""
    try:
        dossier = tx.dossiers.load(code, reach(tx, actor) or {actor.agency}).id
    except NotFoundError:
        return None  # the asker's dossier lives in its own system
    tx.dossiers.lock(dossier)
    return dossier


def _mark_reused(tx: Transaction, dossier: DossierId, document: Document, actor: Actor) -> None:
    for component in tx.dossiers.components(dossier):
        if component.type == document.type and component.decision is Decision.EXPECTED:
            tx.dossiers.decide(
                component.id, decision=Decision.REUSED, document=document.id, by=actor
            )
            return
