"""Answers kept in a folder for as long as they count; what is in it can be lost at any time.

A file's modification time is the moment until which it counts. Files appear whole (written aside,
then renamed), so any number of processes may share the folder. It never grows past its bound: what
would end soonest goes first. Failures are kept apart, for a moment only, and only as failures.
"""

import contextlib
import hashlib
import os
import tempfile
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final

_DRAFT: Final = ".draft-"
_FAILED: Final = ".failed"
_FAILED_SECONDS: Final = 60
_DRAFT_HOURS: Final = 1  # a draft that old was left by a process that is gone
_MOST_BYTES: Final = 512 * 1024 * 1024


class AnswerFolder:
    """Whole files by key. Every method may raise `OSError`, as the disk does.

    `clock` gives an aware time; `most` is the bound in bytes.
    """

    def __init__(
        self, folder: Path, *, clock: Callable[[], datetime], most: int = _MOST_BYTES
    ) -> None:
        self._folder = folder
        self._clock = clock
        self._most = most

    def find(self, key: str) -> Path | None:
        """Return the file kept for the key where it still counts."""
        path = self._place(key)
        with contextlib.suppress(FileNotFoundError):
            if path.stat().st_mtime > self._clock().timestamp():
                return path
        return None

    def failure(self, key: str) -> str | None:
        """Return why asking for the key failed a moment ago."""
        path = self.find(key + _FAILED)
        if path is None:
            return None
        with contextlib.suppress(FileNotFoundError):
            return path.read_text("utf-8")
        return None

    @contextlib.contextmanager
    def draft(self) -> Iterator[Path]:
        """Give a new empty file to write to; gone afterwards unless it was kept."""
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(prefix=_DRAFT, dir=self._folder)
        os.close(handle)
        path = Path(name)
        try:
            yield path
        finally:
            path.unlink(missing_ok=True)

    def keep(self, draft: Path, key: str, until: datetime) -> None:
        """Keep what the draft holds; its name in the folder is no longer the draft's."""
        moment = until.timestamp()
        os.utime(draft, (moment, moment))
        draft.replace(self._place(key))
        self._bound()

    def keep_bytes(self, data: bytes, key: str, until: datetime) -> None:
        """Keep these bytes."""
        with self.draft() as draft:
            draft.write_bytes(data)
            self.keep(draft, key, until)

    def keep_failure(self, key: str, why: str) -> None:
        """Remember for a minute that asking failed, so that a batch does not wait each time."""
        until = self._clock() + timedelta(seconds=_FAILED_SECONDS)
        self.keep_bytes(why.encode("utf-8"), key + _FAILED, until)

    def _place(self, key: str) -> Path:
        return self._folder / hashlib.sha256(key.encode("utf-8")).hexdigest()

    def _bound(self) -> None:
        now = self._clock().timestamp()
        known = sorted(_files(self._folder))
        total = sum(size for _, size, _ in known)
        for moment, size, path in known:
            if path.name.startswith(_DRAFT):
                ended = moment + _DRAFT_HOURS * 3600 < now
            else:
                ended = moment <= now or total > self._most
            if ended:
                path.unlink(missing_ok=True)
                total -= size


def _files(folder: Path) -> Iterator[tuple[float, int, Path]]:
    for path in folder.iterdir():
        with contextlib.suppress(FileNotFoundError):
            state = path.stat()
            yield state.st_mtime, state.st_size, path
