"""An office whose n-th call to catalogue or store fails, or is the last of a process.

Points lie before a transaction begins, before and after it is kept, and before and after an object
is written: wherever a process can die with something half done.
"""

import io
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import BinaryIO, Self

from storage.catalogue import Catalogue
from storage.objects import Digest
from storage.transaction import Transaction
from tests.fakes.objects import MemoryObjects


class Killed(BaseException):
    """SIGKILL: nothing catches it, as nothing would."""


@dataclass
class Strike:
    """Raises `what` at point number `at` (from 1); `passed` counts the points."""

    what: BaseException | None = None
    at: int = 0
    passed: int = 0
    struck: bool = False

    def point(self) -> None:
        """Pass one point, or be struck there."""
        if self.what is None:
            return
        self.passed += 1
        if self.passed == self.at:
            self.struck = True
            raise self.what


@dataclass
class ShiftedClock:
    """The true time and a bit."""

    ahead: timedelta = field(default_factory=timedelta)

    def __call__(self) -> datetime:
        return datetime.now(UTC) + self.ahead

    def forward(self, seconds: float) -> None:
        self.ahead += timedelta(seconds=seconds)


class StruckCatalogue(Catalogue):
    """A real catalogue whose calls are points."""

    strike: Strike

    @classmethod
    def over(cls, office: Path, folder: Path, clock: ShiftedClock, strike: Strike) -> Self:
        """Return one over a copy of a migrated SQLite file."""
        shutil.copy(office, folder / "office.db")
        made = cls.connect(f"sqlite:///{folder / 'office.db'}", clock)
        made.strike = strike
        return made

    @contextmanager
    def transaction(self) -> Iterator[Transaction]:
        self.strike.point()
        with super().transaction() as tx:
            yield tx
            self.strike.point()
        self.strike.point()

    @contextmanager
    def reading(self) -> Iterator[Transaction]:
        self.strike.point()
        with super().reading() as tx:
            yield tx


class StruckObjects(MemoryObjects):
    """The memory twin whose calls are points."""

    def __init__(self, strike: Strike) -> None:
        super().__init__()
        self._strike = strike

    def put(self, stream: BinaryIO) -> Digest:
        data = stream.read()
        self._strike.point()
        key = super().put(io.BytesIO(data))
        self._strike.point()
        return key

    def read(self, key: Digest) -> Iterator[bytes]:
        self._strike.point()
        return super().read(key)
