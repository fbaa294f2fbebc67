"""Catalogues for tests: the same suite on SQLite and on a real PostgreSQL."""

from collections.abc import Iterator
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
def catalogue_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'office.db'}"
    return fresh_database(request.getfixturevalue("postgres_server"))


@pytest.fixture
def catalogue(catalogue_url: str, clock: SetClock) -> Iterator[Catalogue]:
    """A migrated catalogue with two agencies side by side under one province."""
    made = Catalogue.connect(catalogue_url, clock)
    made.migrate()
    with made.transaction() as tx:
        tx.agencies.add(Agency(code="H38", name="UBND tỉnh"), ADMIN)
        tx.agencies.add(Agency(code="H38.01", name="UBND xã Một", parent="H38"), ADMIN)
        tx.agencies.add(Agency(code="H38.02", name="UBND xã Hai", parent="H38"), ADMIN)
    yield made
    made.close()
