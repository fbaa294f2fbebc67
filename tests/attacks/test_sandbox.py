"""The sandbox against papers that bite: whatever a task does, the caller gets an answer in time."""

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from workers.confinement import Limits
from workers.errors import (
    BusyError,
    CrashedError,
    OutOfMemoryError,
    SandboxError,
    TaskFailedError,
    TaskRefusedError,
    TimedOutError,
)
from workers.sandbox import Sandbox

TABLE = "tests.fakes.hostile_tasks"
LIMITS = Limits(memory=512 << 20, file_size=8 << 20, reply_bytes=1 << 20)


@pytest.fixture
def sandbox(tmp_path: Path) -> Iterator[Sandbox]:
    with Sandbox(LIMITS, scratch=tmp_path, table=TABLE) as sandbox:
        yield sandbox


def pid(sandbox: Sandbox) -> int:
    found = sandbox.call("echo", {}, 10)["pid"]
    assert isinstance(found, int)
    return found


def is_running(process: int) -> bool:
    try:
        state = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0]
    except FileNotFoundError:
        return False
    return state != "Z"


def gone_soon(process: int) -> bool:
    deadline = time.monotonic() + 10
    while time.monotonic() < deadline:
        if not is_running(process):
            return True
        time.sleep(0.02)
    return False


def test_a_task_gets_its_request_and_gives_its_result(sandbox: Sandbox) -> None:
    assert sandbox.call("echo", {"tên": "Đơn"}, 10)["tên"] == "Đơn"


def test_one_child_does_many_tasks(sandbox: Sandbox) -> None:
    assert pid(sandbox) == pid(sandbox)


def test_progress_reaches_the_caller(sandbox: Sandbox) -> None:
    heard: list[tuple[int, int]] = []
    sandbox.call("count", {}, 10, lambda done, total: heard.append((done, total)))
    assert heard == [(1, 3), (2, 3), (3, 3)]


