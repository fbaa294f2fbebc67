"""Scanned stacks in SQL."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict

from sqlalchemy import Connection, RowMapping, insert, select, update
from sqlalchemy.exc import IntegrityError

from ingest.text import ReadingWarning
from storage.dossiers import Scan, ScanFile, ScanState
from storage.errors import ConflictError, NotFoundError
from storage.events_sql import Events
from storage.objects import Digest
from storage.people import Actor
from storage.tables import scan_files, scans


class Scans:
    """Stacks of paper as they were handed in."""

    def __init__(self, connection: Connection, events: Events) -> None:
        self._connection = connection
        self._events = events

    def add(self, scan: Scan, by: Actor) -> None:
        """Keep a scan and its files; `ConflictError` when its id exists or its dossier does not."""
        try:
            with self._connection.begin_nested():
                self._connection.execute(
                    insert(scans).values(
                        id=scan.id,
                        dossier=scan.dossier,
                        state=scan.state,
                        received_at=scan.received_at,
                        received_by=scan.received_by,
                        reading=scan.reading,
                        problem=scan.problem,
                        warnings=_kept(scan.warnings),
                    )
                )
        except IntegrityError as error:
            raise ConflictError(scan.id) from error
        for file in scan.files:
            self._connection.execute(
                insert(scan_files).values(
                    scan=scan.id,
                    position=file.position,
                    name=file.name,
                    sha256=file.sha256,
                    size=file.size,
                    media_type=file.media_type,
                    problem=file.problem,
                )
            )
        self._events.record(
            by,
            "scan.received",
            scan.id,
            dossier=scan.dossier,
            files=[file.sha256 for file in scan.files],
        )

    def load(self, scan: str) -> Scan:
        """Return the scan with this id, or raise `NotFoundError`."""
        row = self._connection.execute(select(scans).where(scans.c.id == scan)).mappings()
        found = row.one_or_none()
        if found is None:
            raise NotFoundError(scan)
        return self._scan(found)

    def of_dossier(self, dossier: str) -> tuple[Scan, ...]:
        """Return a dossier's scans, oldest first."""
        query = select(scans).where(scans.c.dossier == dossier).order_by(scans.c.id)
        rows = self._connection.execute(query).mappings().all()
        return tuple(self._scan(row) for row in rows)

    def save_reading(
        self,
        scan: str,
        *,
        reading: Digest,
        problems: Mapping[int, str],
        by: Actor,
        warnings: Sequence[ReadingWarning] = (),
    ) -> Scan:
        """Keep what was read and which files could not be; the scan is READ.

        `problems` maps a file's position to a stable code.
        """
        before = self.load(scan)
        self._connection.execute(
            update(scans)
            .where(scans.c.id == scan)
            .values(reading=reading, state=ScanState.READ, problem=None, warnings=_kept(warnings))
        )
        self._mark_files(scan, problems)
        self._events.record(
            by,
            "scan.read",
            scan,
            dossier=before.dossier,
            reading=reading,
            problems=_told(problems),
            warnings=sorted({warning.code for warning in warnings}),
        )
        return self.load(scan)

    def note_problems(self, scan: str, problems: Mapping[int, str], by: Actor) -> Scan:
        """Keep why files of a scan could not be read; its state stays."""
        before = self.load(scan)
        self._mark_files(scan, problems)
        self._events.record(
            by, "scan.files-refused", scan, dossier=before.dossier, problems=_told(problems)
        )
        return self.load(scan)

    def advance(
        self, scan: str, state: ScanState, by: Actor, *, problem: str | None = None
    ) -> Scan:
        """Bring a scan to a state, or raise `NotFoundError`."""
        changed = self._connection.execute(
            update(scans).where(scans.c.id == scan).values(state=state, problem=problem)
        )
        if changed.rowcount == 0:
            raise NotFoundError(scan)
        after = self.load(scan)
        self._events.record(by, f"scan.{state}", scan, dossier=after.dossier, problem=problem)
        return after

    def _scan(self, row: RowMapping) -> Scan:
        warnings = tuple(ReadingWarning(**warning) for warning in row["warnings"])
        return Scan(**{**row, "files": self._files(row["id"]), "warnings": warnings})

    def _mark_files(self, scan: str, problems: Mapping[int, str]) -> None:
        for position, problem in problems.items():
            self._connection.execute(
                update(scan_files)
                .where(scan_files.c.scan == scan, scan_files.c.position == position)
                .values(problem=problem)
            )

    def _files(self, scan: str) -> tuple[ScanFile, ...]:
        query = select(
            scan_files.c.position,
            scan_files.c.name,
            scan_files.c.sha256,
            scan_files.c.size,
            scan_files.c.media_type,
            scan_files.c.problem,
        ).where(scan_files.c.scan == scan)
        rows = self._connection.execute(query.order_by(scan_files.c.position)).mappings()
        return tuple(ScanFile(**row) for row in rows)


def _told(problems: Mapping[int, str]) -> dict[str, str]:
    return {str(position): problem for position, problem in problems.items()}


def _kept(warnings: Sequence[ReadingWarning]) -> list[dict[str, object]]:
    return [asdict(warning) for warning in warnings]
