"""Where papers from outside are opened: in confined child processes, never in our own.

A small pool of persistent children (loading the engines costs more than most tasks). A child
that crashed, hung or ran out of memory is replaced; so is one that has done many tasks. The tasks
themselves are listed in `workers.sandbox_tasks`; `workers.sandboxed` is the typed face.
"""

import contextlib
import os
import queue
import threading
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from types import MappingProxyType, TracebackType
from typing import Final, Self

from workers.confinement import Confined, Limits
from workers.errors import BusyError, SandboxError, TaskFailedError, TaskRefusedError
from workers.file_reach import Reach
from workers.sandbox_process import SandboxProcess

Report = Callable[[int, int], None]

_TASKS_A_CHILD: Final = 500  # then a fresh one: engines leak
_NO_EXTRAS: Final[Mapping[str, str]] = MappingProxyType({})


class Sandbox:
    """Runs named tasks in confined children. Thread safe.

    `children` calls can run at once; each child is started when first needed. `environment` is
    added to a child's otherwise fixed environment (TESSDATA_PREFIX, say). `table` names the
    module whose TASKS say which module does which task. `reach` names the files, besides scratch
    folders, that a child may open; None: whatever this user may (files anywhere, named by a
    person on the command line).
    """

    def __init__(
        self,
        limits: Limits | None = None,
        *,
        children: int = 1,
        scratch: Path | None = None,
        environment: Mapping[str, str] = _NO_EXTRAS,
        table: str = "workers.sandbox_tasks",
        reach: Reach | None = None,
    ) -> None:
        self._limits = limits or Limits()
        self._children = children
        self._scratch = scratch
        self._environment = dict(environment)
        self._table = table
        self._reach = reach
        self._begin()

    def call(
        self,
        task: str,
        request: Mapping[str, object],
        timeout: float,
        on_progress: Report | None = None,
    ) -> dict[str, object]:
        """Do one task within `timeout` seconds and return its result.

        Requests and results are JSON objects; files are named by absolute path. Raises
        `BusyError` when no child was free for `timeout` seconds, else what `SandboxError` lists;
        an exception of `on_progress` ends the task and comes through.
        """
        self._renew_after_fork()
        seats = self._seats
        try:
            seat = seats.get(timeout=timeout)
        except queue.Empty:
            raise BusyError("all children are at work") from None
        keep = False
        try:
            result = seat.child(self._start).ask(task, request, timeout, on_progress)
            keep = True
        except (TaskRefusedError, TaskFailedError):
            keep = True
            raise
        else:
            return result
        finally:
            seat.done(keep=keep)
            seats.put(seat)

    def warm(self, task: str, request: Mapping[str, object], timeout: float) -> None:
        """Have every child started and `task` done in each, without waiting for it.

        For a task that loads what others need: the caller goes on with its own loading. What goes
        wrong shows in the first call that matters.
        """
        for _ in range(self._children):
            threading.Thread(target=self._try, args=(task, request, timeout), daemon=True).start()

    def network(self) -> str:
        """Say how a child's network is shut off (for the doctor); starts one to find out."""
        return self.confined().network

    def confined(self) -> Confined:
        """Say how a child is confined; starts one to find out."""
        process = self._start()
        process.kill()
        return process.confined

    def close(self) -> None:
        """End all children. Waits for calls under way."""
        self._renew_after_fork()
        for _ in range(self._children):
            seat = self._seats.get()
            seat.end()
        self._keeper.shutdown()
        self._begin()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def _try(self, task: str, request: Mapping[str, object], timeout: float) -> None:
        with contextlib.suppress(SandboxError, OSError):
            self.call(task, request, timeout)

    def _begin(self) -> None:
        self._owner = os.getpid()
        # A child dies with the *thread* that started it (prctl(2), PR_SET_PDEATHSIG), and callers'
        # threads come and go; so one thread that lives as long as we do starts them all.
        self._keeper = ThreadPoolExecutor(max_workers=1, thread_name_prefix="sandbox-keeper")
        self._seats: queue.SimpleQueue[_Seat] = queue.SimpleQueue()
        for _ in range(self._children):
            self._seats.put(_Seat())

    def _renew_after_fork(self) -> None:
        """Leave the children, thread and locks of the process we were forked from alone."""
        if self._owner != os.getpid():
            self._begin()

    def _start(self) -> SandboxProcess:
        def start() -> SandboxProcess:
            return SandboxProcess(
                limits=self._limits,
                table=self._table,
                environment=self._environment,
                scratch=self._scratch,
                reach=self._reach,
            )

        return self._keeper.submit(start).result()


class _Seat:
    """A place for one child, empty until needed."""

    def __init__(self) -> None:
        self._process: SandboxProcess | None = None
        self._tasks = 0

    def child(self, make: Callable[[], SandboxProcess]) -> SandboxProcess:
        """Return the child in this place, a fresh one where there is none alive."""
        if self._process is not None and self._process.alive:
            return self._process
        self.end()
        self._tasks = 0
        self._process = make()
        return self._process

    def done(self, *, keep: bool) -> None:
        """Note a task done; end the child when it must not do another."""
        self._tasks += 1
        if not keep or self._tasks >= _TASKS_A_CHILD:
            self.end()

    def end(self) -> None:
        """Empty the place."""
        if self._process is not None:
            self._process.kill()
            self._process = None
