"""A folder in front of the object store, so that what was accepted survives any outage behind it.

`put` returns when the bytes lie fsynced in the folder; it then tries to bring them to the store,
and `drain` does what it could not. Files stay for 24 hours after that: `drain(recheck=True)` at
start puts again what the store has lost meanwhile. It promises what ObjectStore says.

    SPOOL/incoming   being written; leftovers of a crash were never accepted
    SPOOL/pending    accepted, not yet known to be in the store
    SPOOL/kept       in the store too; dropped after 24 hours
    SPOOL/spoiled    the disk changed it: kept for a person to look at, never served
"""

import errno
import logging
import os
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import timedelta
from pathlib import Path
from typing import BinaryIO, Final

from storage.clock import Clock
from storage.errors import CorruptError, FullError, NotFoundError, UnavailableError
from storage.objects import Digest, ObjectStore
from storage.streams import chunks, copied, named, verified

KEEP: Final = timedelta(hours=24)
_log = logging.getLogger(__name__)

_PATIENCE_SECONDS: Final = 3.0  # that a putter waits for the store
_REST_SECONDS: Final = 5.0  # after a failure, putters do not wait for the store
_FULL: Final = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})


class SpooledObjects:
    """The store `behind`, with a folder of this machine in front of it."""

    def __init__(self, folder: Path, behind: ObjectStore, clock: Clock) -> None:
        self._behind = behind
        self._clock = clock
        self._incoming = folder / "incoming"
        self._pending = folder / "pending"
        self._kept = folder / "kept"
        self._spoiled = folder / "spoiled"
        self._rest_until = 0.0
        for part in (self._incoming, self._pending, self._kept, self._spoiled):
            part.mkdir(mode=0o700, parents=True, exist_ok=True)

    def put(self, stream: BinaryIO) -> Digest:
        """Keep the bytes: fsynced here, and in the store as soon as it can be reached.

        Raises `FullError` when the disk has no room; nothing is kept then.
        """
        key = self._accept(stream)
        if time.monotonic() >= self._rest_until:
            self._upload_patiently(key)
        return key

    def read(self, key: Digest) -> Iterator[bytes]:
        """Yield the whole object, checked: from the folder where it has it, else from the store."""
        local = self._open(named(key))
        if local is None:
            yield from self._behind.read(key)
            return
        with local:
            yield from verified(chunks(local), key)

    def read_range(self, key: Digest, start: int, length: int) -> Iterator[bytes]:
        """Yield `length` bytes from offset `start`, fewer where the object ends; unchecked."""
        if start < 0 or length < 0:
            raise ValueError(f"no range: {start}, {length}")
        local = self._open(named(key))
        if local is None:
            yield from self._behind.read_range(key, start, length)
            return
        with local:
            local.seek(start)
            yield from chunks(local, length)

    def size(self, key: Digest) -> int:
        """Return the object's size in bytes."""
        local = self._open(named(key))
        if local is None:
            return self._behind.size(key)
        with local:
            return os.fstat(local.fileno()).st_size

    def waiting(self) -> int:
        """Return how many accepted objects are not yet known to be in the store."""
        return sum(1 for _ in self._pending.iterdir())

    def drain(self, *, recheck: bool = False) -> int:
        """Bring waiting objects to the store and drop old files; return how many were brought.

        `recheck`, at start: look for the kept ones in the store too, and put lost ones again.
        Raises `UnavailableError` at the first that cannot be brought: nothing is lost. Raises
        `CorruptError`, after the others, when the disk has changed one; it is set aside then.
        """
        if recheck:
            for file in list(self._kept.iterdir()):
                if not self._is_behind(file):
                    with suppress(FileNotFoundError):
                        file.replace(self._pending / file.name)
        brought = 0
        spoiled: CorruptError | None = None
        for file in list(self._pending.iterdir()):
            try:
                self._upload(Digest(file.name))
                brought += 1
            except CorruptError as error:
                spoiled = error
        self._sweep_out()
        if spoiled is not None:
            raise spoiled
        return brought

    def _accept(self, stream: BinaryIO) -> Digest:
        with _room(), tempfile.NamedTemporaryFile(dir=self._incoming, delete=False) as file:
            try:
                key, _ = copied(stream, file)  # type: ignore[arg-type]
                file.flush()
                os.fsync(file.fileno())
                Path(file.name).replace(self._pending / key)
            except BaseException:
                with suppress(FileNotFoundError):
                    Path(file.name).unlink()
                raise
        _fsync_folder(self._pending)
        return key

    def _upload_patiently(self, key: Digest) -> None:
        """Bring it to the store, but do not keep whoever put it waiting for a store that hangs."""
        spoiled: list[CorruptError] = []

        def upload() -> None:
            try:
                self._upload(key)
            except CorruptError as error:
                spoiled.append(error)
            except UnavailableError as error:
                _log.warning("object %s waits in the spool: %s", key, error)

        uploading = threading.Thread(target=upload, name=f"spool-{key[:8]}", daemon=True)
        uploading.start()
        uploading.join(_PATIENCE_SECONDS)
        if uploading.is_alive():
            self._rest_until = time.monotonic() + _REST_SECONDS
        if spoiled:
            raise spoiled[0]

    def _upload(self, key: Digest) -> None:
        try:
            with (self._pending / key).open("rb") as file:
                found = self._behind.put(file)
        except FileNotFoundError:  # another process has just brought it
            return
        except UnavailableError:
            self._rest_until = time.monotonic() + _REST_SECONDS
            raise
        if found != key:
            with suppress(FileNotFoundError):
                (self._pending / key).replace(self._spoiled / key)
            raise CorruptError(f"the spool's disk changed object {key}")
        with suppress(FileNotFoundError):
            os.utime(self._pending / key, times=(self._clock().timestamp(),) * 2)
            (self._pending / key).replace(self._kept / key)

    def _is_behind(self, file: Path) -> bool:
        try:
            return self._behind.size(Digest(file.name)) == file.stat().st_size
        except NotFoundError:
            return False
        except FileNotFoundError:  # another process has just dropped it
            return True

    def _sweep_out(self) -> None:
        """Drop kept files after 24 hours, if the store has them, and leftovers of crashes."""
        before = (self._clock() - KEEP).timestamp()
        for file in [*self._kept.iterdir(), *self._incoming.iterdir()]:
            with suppress(FileNotFoundError):
                if file.stat().st_mtime < before and (
                    file.parent == self._incoming or self._is_behind(file)
                ):
                    file.unlink()

    def _open(self, key: Digest) -> BinaryIO | None:
        for folder in (self._pending, self._kept, self._pending):  # it may move while we look
            with suppress(FileNotFoundError):
                return (folder / key).open("rb")
        return None


@contextmanager
def _room() -> Iterator[None]:
    try:
        yield
    except OSError as error:
        if error.errno in _FULL:
            raise FullError("no room left for the spool") from error
        raise


def _fsync_folder(folder: Path) -> None:
    """Make the folder's list of names durable too: a file without its name is lost."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
