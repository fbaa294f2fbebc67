"""The migrations make exactly the tables that the code speaks of, on both databases."""

from concurrent.futures import ThreadPoolExecutor
from contextlib import closing

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import create_engine, text

from storage.catalogue import Catalogue
from storage.columns import METADATA
from storage.errors import StateError, UnavailableError
from tests.support.catalogues import SetClock


def test_the_migrations_make_what_the_tables_say(catalogue: Catalogue, office_url: str) -> None:
    engine = create_engine(office_url)
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, METADATA) == []
    engine.dispose()


def test_migrating_again_changes_nothing(catalogue: Catalogue) -> None:
    before = catalogue.schema_version()
    catalogue.migrate()
    assert catalogue.schema_version() == before


def test_an_empty_database_has_no_version(empty_url: str, clock: SetClock) -> None:
    with closing(Catalogue.connect(empty_url, clock)) as empty:
        assert empty.schema_version() is None


def test_a_database_from_the_future_is_left_alone(catalogue: Catalogue) -> None:
    assert catalogue.up_to_date()
    with catalogue.transaction() as tx:
        tx.connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    assert not catalogue.up_to_date()
    with pytest.raises(StateError):
        catalogue.migrate()


def test_four_migrating_at_once_make_one_schema(empty_url: str, clock: SetClock) -> None:
    def migrate(_: int) -> None:
        with closing(Catalogue.connect(empty_url, clock)) as fresh:
            fresh.migrate()

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(migrate, range(4)))
    with closing(Catalogue.connect(empty_url, clock)) as made, made.reading() as tx:
        assert len(tx.types.list()) >= 5


def test_a_fresh_catalogue_holds_samples_that_say_so(catalogue: Catalogue) -> None:
    with catalogue.reading() as tx:
        assert all(kind.sample for kind in tx.types.list())
        demo = tx.procedures.load("1.005129")
        assert demo.sample
        assert [part.type for part in demo.components] == ["DON", "CCCD", "GXN", "GCN"]


def test_reading_cannot_write(catalogue: Catalogue) -> None:
    with pytest.raises(RuntimeError), catalogue.reading() as tx:
        tx.counters.next("x")
    with catalogue.transaction() as tx:  # and the connection still can afterwards
        assert tx.counters.next("x") == 1


def test_an_unreachable_server_is_unavailable(clock: SetClock) -> None:
    catalogue = Catalogue.connect("postgresql+psycopg://office@127.0.0.1:1/office", clock)
    with pytest.raises(UnavailableError), catalogue.transaction():
        pass


@pytest.mark.parametrize("url", ["mysql://x/y", "sqlite://", "sqlite:///:memory:"])
def test_other_databases_are_refused(url: str, clock: SetClock) -> None:
    with pytest.raises(ValueError, match="catalogue"):
        Catalogue.connect(url, clock)


def test_a_commit_is_on_the_disk(catalogue: Catalogue) -> None:
    with catalogue.reading() as tx:
        if tx.connection.dialect.name == "sqlite":
            asked = ("journal_mode", "synchronous", "foreign_keys", "busy_timeout")
            wanted: list[object] = ["wal", 2, 1, 20000]
            words = [f"PRAGMA {name}" for name in asked]
        else:
            words, wanted = ["SHOW synchronous_commit", "SHOW TimeZone"], ["on", "UTC"]
        assert [tx.connection.execute(text(word)).scalar_one() for word in words] == wanted
