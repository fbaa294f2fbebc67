"""Files read side by side: a bad one is named, and what the machine lacks is raised."""

from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from ingest.scans.scan_file import MediaType, PageInfo, ScanFileInfo
from ingest.text import PageKind
from sohoa.reading_files import Scan, read_files
from workers.errors import CrashedError, SandboxError, TaskFailedError, TaskRefusedError
from workers.page_reading import ReadPage, unread_page

A4 = PageInfo(number=0, kind=PageKind.SCAN, width=1240, height=1754, dpi=150)
FOUND = ReadPage(unread_page(A4))


class Reader:
    """Reads every file but those that `faults` names."""

    def __init__(self, **faults: SandboxError) -> None:
        self._faults = faults

    def read_pages(
        self,
        path: Path,
        _info: ScanFileInfo,
        pages: Sequence[int],
        hear: Callable[[int, int], None],
    ) -> list[ReadPage]:
        if path.stem in self._faults:
            raise self._faults[path.stem]
        for done in range(len(pages)):
            hear(done + 1, len(pages))
        return [FOUND] * len(pages)


def scan(name: str, pages: int) -> Scan:
    info = ScanFileInfo(name=name, sha256="", size=1, media_type=MediaType.PDF, pages=(A4,) * pages)
    return Scan(path=Path(name), opened=Path(name), info=info)


SCANS = (scan("one.pdf", 2), scan("two.pdf", 1), scan("three.pdf", 3))


def unheard(_done: int, _of: int) -> None:
    pass


def test_pages_of_all_files_come_in_their_order_and_are_counted_together() -> None:
    told: list[tuple[int, int]] = []
    read = read_files(Reader(), SCANS, lambda done, of: told.append((done, of)))
    assert [page.source for page in read.pages] == [0, 0, 1, 2, 2, 2]
    assert sorted(told) == [(done, 6) for done in range(1, 7)]


@pytest.mark.parametrize("fault", [CrashedError("dead"), TaskFailedError("zero")])
def test_a_bad_file_is_named_and_the_others_move_up(fault: SandboxError) -> None:
    read = read_files(Reader(two=fault), SCANS, unheard)
    assert read.bad == ((Path("two.pdf"), fault.code),)
    assert [page.source for page in read.pages] == [0, 0, 1, 1, 1]
    assert [one.path.name for one in read.scans] == ["one.pdf", "three.pdf"]


def test_what_nobody_foresaw_in_every_file_is_raised() -> None:
    fault = TaskFailedError("zero")
    with pytest.raises(TaskFailedError):
        read_files(Reader(one=fault, two=fault, three=fault), SCANS, unheard)


def test_a_missing_engine_is_no_fault_of_a_file() -> None:
    with pytest.raises(TaskRefusedError, match="no data"):
        read_files(Reader(two=TaskRefusedError("engine_missing", "no data")), SCANS, unheard)
