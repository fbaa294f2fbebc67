"""What the spool accepted survives whatever happens behind it."""

import errno
import io
import os
import threading
from datetime import timedelta
from pathlib import Path
from typing import BinaryIO, NoReturn

import pytest

from storage.errors import CorruptError, FullError, UnavailableError
from storage.objects import Digest, digest
from storage.spool import SpooledObjects
from tests.fakes.objects import MemoryObjects
from tests.support.catalogues import SetClock

PAPER = digest(b"paper")


@pytest.fixture
def behind() -> MemoryObjects:
    return MemoryObjects()


@pytest.fixture
def spool(tmp_path: Path, behind: MemoryObjects, clock: SetClock) -> SpooledObjects:
    return SpooledObjects(tmp_path, behind, clock)


def test_what_is_put_reaches_the_store_at_once_when_it_can(
    spool: SpooledObjects, behind: MemoryObjects
) -> None:
    spool.put(io.BytesIO(b"paper"))
    assert behind.kept == {PAPER: b"paper"}
    assert spool.waiting() == 0


def test_with_the_store_away_it_is_accepted_and_read_and_brought_later(
    spool: SpooledObjects, behind: MemoryObjects
) -> None:
    behind.down = True
    assert spool.put(io.BytesIO(b"paper")) == PAPER
    assert b"".join(spool.read(PAPER)) == b"paper"
    assert b"".join(spool.read_range(PAPER, 1, 3)) == b"ape"
    assert (spool.size(PAPER), spool.waiting()) == (5, 1)
    with pytest.raises(UnavailableError):
        spool.drain()
    behind.down = False
    assert (spool.drain(), spool.waiting(), spool.drain()) == (1, 0, 0)
    assert behind.kept == {PAPER: b"paper"}


def test_a_store_that_hangs_keeps_nobody_waiting(
    spool: SpooledObjects, behind: MemoryObjects, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("storage.spool._PATIENCE_SECONDS", 0.05)
    answers, bring = threading.Event(), behind.put

    def hang(stream: BinaryIO) -> Digest:
        assert answers.wait(30)
        return bring(stream)

    monkeypatch.setattr(behind, "put", hang)
    assert spool.put(io.BytesIO(b"paper")) == PAPER
    other = spool.put(io.BytesIO(b"other"))
    assert spool.waiting() == 2
    answers.set()
    spool.drain()
    assert set(behind.kept) == {PAPER, other}
    assert spool.waiting() == 0


def test_a_process_that_starts_again_finds_what_waited(
    tmp_path: Path, behind: MemoryObjects, clock: SetClock
) -> None:
    behind.down = True
    SpooledObjects(tmp_path, behind, clock).put(io.BytesIO(b"paper"))
    behind.down = False
    assert SpooledObjects(tmp_path, behind, clock).drain() == 1


def test_what_the_store_lost_within_a_day_is_put_again_at_start(
    spool: SpooledObjects, behind: MemoryObjects
) -> None:
    spool.put(io.BytesIO(b"paper"))
    behind.lose(PAPER)
    assert spool.drain() == 0
    assert spool.drain(recheck=True) == 1
    assert behind.kept == {PAPER: b"paper"}


def test_after_a_day_it_leaves_the_spool_and_stays_in_the_store(
    spool: SpooledObjects, clock: SetClock, tmp_path: Path
) -> None:
    spool.put(io.BytesIO(b"paper"))
    clock.forward(hours=23)
    spool.drain()
    assert list((tmp_path / "kept").iterdir())
    clock.forward(hours=2)
    spool.drain()
    assert not list((tmp_path / "kept").iterdir())
    assert b"".join(spool.read(PAPER)) == b"paper"


def test_it_never_leaves_while_the_store_lacks_it(
    spool: SpooledObjects, behind: MemoryObjects, clock: SetClock
) -> None:
    spool.put(io.BytesIO(b"paper"))
    behind.lose(PAPER)
    clock.forward(days=3)
    spool.drain()
    assert b"".join(spool.read(PAPER)) == b"paper"


def test_a_stream_that_breaks_off_leaves_nothing(spool: SpooledObjects, tmp_path: Path) -> None:
    class Torn(io.BytesIO):
        def read(self, _size: int | None = -1) -> bytes:
            if self.tell():
                raise ConnectionResetError
            return super().read(3)

    with pytest.raises(ConnectionResetError):
        spool.put(Torn(b"paper"))
    assert not [path for path in tmp_path.rglob("*") if path.is_file()]


def test_a_full_disk_is_told_and_leaves_nothing(
    spool: SpooledObjects, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def no_room(_: int) -> NoReturn:
        raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as full:
        full.setattr(os, "fsync", no_room)
        with pytest.raises(FullError):
            spool.put(io.BytesIO(b"paper"))
    assert not [path for path in tmp_path.rglob("*") if path.is_file()]
    assert spool.put(io.BytesIO(b"paper")) == PAPER


def test_a_spoiled_file_in_the_spool_is_never_handed_over_whole(
    spool: SpooledObjects, behind: MemoryObjects, tmp_path: Path
) -> None:
    behind.down = True
    spool.put(io.BytesIO(b"paper"))
    (tmp_path / "pending" / PAPER).write_bytes(b"Paper")
    with pytest.raises(CorruptError):
        list(spool.read(PAPER))


def test_a_spoiled_file_does_not_become_an_object_of_its_old_name(
    spool: SpooledObjects, behind: MemoryObjects, tmp_path: Path
) -> None:
    behind.down = True
    spool.put(io.BytesIO(b"paper"))
    spool.put(io.BytesIO(b"another"))
    (tmp_path / "pending" / PAPER).write_bytes(b"Paper")
    behind.down = False
    with pytest.raises(CorruptError):
        spool.drain()
    assert digest(b"another") in behind.kept
    assert PAPER not in behind.kept
    assert spool.drain() == 0


def test_a_spoiled_object_behind_is_never_handed_over_whole() -> None:
    behind = MemoryObjects()
    behind.put(io.BytesIO(b"paper"))
    behind.spoil(PAPER)
    with pytest.raises(CorruptError):
        list(behind.read(PAPER))


def test_clocks_may_be_wrong_by_hours(spool: SpooledObjects, clock: SetClock) -> None:
    clock.moment -= timedelta(hours=5)
    spool.put(io.BytesIO(b"paper"))
    spool.drain()
    assert spool.size(PAPER) == 5
