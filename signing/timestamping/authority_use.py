"""How much each timestamping authority may be asked, and which is left alone for a while.

Authorities count calls and shut out who asks too often; one that is down costs every signature
its whole time limit. So each has a budget of calls a minute, and one that failed several times in
a row rests. What is known is shared by all processes that name the same file, since a worker's
processes live for a minute.
"""

import fcntl
import json
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path
from threading import Lock
from typing import Final

_MINUTE: Final = 60.0
_MOST_BYTES: Final = 1 << 20


@dataclass(slots=True)
class _Known:
    """What is remembered of one authority. Times are seconds since 1970."""

    calls: list[float] = field(default_factory=list)
    failures: int = 0
    rests_until: float = 0.0


class AuthorityUse:
    """Says whether an authority may be asked now. Thread safe, and safe between processes.

    `per_minute` None: no budget. After `patience` failures in a row an authority rests for `rest`
    seconds; then one call may try it, and the next failure lets it rest again. `shared`: the file
    that processes share; without it each process knows for itself. A file that cannot be read or
    written never keeps anybody from signing: it is then as if nothing were known.
    """

    def __init__(
        self,
        *,
        per_minute: int | None = None,
        patience: int = 3,
        rest: float = 120.0,
        shared: Path | None = None,
        clock: Callable[[], float] = time.time,
    ) -> None:
        self._per_minute = per_minute
        self._patience = patience
        self._rest = rest
        self._shared = shared
        self._clock = clock
        self._lock = Lock()
        self._known: dict[str, _Known] = {}

    def take(self, authority: str) -> str | None:
        """Count one call and return None; or return why it may not be made now, in English."""
        now = self._clock()
        with self._state() as state:
            known = state.setdefault(authority, _Known())
            known.calls = [at for at in known.calls if now - _MINUTE < at <= now]
            if now < known.rests_until <= now + self._rest:
                return f"left alone for {known.rests_until - now:.0f} s after {known.failures}"
            if self._per_minute is not None and len(known.calls) >= self._per_minute:
                return f"asked {len(known.calls)} times within a minute already"
            known.calls.append(now)
            return None

    def succeeded(self, authority: str) -> None:
        """Forget the failures of an authority that answered well."""
        with self._state() as state:
            known = state.setdefault(authority, _Known())
            known.failures, known.rests_until = 0, 0.0

    def failed(self, authority: str) -> None:
        """Count a failure: no answer, or one that does not hold."""
        with self._state() as state:
            known = state.setdefault(authority, _Known())
            known.failures += 1
            if known.failures >= self._patience:
                known.rests_until = self._clock() + self._rest

    @contextmanager
    def _state(self) -> Iterator[dict[str, _Known]]:
        with self._lock:
            if self._shared is None:
                yield self._known
                return
            try:
                file = self._shared.open("a+b")
            except OSError:
                yield self._known
                return
            with file:
                fcntl.flock(file, fcntl.LOCK_EX)
                file.seek(0)
                state = _parsed(file.read(_MOST_BYTES))
                yield state
                written = json.dumps({name: asdict(one) for name, one in state.items()})
                file.seek(0)
                file.truncate()
                file.write(written.encode())


def _parsed(text: bytes) -> dict[str, _Known]:
    try:
        return {
            str(name): _Known(
                calls=[float(at) for at in one["calls"]],
                failures=int(one["failures"]),
                rests_until=float(one["rests_until"]),
            )
            for name, one in json.loads(text or b"{}").items()
        }
    except (ValueError, TypeError, KeyError, AttributeError):
        return {}
