"""A disk that is full: hand-ins are refused, what was accepted stays, and room is all it takes."""

import io
import os
import shutil
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
    """A file system of one MiB."""
    mount = shutil.which("mount")
    if os.geteuid() != 0 or mount is None:
        pytest.skip("only root may mount a file system")
    folder = tmp_path / "disk"
    folder.mkdir()
    words = [mount, "-t", "tmpfs", "-o", "size=1m", "tmpfs", str(folder)]
    if subprocess.run(words, capture_output=True, timeout=30, check=False).returncode:
        pytest.skip("mounting is not allowed here")
    yield folder
    subprocess.run(
        [shutil.which("umount") or "umount", "--lazy", str(folder)], timeout=30, check=True
    )


def test_a_full_spool_refuses_keeps_and_recovers(small_disk: Path, clock: SetClock) -> None:
    behind = MemoryObjects()
    behind.down = True
    spool = SpooledObjects(small_disk, behind, clock)
    kept = spool.put(io.BytesIO(b"paper"))
    filler = small_disk / "log"
    filler.write_bytes(bytes(MIB // 2))
    with pytest.raises(FullError):
        spool.put(io.BytesIO(bytes(MIB)))
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
