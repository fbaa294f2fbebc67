"""A leader with a signing program of their own, which fetches files by ticket and returns them."""

import io
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import Table, update

from signing.policy import Policy
from sohoa.samples.authority import Identity
from sohoa.samples.stack import DemoStack
from storage.errors import ConflictError, StateError
from storage.people import Person
from storage.records import Document, Representation, State
from storage.tasks import TaskState
from tests.support.paper_office import AGENCY, CLERK, LEADER, RECORDS, PaperOffice, now
from tests.support.pki import Pki
from tests.support.proofs import PROVING
from tests.support.signed_pdfs import signed_by
from workers.intake import Upload
from workers.refusals import RefusedError
from workers.returning import Given, Returning


class Later:
    """A clock that a test may move."""

    def __init__(self) -> None:
        self.by = timedelta(0)

    def __call__(self) -> datetime:
        return now() + self.by


class Desk:
    """An office, a numbered result, and its leader with a signing program of their own."""

    def __init__(self, office: PaperOffice, pki: Pki, trusted: Path | None, draft: bytes) -> None:
        self.office, self.pki, self.clock = office, pki, Later()
        self.returning = Returning(
            catalogue=office.catalogue,
            objects=office.objects,
            sandbox=office.results.sandbox,
            doorbell=office.approvals.doorbell,
            clock=self.clock,
            trust=lambda: trusted,
            policy=Policy(),
            prover=PROVING.approver,
            proofs=PROVING.checker,
        )
        with office.catalogue.transaction() as tx:
            for actor in (LEADER, RECORDS):
                person = Person(
                    id=actor.id, login=actor.id, name=actor.name, role=actor.role, agency=AGENCY
                )
                tx.people.add_person(person, password_hash="-", by=CLERK)
        self.result = office.numbered(draft)
        self.task = office.ask(self.result, LEADER.id, "leader", "b-b")

    def draft(self) -> tuple[str, bytes]:
        with self.office.catalogue.reading() as tx:
            files = {f.representation: f for f in tx.documents.files(self.result.id, 1)}
        file = files.get(Representation.SIGNED) or files[Representation.ARCHIVE]
        return file.sha256, b"".join(self.office.objects.read(file.sha256))

    def given(self) -> Given:
        return self.returning.give(self.task.id, self.draft()[0], LEADER)

    def take(self, given: Given, data: bytes) -> Document:
        return self.returning.take(given.secret, Upload("signed.pdf", io.BytesIO(data)))

    def refused(self, given: Given, data: bytes) -> str:
        before = self.state()
        with pytest.raises((RefusedError, StateError, ConflictError)) as refused:
            self.take(given, data)
        assert self.state() == before
        return getattr(refused.value, "code", type(refused.value).__name__)

    def state(self) -> tuple[State, TaskState, str]:
        document, task = self.office.document(self.result.id), self.office.task(self.task.id)
        return document.state, task.state, self.draft()[0]

    def signed(self, identity: Identity | None = None) -> bytes:
        return signed_by(identity or self.pki.leader, self.draft()[1], field="ky-duyet")


@pytest.fixture
def desk(
    paper_office: PaperOffice, pki: Pki, trusted: Path | None, sample_stack: DemoStack
) -> Desk:
    return Desk(paper_office, pki, trusted, sample_stack.decision.read_bytes())


def write(desk: Desk, table: Table, **values: object) -> None:
    """Write into all rows of a table, past all our code."""
    with desk.office.catalogue.transaction() as tx:
        tx.connection.execute(update(table).values(**values))
