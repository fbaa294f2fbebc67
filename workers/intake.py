"""Papers come in: a dossier is opened, a stack is received, and reading it is asked for.

When `receive` returns, the bytes are on disk and a row points at them; reading comes later, on a
worker. Nothing here looks inside a file beyond its first bytes.
"""

import io
from collections.abc import Sequence
from dataclasses import dataclass
from typing import BinaryIO

from ingest.errors import UnreadableScanError
from ingest.scans.filenames import display_name
from ingest.scans.scan import sniff
from storage.catalogue import Catalogue
from storage.clock import Clock
from storage.dossiers import Dossier, Scan, ScanFile, ScanState
from storage.ids import new_id
from storage.jobs import Job, Lane
from storage.objects import Digest, ObjectStore
from storage.people import Actor
from storage.records import DossierId, ScanId
from storage.transaction import Transaction
from workers.doorbell import Doorbell
from workers.permissions import Act, reach, require
from workers.refusals import RefusedError
from workers.rejoined import Rejoined
from workers.ringing import ring
from workers.steps import Step

_HEAD = 1024  # bytes that tell a file's kind
_UNKNOWN = "application/octet-stream"


@dataclass(frozen=True, slots=True, kw_only=True)
class NewDossier:
    """What a counter says about an application. `code` None: the office gives one."""

    code: str | None
    procedure: str
    owner_scheme: str
    owner_number: str
    owner_name: str
    agency: str


@dataclass(frozen=True, slots=True)
class Upload:
    """A file on its way in: the name the sender gave it, and its bytes from the start."""

    name: str
    stream: BinaryIO


@dataclass(frozen=True, slots=True)
class Intake:
    """Opens dossiers and receives stacks."""

    catalogue: Catalogue
    objects: ObjectStore
    doorbell: Doorbell
    clock: Clock

    def open_dossier(self, new: NewDossier, actor: Actor) -> Dossier:
        """Open a dossier for an owner and a procedure.

        Raises `ForbiddenError`, `NotFoundError` (agency out of reach), `RefusedError`
        (`unknown_procedure`) or `ConflictError` (the code is taken).
        """
        require(actor, Act.OPEN_DOSSIER)
        with self.catalogue.transaction() as tx:
            if new.agency not in reach(tx, actor):
                raise RefusedError("unknown_agency", f"{new.agency} is not within reach")
            if new.procedure not in {procedure.code for procedure in tx.procedures.list()}:
                raise RefusedError("unknown_procedure", new.procedure, procedure=new.procedure)
            owner = tx.owners.find_or_add(new.owner_scheme, new.owner_number, new.owner_name)
            return tx.dossiers.add(
                code=new.code, procedure=new.procedure, owner=owner, agency=new.agency, by=actor
            )

    def receive(
        self,
        dossier_code: str,
        uploads: Sequence[Upload],
        actor: Actor,
        *,
        lane: Lane = Lane.COUNTER,
    ) -> tuple[Scan, Job]:
        """Keep a stack of files for a dossier and ask for it to be read.

        The same files for the same dossier again, also at the same moment, give the scan and job
        that are there already; one that lies in a batch is brought to the counter if somebody
        waits for it there. Raises `NotFoundError`, or `RefusedError` when no file holds
        anything (`scan_empty`) or none is of a kind that is read (`unsupported_media`).
        """
        require(actor, Act.SCAN)
        with self.catalogue.reading() as tx:
            dossier = tx.dossiers.load(dossier_code, reach(tx, actor))
        files = tuple(self._keep(position, upload) for position, upload in enumerate(uploads))
        problems = {file.problem for file in files}
        if None not in problems:
            code = "scan_empty" if problems <= {"scan_empty"} else "unsupported_media"
            raise RefusedError(code, "no file of the stack can be read")
        with self.catalogue.transaction() as tx:
            tx.dossiers.lock(dossier.id)
            held = _held(tx, dossier.id, [file.sha256 for file in files])
            if held is not None:
                if lane is Lane.COUNTER:
                    tx.jobs.hurry(held[0].id)
                return held
            scan = Scan(
                id=ScanId(new_id("scn", self.clock())),
                dossier=dossier.id,
                state=ScanState.RECEIVED,
                received_at=self.clock(),
                received_by=actor.id,
                files=files,
            )
            tx.scans.add(scan, actor)
            job = tx.jobs.enqueue(Step.READ, scan.id, agency=dossier.agency, by=actor, lane=lane)
        ring(self.doorbell, self.catalogue, job)
        return scan, job

    def _keep(self, position: int, upload: Upload) -> ScanFile:
        head = upload.stream.read(_HEAD)
        media_type, problem = _kind(head)
        key = self.objects.put(io.BufferedReader(Rejoined(head, upload.stream)))
        return ScanFile(
            position=position,
            name=display_name(upload.name),
            sha256=key,
            size=self.objects.size(key),
            media_type=media_type,
            problem=problem,
        )


def _kind(head: bytes) -> tuple[str, str | None]:
    if not head:
        return _UNKNOWN, "scan_empty"
    try:
        return sniff(head), None
    except UnreadableScanError:
        return _UNKNOWN, "unsupported_media"


def _held(tx: Transaction, dossier: DossierId, files: list[Digest]) -> tuple[Scan, Job] | None:
    for scan in tx.scans.of_dossier(dossier):
        same = [file.sha256 for file in scan.files] == files
        if same and scan.state is not ScanState.QUARANTINED:
            return scan, next(job for job in tx.jobs.of_subject(scan.id) if job.step == Step.READ)
    return None
