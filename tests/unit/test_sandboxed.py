"""The typed face of the sandbox on real files."""

import importlib
import os
import threading
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from PIL import Image, ImageDraw, ImageFont

from ingest.archiving.archive_file import ArchiveMetadata
from ingest.scans.scan import inspect
from ingest.scans.scan_file import ScanLimits
from ingest.text import PageKind, PageText
from signing.policy import Policy
from signing.verdict import Conclusion
from tests.support.processes import CHILD, children, command, kill
from workers.confinement import GIB, Limits
from workers.errors import TaskRefusedError
from workers.file_reach import Reach
from workers.page_reading import ReadPage
from workers.sandbox import Sandbox
from workers.sandbox_tasks import TASKS
from workers.sandboxed import Sandboxed
from workers.wire import to_wire

SENTENCE = (
    "Căn cứ Nghị định của Chính phủ về công tác văn thư, xét đề nghị của người nộp hồ sơ tại bộ "
    "phận một cửa"
)


@pytest.fixture(scope="module")
def sandboxed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Sandboxed]:
    scratch = tmp_path_factory.mktemp("scratch")
    # As an office has it: no file of the machine but these.
    reach = Reach(write=(str(tmp_path_factory.getbasetemp()),))
    with Sandbox(Limits(memory=2 * GIB), children=2, scratch=scratch, reach=reach) as sandbox:
        yield Sandboxed(sandbox, children=2)


@pytest.fixture(scope="module")
def scan(tmp_path_factory: pytest.TempPathFactory) -> Path:
    font = ImageFont.truetype("LiberationSerif-Regular.ttf", 52)
    pages = []
    for number in range(3):
        page = Image.new("L", (1240, 1754), 245)
        for line in range(14):
            start = (5 * number + 7 * line) % 20
            text = f"Trang {number + 1}: " + " ".join(
                (SENTENCE.split() * 2)[start : start + 5 + line % 4]
            )
            ImageDraw.Draw(page).text((120, 150 + 110 * line), text, 20, font)
        pages.append(page)
    path = tmp_path_factory.mktemp("scan") / "scan.tif"
    pages[0].save(path, save_all=True, append_images=pages[1:], dpi=(150, 150))
    return path


def texts(read: Sequence[ReadPage]) -> list[PageText]:
    return [one.page for one in read if one.page is not None]


def test_every_task_of_the_table_is_there() -> None:
    for task, home in TASKS.items():
        assert callable(getattr(importlib.import_module(home), task))


def test_a_scan_is_inspected_and_read_in_the_order_asked(sandboxed: Sandboxed, scan: Path) -> None:
    info = sandboxed.inspect(scan, "đơn.tif")
    assert info.name == "đơn.tif"
    assert [page.kind for page in info.pages] == [PageKind.SCAN] * 3
    heard: list[tuple[int, int]] = []
    read = sandboxed.read_pages(
        scan, info, (2, 0, 1), lambda done, total: heard.append((done, total))
    )
    pages = texts(read)
    assert [page.source_page for page in pages] == [2, 0, 1]
    assert "Trang 3:" in pages[0].text
    assert sorted(heard) == [(1, 3), (2, 3), (3, 3)]


def test_a_child_that_is_killed_from_outside_is_not_held_against_the_paper(
    scan: Path, tmp_path: Path
) -> None:
    killed: list[int] = []

    def kill_once(done: int, total: int) -> None:
        if not killed:
            killed.extend(pid for pid in children(os.getpid()) if CHILD in command(pid))
            for pid in killed:
                kill(pid)

    with Sandbox(Limits(memory=2 * GIB), scratch=tmp_path) as sandbox:
        sandboxed = Sandboxed(sandbox)
        info = sandboxed.inspect(scan, "scan.tif")
        pages = texts(sandboxed.read_pages(scan, info, (0, 1), kill_once))
    assert killed
    assert [page.source_page for page in pages] == [0, 1]


def test_files_read_at_once_ask_for_no_more_children_than_there_are(scan: Path) -> None:
    asked, most, guard = 0, 0, threading.Lock()

    class Counting(Sandbox):
        def call(self, *_: object) -> dict[str, object]:
            nonlocal asked, most
            with guard:
                asked += 1
                most = max(most, asked)
            time.sleep(0.02)
            with guard:
                asked -= 1
            return {"pages": to_wire((ReadPage(None, "unreadable_scan"),))}

    info = inspect(scan, "scan.tif", ScanLimits())
    with Counting(children=2) as sandbox, ThreadPoolExecutor(4) as files:
        sandboxed = Sandboxed(sandbox, children=2)
        read = list(files.map(lambda _: sandboxed.read_pages(scan, info, (0, 1, 2)), range(4)))
    assert [len(pages) for pages in read] == [3] * 4
    assert most == 2


def test_a_page_is_drawn(sandboxed: Sandboxed, scan: Path, tmp_path: Path) -> None:
    out = tmp_path / "page.png"
    sandboxed.render(scan, 1, 300, out)
    with Image.open(out) as picture:
        assert (picture.format, picture.width) == ("PNG", 300)


def test_a_file_that_is_no_scan_is_refused_with_its_code(
    sandboxed: Sandboxed, tmp_path: Path
) -> None:
    empty = tmp_path / "empty.pdf"
    empty.touch()
    with pytest.raises(TaskRefusedError) as caught:
        sandboxed.inspect(empty, "empty.pdf")
    assert caught.value.code == "unreadable_scan"


def test_a_stack_becomes_an_archive_file_that_is_judged_unsigned(
    sandboxed: Sandboxed, scan: Path, tmp_path: Path
) -> None:
    out = tmp_path / "archive.pdf"
    now = datetime(2026, 11, 21, tzinfo=UTC)
    pages = texts(sandboxed.read_pages(scan, sandboxed.inspect(scan, "scan.tif"), (0, 1)))
    meta = ArchiveMetadata(title="Đơn", created=now)
    assert sandboxed.assemble([scan], pages, out, meta).pages == 2
    verdict = sandboxed.verify(out, None, Policy(), now)
    assert verdict.conclusion is Conclusion.UNSIGNED
    copy = tmp_path / "copy.pdf"
    assert sandboxed.write_access_copy([scan], pages, copy, meta).pages == 2
    assert copy.stat().st_size


def test_a_draft_without_a_place_for_its_number_is_refused(
    sandboxed: Sandboxed, scan: Path, tmp_path: Path
) -> None:
    with pytest.raises(TaskRefusedError):
        sandboxed.stamp(
            scan, tmp_path / "out.pdf", number="1", on=date(2026, 11, 21), font=None, link=None
        )
    assert not (tmp_path / "out.pdf").exists()
