"""A workbench without room blames no paper: the work waits until there is some."""

import io
from pathlib import Path

import pytest

from storage.errors import FullError
from tests.fakes.objects import MemoryObjects
from workers.blame import Verdict, blame
from workers.workbench import workbench


def work_on_a_full_disk(objects: MemoryObjects, scratch: Path) -> None:
    key = objects.put(io.BytesIO(b"paper"))
    with workbench(objects, scratch) as bench:
        (bench.folder / f"{key}.part").symlink_to("/dev/full")
        bench.fetch(key)


def test_a_full_disk_is_no_fault_of_the_job(tmp_path: Path) -> None:
    with pytest.raises(FullError) as told:
        work_on_a_full_disk(MemoryObjects(), tmp_path)
    assert blame(told.value).verdict is Verdict.AWAY
    assert list(tmp_path.iterdir()) == []
