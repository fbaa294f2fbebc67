"""Pages in runs: what is bad costs itself, what hangs its reader is soon left alone."""

from collections.abc import Callable, Sequence

import pytest

from ingest.scans.scan_file import PageInfo
from ingest.text import PageKind
from workers.errors import (
    BusyError,
    CrashedError,
    SandboxError,
    TaskFailedError,
    TaskRefusedError,
    TimedOutError,
)
from workers.page_reading import ReadPage, Report, read_in_runs, unread_page

A4 = PageInfo(number=0, kind=PageKind.SCAN, width=1240, height=1754, dpi=150)
GOOD = ReadPage(unread_page(A4))


class Reader:
    """Reads pages until it meets one that `faults` names."""

    def __init__(self, faults: Callable[[int], SandboxError | None]) -> None:
        self.faults = faults
        self.asked: list[list[int]] = []

    def __call__(self, run: Sequence[int], report: Report) -> list[ReadPage]:
        self.asked.append(list(run))
        for done, number in enumerate(run, start=1):
            if fault := self.faults(number):
                raise fault
            report(done, len(run))
        return [GOOD] * len(run)


def problems(pages: Sequence[ReadPage]) -> list[str | None]:
    return [page.problem for page in pages]


def test_a_page_that_kills_its_reader_costs_itself() -> None:
    reader = Reader(lambda number: CrashedError("dead") if number == 11 else None)
    heard: list[tuple[int, int]] = []
    pages = read_in_runs(reader, range(32), 1, lambda *told: heard.append(told))
    assert problems(pages) == [None] * 11 + ["task_crashed"] + [None] * 20
    assert heard[-1] == (32, 32)
    assert reader.asked[0] == list(range(8))  # the run before it was read once
    assert sum(len(run) for run in reader.asked) == 32 + 8


def test_after_bad_pages_in_a_row_the_rest_of_the_run_is_not_tried() -> None:
    reader = Reader(lambda number: TimedOutError("hangs") if number < 5 else None)
    pages = read_in_runs(reader, range(32), 1, None)
    assert problems(pages) == ["task_timed_out"] * 8 + [None] * 24
    assert reader.asked[:5] == [list(range(8)), [0], [1], [2], list(range(8, 16))]


def test_a_file_that_hangs_on_every_page_is_left_after_two_runs() -> None:
    reader = Reader(lambda _number: TimedOutError("hangs"))
    pages = read_in_runs(reader, range(2_000), 1, None)
    assert set(problems(pages)) == {"task_timed_out"}
    assert len(reader.asked) == 2 * (1 + 3)


def test_bad_pages_of_a_short_file_cost_themselves() -> None:
    reader = Reader(lambda number: CrashedError("dead") if number in {0, 1} else None)
    pages = read_in_runs(reader, range(4), 1, None)
    assert problems(pages) == ["task_crashed", "task_crashed", None, None]


def test_an_error_that_nobody_foresaw_costs_its_page_unless_it_meets_them_all() -> None:
    some = Reader(lambda number: TaskFailedError("zero") if number == 1 else None)
    assert problems(read_in_runs(some, range(3), 1, None)) == [None, "task_failed", None]
    with pytest.raises(TaskFailedError, match="all"):
        read_in_runs(Reader(lambda _number: TaskFailedError("all")), range(3), 1, None)


@pytest.mark.parametrize("fault", [BusyError("wait"), TaskRefusedError("engine_missing", "none")])
def test_what_says_nothing_of_the_paper_is_raised(fault: SandboxError) -> None:
    with pytest.raises(type(fault)):
        read_in_runs(Reader(lambda number: fault if number == 9 else None), range(20), 2, None)


def test_an_exception_of_the_listener_comes_through() -> None:
    def listener(_done: int, _total: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        read_in_runs(Reader(lambda _number: None), range(3), 1, listener)


def test_runs_side_by_side_come_back_in_order() -> None:
    def read(run: Sequence[int], _report: Report) -> list[ReadPage]:
        return [ReadPage(None, str(number)) for number in run]

    assert problems(read_in_runs(read, range(30), 3, None)) == [str(n) for n in range(30)]


def test_no_page_is_no_work() -> None:
    assert read_in_runs(Reader(lambda _number: None), (), 2, None) == ()


def test_an_unread_page_keeps_its_size_and_is_not_blank() -> None:
    page = unread_page(A4)
    assert (page.width, page.height, page.blank, page.text) == (1240, 1754, False, "")
