"""Somebody with the database's own password rewrites what happened; the check finds it."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

import pytest
from sqlalchemy import Connection, create_engine, text

from storage import audit
from storage.audit_verify import AuditReport, verify_url
from storage.catalogue import Catalogue
from storage.errors import ConflictError
from tests.support.catalogues import CLERK

ENTRIES = 23  # twenty of ours and three of the fixture's agencies


@pytest.fixture
def trail(catalogue: Catalogue) -> Catalogue:
    """A chained trail, and one more event that is not chained yet."""
    with catalogue.transaction() as tx:
        for number in range(20):
            tx.events.record(
                CLERK, "document.filed", f"doc_{number}", dossier="dos_1", note=f"Đơn số {number}"
            )
    with catalogue.transaction() as tx:
        assert audit.chain(tx, limit=7) == 7
    with catalogue.transaction() as tx:
        assert audit.chain(tx) == ENTRIES - 7
    with catalogue.transaction() as tx:
        tx.events.record(CLERK, "document.filed", "doc_late")
    return catalogue


@contextmanager
def superuser(url: str) -> Iterator[Connection]:
    """A connection for which the triggers are no obstacle."""
    engine = create_engine(url)
    with engine.begin() as connection:
        if engine.dialect.name == "postgresql":
            connection.execute(text("ALTER TABLE events DISABLE TRIGGER ALL"))
        else:
            for name in ("events_never_go", "events_never_change"):
                connection.execute(text(f"DROP TRIGGER IF EXISTS {name}"))
        yield connection
    engine.dispose()


def run(connection: Connection, statement: str, **values: object) -> None:
    connection.execute(text(statement), values)


def codes(report: AuditReport) -> set[str]:
    return {fault.code for fault in report.faults}


def test_an_untouched_trail_is_sound(trail: Catalogue, office_url: str) -> None:
    with trail.reading() as tx:
        end = audit.head(tx)
    report = verify_url(office_url, [(end.seq, end.hash)])
    assert report.sound
    assert (report.entries, report.waiting, report.head) == (ENTRIES, 1, end.hash)


def test_an_empty_trail_is_sound(catalogue: Catalogue, office_url: str) -> None:
    assert verify_url(office_url).sound


UPDATES = {
    "at": "'2020-01-01 00:00:00.000000'",
    "actor": "'usr_other'",
    "role": "'admin'",
    "agency": "'H99'",
    "act": "'document.withdrawn'",
    "subject": "'doc_other'",
    "dossier": "NULL",
    "data": '\'{"note":"another"}\'',
    "id": "'evt_other'",
    "previous": "'0'",
    "hash": "'0'",
}


@pytest.mark.parametrize("column", UPDATES)
def test_a_changed_column_is_found(trail: Catalogue, office_url: str, column: str) -> None:
    with superuser(office_url) as connection:
        run(connection, f"UPDATE events SET {column} = {UPDATES[column]} WHERE seq = 9")  # noqa: S608 - ours
    report = verify_url(office_url)
    assert not report.sound
    assert {fault.seq for fault in report.faults} <= {9, 10}


def cut(connection: Connection, first: int, last: int) -> None:
    statement = "DELETE FROM events WHERE seq BETWEEN :first AND :last"
    run(connection, statement, first=first, last=last)


def renumber(connection: Connection, old: int, new: int | None) -> None:
    run(connection, "UPDATE events SET seq = :new WHERE seq = :old", old=old, new=new)


def move_head(connection: Connection, seq: int) -> None:
    run(
        connection,
        "UPDATE audit_head SET seq = :seq, hash = (SELECT hash FROM events WHERE seq = :seq)",
        seq=seq,
    )


def delete_one(connection: Connection) -> None:
    cut(connection, 9, 9)


def delete_and_close_the_gap(connection: Connection) -> None:
    cut(connection, 9, 9)
    for seq in range(10, ENTRIES + 1):
        renumber(connection, seq, seq - 1)
    move_head(connection, ENTRIES - 1)


def delete_the_first(connection: Connection) -> None:
    cut(connection, 1, 1)


def delete_everything(connection: Connection) -> None:
    cut(connection, 1, ENTRIES)


def swap_two(connection: Connection) -> None:
    for old, new in ((9, -1), (10, 9), (-1, 10)):
        renumber(connection, old, new)


def insert_one(connection: Connection) -> None:
    run(
        connection,
        "INSERT INTO events (id, at, actor, role, agency, act, subject, data, seq, previous, hash)"
        " SELECT 'evt_forged', at, actor, role, agency, act, subject, data, seq + 1, hash, hash"
        " FROM events WHERE seq = :last",
        last=ENTRIES,
    )
    move_head(connection, ENTRIES + 1)


def hide_one(connection: Connection) -> None:
    renumber(connection, ENTRIES, None)
    move_head(connection, ENTRIES - 1)


def cut_the_tail(connection: Connection) -> None:
    cut(connection, 16, ENTRIES)


ATTACKS: dict[str, Callable[[Connection], None]] = {
    attack.__name__: attack
    for attack in (
        delete_one,
        delete_and_close_the_gap,
        delete_the_first,
        delete_everything,
        swap_two,
        insert_one,
        hide_one,
        cut_the_tail,
    )
}


@pytest.mark.parametrize("attack", ATTACKS)
def test_an_attack_on_the_chain_is_found(trail: Catalogue, office_url: str, attack: str) -> None:
    with superuser(office_url) as connection:
        ATTACKS[attack](connection)
    assert not verify_url(office_url).sound


def test_a_tail_cut_with_its_head_is_found_by_a_head_noted_elsewhere(
    trail: Catalogue, office_url: str
) -> None:
    with trail.reading() as tx:
        noted = audit.head(tx)
    with superuser(office_url) as connection:
        cut(connection, 16, ENTRIES)
        move_head(connection, 15)
    assert verify_url(office_url).sound  # the database alone cannot know
    assert codes(verify_url(office_url, [(noted.seq, noted.hash)])) == {"cut-off"}


def test_a_chain_written_anew_is_found_by_a_head_noted_elsewhere(
    trail: Catalogue, office_url: str
) -> None:
    with trail.reading() as tx:
        noted = audit.head(tx)
    with superuser(office_url) as connection:
        connection.execute(text("UPDATE events SET actor = 'usr_other' WHERE seq = 9"))
        connection.execute(text("UPDATE events SET seq = NULL, previous = NULL, hash = NULL"))
        connection.execute(
            text("UPDATE audit_head SET seq = 0, hash = :start"), {"start": audit.GENESIS}
        )
    with trail.transaction() as tx:
        audit.chain(tx)
    assert verify_url(office_url).sound
    assert codes(verify_url(office_url, [(noted.seq, noted.hash)])) == {"rewritten"}


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE events SET actor = 'usr_other' WHERE seq = 9",
        "UPDATE events SET actor = 'usr_other' WHERE seq IS NULL",
        "UPDATE events SET seq = NULL WHERE seq = 9",
        "DELETE FROM events WHERE seq = 9",
        "DELETE FROM events WHERE seq IS NULL",
    ],
)
def test_the_database_refuses_to_forget(trail: Catalogue, statement: str) -> None:
    with pytest.raises(ConflictError), trail.transaction() as tx:
        tx.connection.execute(text(statement))


def test_any_number_of_sequencers_is_one(catalogue: Catalogue, office_url: str) -> None:
    with catalogue.transaction() as tx:
        for number in range(60):
            tx.events.record(CLERK, "x.y", f"doc_{number}")

    def work(_: int) -> int:
        with catalogue.transaction() as tx:
            return audit.chain(tx, limit=20)

    with ThreadPoolExecutor(6) as pool:
        assert sum(pool.map(work, range(6))) == 63
    assert verify_url(office_url).sound
