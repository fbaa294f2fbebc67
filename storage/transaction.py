"""One transaction on the catalogue: a small repository for each noun, all on one connection."""

from datetime import datetime

from sqlalchemy import Connection

from storage.agencies_sql import Agencies
from storage.batches_sql import Batches
from storage.clock import Clock
from storage.counters_sql import Counters
from storage.documents_sql import Documents
from storage.dossiers_sql import Dossiers
from storage.events_sql import Events
from storage.evidence_sql import EvidenceOfVerdicts
from storage.idempotency_sql import Idempotency
from storage.ids import new_id
from storage.jobs_sql import Jobs
from storage.keys_sql import Keys
from storage.lasting_sql import LastingSignatures
from storage.mandates_sql import Mandates
from storage.owners_sql import Owners
from storage.people_sql import People
from storage.procedures_sql import DocumentTypes, Procedures
from storage.readings_sql import Readings
from storage.returns_sql import Tickets
from storage.reuse_sql import Reuses
from storage.scans_sql import Scans
from storage.tasks_sql import Tasks
from storage.turns_sql import Turns


class Transaction:
    """What may be asked of the catalogue; all of it happens, or none."""

    def __init__(self, connection: Connection, clock: Clock) -> None:
        self.connection = connection  # for storage's own machines: audit, fsck, seed
        self.clock = clock
        self.events = Events(connection, clock)
        self.counters = Counters(connection)
        self.agencies = Agencies(connection, self.events)
        self.owners = Owners(connection, clock, self.events)
        self.procedures = Procedures(connection)
        self.types = DocumentTypes(connection)
        self.dossiers = Dossiers(connection, clock, self.events, self.counters, self.procedures)
        self.scans = Scans(connection, self.events)
        self.documents = Documents(connection, clock, self.events, self.counters)
        self.evidence = EvidenceOfVerdicts(connection)
        self.tasks = Tasks(connection, self.events)
        self.lasting = LastingSignatures(connection)
        self.batches = Batches(connection, self.events)
        self.mandates = Mandates(connection, clock, self.events)
        self.keys = Keys(connection, self.events)
        self.tickets = Tickets(connection, self.events)
        self.jobs = Jobs(connection, clock, self.events)
        self.turns = Turns(connection)
        self.readings = Readings(connection)
        self.reuse = Reuses(connection, self.events)
        self.people = People(connection, self.events)
        self.idempotency = Idempotency(connection, clock)

    def now(self) -> datetime:
        """Return the moment by the catalogue's clock."""
        return self.clock()

    def new_id(self, kind: str) -> str:
        """Return a fresh id such as `doc_3bk9...`."""
        return new_id(kind, self.clock())