def test_an_exception_of_the_listener_ends_the_task(sandbox: Sandbox) -> None:
    def listener(done: int, total: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        sandbox.call("count", {}, 10, listener)
    assert sandbox.call("echo", {"still": "fine"}, 10)["still"] == "fine"


def test_a_refusal_keeps_its_code_and_the_child(sandbox: Sandbox) -> None:
    before = pid(sandbox)
    with pytest.raises(TaskRefusedError) as caught:
        sandbox.call("refuse", {}, 10)
    assert caught.value.code == "encrypted_scan"
    assert pid(sandbox) == before


def test_an_unforeseen_error_is_told_with_its_traceback(sandbox: Sandbox) -> None:
    with pytest.raises(TaskFailedError, match="ZeroDivisionError: nobody foresaw this"):
        sandbox.call("stumble", {}, 10)


def test_a_task_outside_the_closed_table_is_not_run(sandbox: Sandbox) -> None:
    for name in ("os.system", "main", "__import__"):
        with pytest.raises(TaskFailedError, match="KeyError"):
            sandbox.call(name, {}, 10)


@pytest.mark.parametrize(
    ("task", "error"),
    [
        ("bomb", OutOfMemoryError),
        ("crash", CrashedError),
        ("leave", CrashedError),
        ("babble", CrashedError),
        ("loop", TimedOutError),
        ("sleep", TimedOutError),
    ],
)
def test_an_attack_costs_one_child_and_no_more(
    sandbox: Sandbox, task: str, error: type[SandboxError]
) -> None:
    before = pid(sandbox)
    with pytest.raises(error):
        sandbox.call(task, {}, 1.0)
    assert not is_running(before)
    assert pid(sandbox) != before


def test_what_a_task_started_dies_with_it(sandbox: Sandbox, tmp_path: Path) -> None:
    note = tmp_path / "offspring"
    with pytest.raises(TimedOutError):
        sandbox.call("loop_with_offspring", {"note": str(note)}, 2.0)
    assert gone_soon(int(note.read_text()))


def test_a_task_has_no_network(sandbox: Sandbox) -> None:
    outcome = sandbox.call("connect", {}, 10)
    assert outcome["inet"] == outcome["inet6"] == os.strerror(1)
    assert outcome["io_uring"] == -1
    # The filter alone explains the above; where the kernel allows it, there is no road at all.
    if sandbox.network() == "namespace and filter":
        assert outcome["interfaces"] == ["lo"]
    else:
        assert sandbox.network() == "filter"


def test_a_file_grows_no_larger_than_its_cap(sandbox: Sandbox) -> None:
    with pytest.raises(TaskFailedError, match="File too large"):
        sandbox.call("fill_disk", {}, 10)


def test_what_a_library_prints_is_no_answer(sandbox: Sandbox) -> None:
    assert sandbox.call("chatter", {}, 10) == {"forged": False}


def test_a_child_sees_no_secrets_of_ours_and_leaves_nothing(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("SOHOA_S3_SECRET_KEY", "hush")
    with Sandbox(LIMITS, scratch=tmp_path, table=TABLE, environment={"EXTRA": "1"}) as sandbox:
        seen = sandbox.call("look_around", {}, 10)
    environment = seen["environment"]
    assert isinstance(environment, dict)
    assert "SOHOA_S3_SECRET_KEY" not in environment
    assert environment["OMP_THREAD_LIMIT"] == environment["EXTRA"] == "1"
    assert list(tmp_path.iterdir()) == []


def test_a_child_outlives_the_thread_that_first_needed_it(sandbox: Sandbox) -> None:
    first: list[int] = []
    thread = threading.Thread(target=lambda: first.append(pid(sandbox)))
    thread.start()
    thread.join()
    time.sleep(0.2)
    assert pid(sandbox) == first[0]


def test_a_busy_sandbox_says_so_in_time(sandbox: Sandbox) -> None:
    def long_call() -> None:
        with pytest.raises(TimedOutError):
            sandbox.call("sleep", {}, 2.0)

    pid(sandbox)
    thread = threading.Thread(target=long_call)
    thread.start()
    time.sleep(0.2)
    with pytest.raises(BusyError):
        sandbox.call("echo", {}, 0.2)
    thread.join()


def test_calls_run_side_by_side_when_there_are_children_for_them(tmp_path: Path) -> None:
    with Sandbox(LIMITS, children=2, scratch=tmp_path, table=TABLE) as sandbox:

        def long_call() -> None:
            with pytest.raises(TimedOutError):
                sandbox.call("sleep", {}, 3.0)

        thread = threading.Thread(target=long_call)
        thread.start()
        time.sleep(0.2)
        assert sandbox.call("echo", {"x": 1}, 2.0)["x"] == 1
        thread.join()


def test_a_fork_leaves_the_children_of_its_parent_alone(sandbox: Sandbox) -> None:
    ours = pid(sandbox)
    fork = os.fork()
    if fork == 0:
        os._exit(0 if pid(sandbox) != ours else 1)
    assert os.waitstatus_to_exitcode(os.waitpid(fork, 0)[1]) == 0
    assert pid(sandbox) == ours


OWNER = """
import sys, time
from pathlib import Path
from workers.sandbox import Sandbox
sandbox = Sandbox(scratch=Path(sys.argv[1]), table="tests.fakes.hostile_tasks")
print(sandbox.call("echo", {}, 10)["pid"], flush=True)
sandbox.call("sleep", {}, 3600)
"""


def test_a_child_dies_with_its_owner_and_its_folder_is_removed_by_the_next(tmp_path: Path) -> None:
    with subprocess.Popen(
        [sys.executable, "-c", OWNER, str(tmp_path)], stdout=subprocess.PIPE, text=True
    ) as owner:
        assert owner.stdout is not None
        child = int(owner.stdout.readline())
        owner.send_signal(signal.SIGKILL)
    assert gone_soon(child)
    assert len(list(tmp_path.iterdir())) == 1
    with Sandbox(LIMITS, scratch=tmp_path, table=TABLE) as sandbox:
        pid(sandbox)
        assert len(list(tmp_path.iterdir())) == 1
