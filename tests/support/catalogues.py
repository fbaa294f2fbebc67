"""Catalogues for tests: the same suite on SQLite and on a real PostgreSQL."""

import shutil
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from storage.catalogue import Catalogue
from storage.people import Actor, Agency, Role
from tests.support.postgres import fresh_database


@dataclass
class SetClock:
    """A clock that stands until it is moved, so that a test says what time it is."""

    moment: datetime = field(default=datetime(2026, 11, 21, 2, 30, 0, 123456, tzinfo=UTC))

    def __call__(self) -> datetime:
        return self.moment

    def forward(self, **by: float) -> None:
        self.moment += timedelta(**by)


CLERK = Actor(id="usr_clerk", name="Lan", role=Role.CLERK, agency="H38.01")
ADMIN = Actor(id="usr_admin", name="Quản trị", role=Role.ADMIN, agency="H38")


@pytest.fixture
def clock() -> SetClock:
    return SetClock()


@pytest.fixture(params=["sqlite", "postgresql"])
def empty_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The URL of an empty database."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'office.db'}"
    return fresh_database(request.getfixturevalue("postgres_server"))


@pytest.fixture(scope="session")
def sqlite_office(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated catalogue to be copied: migrating takes longer than most tests."""
    file = tmp_path_factory.mktemp("office") / "office.db"
    _furnish(f"sqlite:///{file}")
    return file


@pytest.fixture(scope="session")
def postgres_office(postgres_server: str) -> str:
    """The same, as a database that others are made like."""
    url = fresh_database(postgres_server)
    _furnish(url)
    return url


@pytest.fixture(params=["sqlite", "postgresql"])
def office_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The URL of a migrated catalogue with two agencies side by side under one province."""
    if request.param == "sqlite":
        shutil.copy(request.getfixturevalue("sqlite_office"), tmp_path / "office.db")
        return f"sqlite:///{tmp_path / 'office.db'}"
    server: str = request.getfixturevalue("postgres_server")
    return fresh_database(server, like=request.getfixturevalue("postgres_office"))


@pytest.fixture
def catalogue(office_url: str, clock: SetClock) -> Iterator[Catalogue]:
    """That catalogue, open."""
    with closing(Catalogue.connect(office_url, clock)) as made:
        yield made


def _furnish(url: str) -> None:
    with closing(Catalogue.connect(url, SetClock())) as made:
        made.migrate()
        with made.transaction() as tx:
            tx.agencies.add(Agency(code="H38", name="UBND tỉnh"), ADMIN)
            tx.agencies.add(Agency(code="H38.01", name="UBND xã Một", parent="H38"), ADMIN)
            tx.agencies.add(Agency(code="H38.02", name="UBND xã Hai", parent="H38"), ADMIN)
