"""A disk that is full: hand-ins are refused, what was accepted stays, and room is all it takes."""

import io
import resource
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from storage.errors import FullError
from storage.objects import digest
from storage.spool import SpooledObjects
from tests.fakes.objects import MemoryObjects
from tests.support.catalogues import SetClock

MIB = 1 << 20


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A file system of one MiB; who may not mount one gets files of at most one MiB."""
    folder = tmp_path / "disk"
    folder.mkdir()
    words = ["/usr/bin/mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", str(folder)]
    if subprocess.run(words, capture_output=True, timeout=30, check=False).returncode == 0:
        yield folder
        away = ["/usr/bin/umount", "--lazy", str(folder)]
        subprocess.run(away, timeout=30, check=True)
        return
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (MIB, before[1]))
    yield folder
    resource.setrlimit(resource.RLIMIT_FSIZE, before)


def test_a_full_spool_refuses_keeps_and_recovers(small_disk: Path, clock: SetClock) -> None:
    behind = MemoryObjects()
    behind.down = True
    spool = SpooledObjects(small_disk, behind, clock)
    kept = spool.put(io.BytesIO(b"paper"))
    filler = small_disk / "log"
    filler.write_bytes(bytes(MIB // 2))
    with pytest.raises(FullError):
        spool.put(io.BytesIO(bytes(2 * MIB)))
    assert b"".join(spool.read(kept)) == b"paper"
    assert spool.waiting() == 1
    assert list((small_disk / "incoming").iterdir()) == []
    filler.unlink()
    behind.down = False
    fits = bytes(MIB // 2)
    spool.drain()
    spool.put(io.BytesIO(fits))
    spool.drain()
    assert set(behind.kept) == {kept, digest(fits)}
