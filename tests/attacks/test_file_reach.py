"""A child that a paper has taken over: what it still can open, start and reach."""

import os
from pathlib import Path

import pytest

import tests
from tests.fakes.objects import MemoryObjects
from workers.errors import TaskRefusedError
from workers.file_reach import Reach
from workers.sandbox import Sandbox
from workers.scratch import Scratch
from workers.workbench import Workbench

TABLE = "tests.fakes.hostile_tasks"
OUR_TESTS = str(Path(tests.__file__).parent)
DENIED = os.strerror(13)


@pytest.fixture
def secret(tmp_path: Path) -> Path:
    path = tmp_path / "data" / "secrets" / "token.key"
    path.parent.mkdir(parents=True)
    path.write_text("hush")
    return path


def limited(tmp_path: Path, *read: Path) -> Sandbox:
    scratch = tmp_path / "scratch"
    scratch.mkdir(exist_ok=True)
    reach = Reach(read=(OUR_TESTS, *map(str, read)))
    sandbox = Sandbox(scratch=scratch, table=TABLE, reach=reach)
    if not sandbox.confined().files:
        pytest.skip("this kernel has no Landlock")
    return sandbox


def test_a_child_opens_no_secret_and_starts_no_program(tmp_path: Path, secret: Path) -> None:
    with limited(tmp_path) as sandbox:
        outcome = sandbox.call("reach_out", {"paths": [str(secret), "/etc/passwd"]}, 10)
    assert outcome.pop("own folder") == "done"
    outcome.pop("signal")  # kept from it since Linux 6.12 only
    assert set(outcome.values()) <= {DENIED, os.strerror(1)}, outcome
    assert secret.read_text() == "hush"


def test_a_child_that_may_start_no_program_has_no_second_reader_by_program(tmp_path: Path) -> None:
    with limited(tmp_path) as sandbox, pytest.raises(TaskRefusedError, match="cannot be started"):
        sandbox.call("read_by_program", {}, 30)


def test_a_child_opens_what_it_was_given_also_when_that_was_put_there_later(
    tmp_path: Path, secret: Path
) -> None:
    given = tmp_path / "trust"
    with limited(tmp_path, given) as sandbox:
        assert sandbox.call("reach_out", {"paths": [str(secret)]}, 10)
        given.mkdir()
        (given / "root.pem").write_text("root")
        outcome = sandbox.call("reach_out", {"paths": [str(given / "root.pem")]}, 10)
    assert outcome[str(given / "root.pem")] == "done"
    assert outcome["write"] == DENIED


def test_a_link_left_in_place_of_a_result_is_not_followed(tmp_path: Path, secret: Path) -> None:
    out = tmp_path / "out.pdf"
    out.symlink_to(secret)
    objects = MemoryObjects()
    with pytest.raises(OSError, match="symbolic links"):
        Workbench(tmp_path, objects).keep(out)
    assert not list(objects.list())


def test_a_place_for_papers_that_somebody_else_may_enter_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    (tmp_path / f"sohoa-{os.getuid()}").mkdir()
    (tmp_path / f"sohoa-{os.getuid()}").chmod(0o777)
    with pytest.raises(PermissionError, match="ours alone"):
        Scratch()
