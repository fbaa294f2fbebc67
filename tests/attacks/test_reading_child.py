"""The child that reads, with its real engine: it leaves no files, keeps its limits, is replaced."""

import os
import subprocess
import sys
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image

from tests.support import coded_images, hostile
from tests.support.processes import CHILD, children, command, kill
from workers.confinement import Limits
from workers.sandbox import Sandbox
from workers.sandboxed import Sandboxed

MIB = 1 << 20
WAITING_CHILD = {".lock", "stderr"}


@pytest.fixture
def sandbox(tmp_path: Path, model: Path) -> Iterator[Sandbox]:
    scratch = tmp_path / "scratch"
    scratch.mkdir()
    with Sandbox(scratch=scratch) as sandbox:
        sandbox.call("load_reader", {"model": str(model), "thorough": False}, 60)
        yield sandbox


def own_children(folder: Path) -> list[int]:
    """Return the confined children that live in that folder: other tests' may be alive, too."""
    return [
        pid
        for pid in children(os.getpid())
        if CHILD in command(pid) and Path(f"/proc/{pid}/cwd").readlink().is_relative_to(folder)
    ]


def of_the_child(entry: str, folder: Path) -> int:
    """Return the child's entry of that name in /proc/PID/status, in bytes or as a number."""
    (child,) = own_children(folder)
    lines = Path(f"/proc/{child}/status").read_text().splitlines()
    (value,) = (line.split()[1:] for line in lines if line.startswith(f"{entry}:"))
    return int(value[0]) * (1024 if value[1:] == ["kB"] else 1)


def read(sandbox: Sandbox, model: Path, data: bytes, folder: Path) -> int:
    path = hostile.put(folder, data)
    reader = Sandboxed(sandbox, model=model)
    info = reader.inspect(path, "scan.pdf")
    read = reader.read_pages(path, info, range(len(info.pages)))
    return sum(one.page is not None for one in read)


def test_a_child_that_read_leaves_no_files(sandbox: Sandbox, model: Path, tmp_path: Path) -> None:
    data = coded_images.pdf_with(coded_images.all_codings()["jpeg"])
    assert read(sandbox, model, data, tmp_path) == 1
    scratch = tmp_path / "scratch"
    assert {path.name for path in scratch.rglob("*") if path.is_file()} == WAITING_CHILD


def test_the_network_writes_nothing_home_wherever_it_is_loaded(tmp_path: Path) -> None:
    """Outside of a child, too: onnxruntime would leave a number for this machine and a database."""
    home = {"HOME": str(tmp_path), "TMPDIR": str(tmp_path), "PATH": os.environ["PATH"]}
    code = "import sys; sys.dont_write_bytecode = True; import ingest.recognition.network"
    subprocess.run([sys.executable, "-c", code], env=home, check=True)
    assert list(tmp_path.iterdir()) == []


def test_a_child_with_the_network_fits_into_its_memory(
    sandbox: Sandbox, model: Path, tmp_path: Path
) -> None:
    data = coded_images.pdf_with(coded_images.all_codings()["jpeg"])
    read(sandbox, model, data, tmp_path)
    assert of_the_child("VmPeak", tmp_path) < Limits().memory
    # The engine's own thread pools are off: one page, one thread, and those that libraries keep.
    assert of_the_child("Threads", tmp_path) <= 4


def test_the_largest_page_fits_into_a_childs_memory(
    sandbox: Sandbox, model: Path, tmp_path: Path
) -> None:
    """A3 in colour at 600 dpi: seventy million pixels, a fifth of a gigabyte a copy."""
    stream = BytesIO()
    Image.new("RGB", (7_016, 9_921), "white").save(stream, "TIFF", compression="tiff_lzw")
    assert read(sandbox, model, stream.getvalue(), tmp_path) == 1


def test_a_child_killed_on_every_page_is_replaced_and_the_stack_is_read(
    model: Path, tmp_path: Path
) -> None:
    path = hostile.put(
        tmp_path, coded_images.pdf_of_pages(*[coded_images.all_codings()["fax"]] * 3)
    )
    killed: dict[int, int] = {}  # by how many pages had been read

    def kill_after_each(done: int, _total: int) -> None:
        if len(killed) < 2 and done not in killed:  # no page costs two: one costs a second try
            (killed[done],) = own_children(tmp_path)
            kill(killed[done])

    with Sandbox(scratch=tmp_path) as sandbox:
        reader = Sandboxed(sandbox, model=model)
        info = reader.inspect(path, "scan.pdf")
        pages = reader.read_pages(path, info, range(3), kill_after_each)
    assert len(set(killed.values())) == 2
    assert [page.problem for page in pages] == [None] * 3
