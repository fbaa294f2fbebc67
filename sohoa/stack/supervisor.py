"""Keeps programs running: starts them in order, restarts the dead with back-off, tells the user."""

import logging
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from types import TracebackType
from typing import Final, Self

from sohoa.stack.program import Program, Run

_log = logging.getLogger(__name__)

_FIRST_PAUSE: Final = 0.5  # seconds before the first restart; doubled at each further death
_LONGEST_PAUSE: Final = 30.0
_HEALTHY: Final = 60.0  # seconds of life after which earlier deaths are forgiven
_LOOK: Final = 0.2


@dataclass(frozen=True, slots=True, kw_only=True)
class Died:
    """A program ended by itself and will be started again after `pause` seconds."""

    name: str
    status: int
    pause: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Restarted:
    """A program runs again."""

    name: str
    pid: int


Tell = Callable[[Died | Restarted], None]


@dataclass(slots=True, kw_only=True)
class _Kept:
    """A program under care, with what is needed to decide when to start it again."""

    run: Run
    started: float
    deaths: int = 0
    again_at: float | None = None


class Supervisor:
    """Starts programs in the order given, watches them, stops them in the reverse order."""

    def __init__(self, tell: Tell) -> None:
        self._tell = tell
        self._kept: dict[str, _Kept] = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.stop()

    def start(self, program: Program) -> Run:
        """Start a program and wait until it serves; `NotStartedError` when it does not."""
        run = Run.start(program)
        self._kept[program.name] = _Kept(run=run, started=time.monotonic())
        run.wait_ready()
        return run

    def start_together(self, programs: tuple[Program, ...]) -> None:
        """Start programs that do not need one another, then wait until all of them serve."""
        for program in programs:
            self._kept[program.name] = _Kept(run=Run.start(program), started=time.monotonic())
        for program in programs:
            self._kept[program.name].run.wait_ready()

    def pids(self) -> dict[str, int]:
        """Return the process id of each program by its name."""
        return {name: kept.run.pid for name, kept in self._kept.items()}

    def drop(self, name: str) -> None:
        """Stop one program and forget it."""
        self._kept.pop(name).run.stop()

    def watch(self, until: threading.Event) -> None:
        """Restart whatever dies, until the event is set."""
        while not until.wait(_LOOK):
            self.look()

    def look(self) -> None:
        """Look once at every program; restart those whose pause is over."""
        now = time.monotonic()
        for kept in self._kept.values():
            if kept.again_at is not None:
                if now >= kept.again_at:
                    self._start_again(kept, now)
                continue
            status = kept.run.ended()
            if status is not None:
                self._bury(kept, status, now)

    def stop(self) -> None:
        """Stop all, last started first; every one gets the time it was promised."""
        for kept in reversed(self._kept.values()):
            kept.run.stop()
        self._kept.clear()

    def _bury(self, kept: _Kept, status: int, now: float) -> None:
        kept.deaths = 1 if now - kept.started > _HEALTHY else kept.deaths + 1
        pause = self._rest(kept, now)
        kept.run.stop()  # its group may outlive it
        self._tell(Died(name=kept.run.program.name, status=status, pause=pause))

    def _rest(self, kept: _Kept, now: float) -> float:
        pause: float = min(_FIRST_PAUSE * 2.0 ** (kept.deaths - 1), _LONGEST_PAUSE)
        kept.again_at = now + pause
        return pause

    def _start_again(self, kept: _Kept, now: float) -> None:
        try:
            kept.run = Run.start(kept.run.program)
        except OSError as error:  # no room on the disk, or no more processes: it may pass
            _log.warning("%s cannot be started: %s", kept.run.program.name, error)
            kept.deaths += 1
            self._rest(kept, now)
            return
        kept.started, kept.again_at = now, None
        self._tell(Restarted(name=kept.run.program.name, pid=kept.run.pid))
