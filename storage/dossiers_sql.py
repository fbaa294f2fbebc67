"""Dossiers and the papers they ask for, in SQL."""

from collections.abc import Collection
from datetime import datetime
from typing import Final

from sqlalchemy import Connection, RowMapping, Select, insert, select, update
from sqlalchemy.exc import IntegrityError

from storage.clock import VIETNAM, Clock
from storage.counters_sql import Counters
from storage.dossiers import Component, Decision, Dossier, Owner
from storage.errors import ConflictError, NotFoundError
from storage.events_sql import Events
from storage.ids import new_id
from storage.people import Actor
from storage.procedures_sql import Procedures
from storage.records import DocumentId, DossierId
from storage.tables import components, dossiers
from storage.tables_office import owners

_ID: Final = "dos_"
_CENTRAL_OWNER: Final = "00"  # TT 04/2025 art. 23(2) "AA": this office's own system


class Dossiers:
    """Dossiers; whoever may not see an agency's dossiers is told that there are none."""

    def __init__(
        self,
        connection: Connection,
        clock: Clock,
        events: Events,
        counters: Counters,
        procedures: Procedures,
    ) -> None:
        self._connection = connection
        self._clock = clock
        self._events = events
        self._counters = counters
        self._procedures = procedures

    def add(
        self, *, code: str | None, procedure: str, owner: Owner, agency: str, by: Actor
    ) -> Dossier:
        """Open a dossier with the components its procedure asks for.

        Without a code it gets one of the form AGENCY-YYMMDD-AAXXXX (TT 04/2025 art. 23(2)), by
        the day in Vietnam. Raises `NotFoundError` for an unknown procedure, `ConflictError` when
        the code exists or the agency does not.
        """
        wanted = self._procedures.load(procedure).components
        now = self._clock()
        dossier = Dossier(
            id=DossierId(new_id("dos", now)),
            code=self._free_code(agency, now) if code is None else code,
            procedure=procedure,
            owner=owner,
            agency=agency,
            created_at=now,
        )
        try:
            with self._connection.begin_nested():
                self._connection.execute(
                    insert(dossiers).values(
                        id=dossier.id,
                        code=dossier.code,
                        procedure=dossier.procedure,
                        owner=owner.id,
                        agency=agency,
                        created_at=now,
                        state=dossier.state,
                        row=dossier.row,
                    )
                )
        except IntegrityError as error:
            raise ConflictError(f"dossier {dossier.code}") from error
        for position, paper in enumerate(wanted):
            self._connection.execute(
                insert(components).values(
                    id=new_id("cmp", now),
                    dossier=dossier.id,
                    position=position,
                    type=paper.type,
                    required=paper.required,
                    decision=Decision.EXPECTED,
                )
            )
        self._events.record(
            by, "dossier.opened", dossier.id, dossier=dossier.id, procedure=procedure
        )
        return dossier

    def _free_code(self, agency: str, now: datetime) -> str:
        day = f"{agency}-{now.astimezone(VIETNAM):%y%m%d}"
        while True:  # a code that somebody brought along is stepped over
            code = f"{day}-{_CENTRAL_OWNER}{self._counters.next(f'dossier:{day}'):04d}"
            taken = select(dossiers.c.id).where(dossiers.c.code == code)
            if self._connection.execute(taken).one_or_none() is None:
                return code

    def load(self, code: str, visible: Collection[str] | None) -> Dossier:
        """Return the dossier with this code or id among the visible agencies (None: all).

        Raises `NotFoundError` for one that is not there or not visible.
        """
        # Never either: a code that looked like an id could stand before another's dossier.
        name = dossiers.c.id if code.startswith(_ID) else dossiers.c.code
        return self._one(_with_owner().where(name == code), visible, code)

    def get(self, dossier: str) -> Dossier:
        """Return the dossier with this id, or raise `NotFoundError`."""
        return self._one(_with_owner().where(dossiers.c.id == dossier), None, dossier)

    def lock(self, dossier: str) -> None:
        """Let nobody else lock this dossier until the transaction ends.

        Take it before anything of the dossier is changed: locks taken in another order could wait
        for each other. SQLite has one writer at a time, so there it waits for nobody.
        """
        query = select(dossiers.c.id).where(dossiers.c.id == dossier)
        self._connection.execute(query.with_for_update(key_share=True))  # rows may be added to it

    def list(
        self, visible: Collection[str] | None, *, after: str | None = None, limit: int = 50
    ) -> tuple[Dossier, ...]:
        """Return a keyset page of dossiers, newest first; `after` is the last id seen."""
        query = _with_owner().order_by(dossiers.c.id.desc()).limit(limit)
        if visible is not None:
            query = query.where(dossiers.c.agency.in_(visible))
        if after is not None:
            query = query.where(dossiers.c.id < after)
        return tuple(_dossier(row) for row in self._connection.execute(query).mappings())

    def components(self, dossier: str) -> tuple[Component, ...]:
        """Return the dossier's components in order."""
        query = select(components).where(components.c.dossier == dossier)
        rows = self._connection.execute(query.order_by(components.c.position)).mappings()
        return tuple(Component(**row) for row in rows)

    def decide(
        self,
        component: str,
        *,
        decision: Decision,
        by: Actor,
        document: DocumentId | None = None,
        reason: str | None = None,
    ) -> Component:
        """Say what was done about a component; raise `NotFoundError` for an unknown one."""
        changed = self._connection.execute(
            update(components)
            .where(components.c.id == component)
            .values(decision=decision, document=document, reason=reason)
        )
        if changed.rowcount == 0:
            raise NotFoundError(component)
        query = select(components).where(components.c.id == component)
        found = Component(**self._connection.execute(query).mappings().one())
        self._events.record(
            by,
            "component.decided",
            component,
            dossier=found.dossier,
            decision=decision,
            document=document,
        )
        return found

    def _one(
        self, query: Select[tuple[object, ...]], visible: Collection[str] | None, name: str
    ) -> Dossier:
        row = self._connection.execute(query).mappings().one_or_none()
        if row is None or (visible is not None and row["agency"] not in visible):
            raise NotFoundError(f"dossier {name}")
        return _dossier(row)


def _with_owner() -> Select[tuple[object, ...]]:
    return select(
        dossiers,
        owners.c.scheme.label("owner_scheme"),
        owners.c.number.label("owner_number"),
        owners.c.name.label("owner_name"),
    ).join(owners, owners.c.id == dossiers.c.owner)


def _dossier(row: RowMapping) -> Dossier:
    return Dossier(
        id=row["id"],
        code=row["code"],
        procedure=row["procedure"],
        owner=Owner(
            id=row["owner"],
            scheme=row["owner_scheme"],
            number=row["owner_number"],
            name=row["owner_name"],
        ),
        agency=row["agency"],
        created_at=row["created_at"],
        state=row["state"],
        row=row["row"],
    )
