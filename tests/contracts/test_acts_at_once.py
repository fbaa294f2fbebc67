"""Two acts at the same moment on PostgreSQL, where no single writer puts them in order."""

import io
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from storage.catalogue import Catalogue
from storage.dossiers import Dossier
from storage.jobs import Lease
from storage.objects import digest
from storage.records import Document, Representation, State
from storage.tasks import KeyRecord, SigningTask, TaskState
from tests.fakes.doorbell import FakeDoorbell
from tests.fakes.objects import MemoryObjects
from tests.fakes.receipts import PlainReceipts
from tests.support.blocked import blocked
from tests.support.catalogues import CLERK, SetClock
from tests.support.papers import a_file, add_document, add_scan, open_dossier
from tests.support.postgres import fresh_database
from tests.support.proofs import PROVING
from workers.confirming import Confirming
from workers.embed import EmbedStep
from workers.refusals import RefusedError
from workers.reusing import ReuseRequest, Reusing
from workers.sandbox import Sandbox
from workers.sandboxed import Sandboxed

_ROOM = b"<00000>"  # a prepared file that is nothing but the room for a signature


class SignsAnything(Sandboxed):
    """A sandbox that writes a signed file without making a signature."""

    def embed(self, path: Path, **told: object) -> None:
        Path(str(told["out"])).write_bytes(path.read_bytes().replace(b"0", b"1"))


@pytest.fixture
def postgres(postgres_server: str, postgres_office: str, clock: SetClock) -> Iterator[Catalogue]:
    url = fresh_database(postgres_server, like=postgres_office)
    with closing(Catalogue.connect(url, clock)) as made:
        yield made


@pytest.fixture
def dossier(postgres: Catalogue) -> Dossier:
    with postgres.transaction() as tx:
        return open_dossier(tx)


def paper(catalogue: Catalogue, dossier: Dossier, state: State) -> Document:
    with catalogue.transaction() as tx:
        return add_document(tx, dossier, add_scan(tx, dossier), state=state)


def confirm(catalogue: Catalogue, document: Document) -> Document:
    acts = Confirming(catalogue, FakeDoorbell(), SetClock(), "b-b", PROVING.filer)
    return acts.change_fields(document.id, {}, confirm=True, row=document.row, actor=CLERK)


def signature_under_way(
    catalogue: Catalogue, document: Document, objects: MemoryObjects
) -> tuple[SigningTask, Lease]:
    """Return the digitiser's task whose CMS is made, and a lease on putting it into the file."""
    archive, cms = objects.put(io.BytesIO(_ROOM)), objects.put(io.BytesIO(b"cms"))
    with catalogue.transaction() as tx:
        tx.documents.add_file(a_file(document, Representation.ARCHIVE, _ROOM))
        tx.keys.add(
            KeyRecord(
                name="so-hoa",
                agency=document.agency,
                holder=document.agency,
                profile="digitiser",
                certificate="",
                chain="",
            ),
            CLERK,
        )
        task = SigningTask(
            id=tx.new_id("tsk"),
            document=document.id,
            agency=document.agency,
            signer=document.agency,
            key="so-hoa",
            capacity="",
            profile="digitiser",
            level="b-b",
            state=TaskState.CMS_MADE,
            created_at=tx.now(),
            created_by=CLERK.id,
            shown=archive,
            prepared=archive,
            digest=digest(_ROOM),
            region=(0, 7),
            cms=cms,
        )
        tx.tasks.add(task, CLERK)
        job = tx.jobs.enqueue("embed", task.id, agency=task.agency, by=CLERK)
        lease = tx.jobs.claim(job.id, worker="test", seconds=60, max_attempts=3)
    assert lease is not None
    return task, lease


def test_what_is_signed_while_it_is_confirmed_is_stored(
    postgres: Catalogue, dossier: Dossier
) -> None:
    document, objects = paper(postgres, dossier, State.FILED), MemoryObjects()
    _, lease = signature_under_way(postgres, document, objects)
    sandbox = SignsAnything(Sandbox())
    step = EmbedStep(postgres, objects, sandbox, None, (), FakeDoorbell(), SetClock())
    with blocked(postgres, "jobs") as both:  # where the step asks for the check of its signature
        both.begin(lambda: step(lease, lambda *_: None))
        both.begin(lambda: confirm(postgres, document))
    both.results()
    with postgres.reading() as tx:
        assert tx.documents.load(document.id).state is State.STORED


def test_two_papers_of_a_kind_confirmed_at_once_are_not_filed_as_one_part(
    postgres: Catalogue, dossier: Dossier
) -> None:
    first, second = (paper(postgres, dossier, State.READ) for _ in range(2))
    with blocked(postgres, "components") as both:
        both.begin(lambda: confirm(postgres, first))
        both.begin(lambda: confirm(postgres, second))
    both.results()
    with postgres.reading() as tx:
        (part,) = (c for c in tx.dossiers.components(dossier.id) if c.type == "DON")
        decided = [e for e in tx.events.of_subject(part.id) if e.act == "component.decided"]
    assert len(decided) == 1
    assert part.document == first.id


def use(catalogue: Catalogue, document: Document, dossier: Dossier) -> str:
    request = ReuseRequest(
        document=document.id,
        dossier=dossier.code,
        procedure=dossier.procedure,
        purpose="giải quyết hồ sơ",
        legal_basis="NĐ 61/2018/NĐ-CP",
        fields=("ho_ten",),
    )
    try:
        return Reusing(catalogue, PlainReceipts(), SetClock()).use(request, CLERK).id
    except RefusedError as error:
        return error.code


def test_what_is_being_withdrawn_is_not_reused(postgres: Catalogue, dossier: Dossier) -> None:
    document = paper(postgres, dossier, State.STORED)

    def withdraw() -> None:
        with postgres.transaction() as tx:
            tx.documents.advance(document, State.WITHDRAWN, CLERK, reason="cấp sai")

    with blocked(postgres, "events") as both:
        both.begin(withdraw)
        both.begin(lambda: use(postgres, document, dossier))
    assert both.results() == [None, "reuse_withdrawn"]


def test_two_papers_reused_at_once_do_not_stand_for_the_same_part(
    postgres: Catalogue, dossier: Dossier
) -> None:
    first, second = (paper(postgres, dossier, State.STORED) for _ in range(2))
    with postgres.transaction() as tx:
        other = open_dossier(tx)
    with blocked(postgres, "components") as both:
        both.begin(lambda: use(postgres, first, other))
        both.begin(lambda: use(postgres, second, other))
    assert all(str(result).startswith("use_") for result in both.results())
    with postgres.reading() as tx:
        (part,) = (c for c in tx.dossiers.components(other.id) if c.type == "DON")
        decided = [e for e in tx.events.of_subject(part.id) if e.act == "component.decided"]
    assert (len(decided), part.document) == (1, first.id)
