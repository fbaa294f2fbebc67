"""Objects that were fetched are kept at hand for a while: a long stack is read in many runs.

Each run needs the source; without this, a worker on another machine than the counter's would
download a thick PDF once a run. What is at hand is checked against its digest at every read, as if
it came from the store, and what was used longest ago makes room.
"""

import os
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import BinaryIO, Final

from storage.errors import CorruptError, UnavailableError
from storage.objects import Digest, ObjectStore
from storage.streams import chunks, named, verified

MOST_BYTES: Final = 2 << 30
_PART: Final = ".part"
_ABANDONED: Final = 3600.0  # seconds after which a part belongs to a worker that died


class FetchedObjects:
    """The store `behind`, and a folder of this machine with what was read from it lately.

    It keeps the promise of ObjectStore. Several processes may share the folder. A disk that is
    full or broken costs downloads, nothing else.
    """

    def __init__(self, folder: Path, behind: ObjectStore, most_bytes: int = MOST_BYTES) -> None:
        self._folder = folder
        self._behind = behind
        self._most_bytes = most_bytes

    def put(self, stream: BinaryIO) -> Digest:
        """Put the stream into the store."""
        return self._behind.put(stream)

    def read(self, key: Digest) -> Iterator[bytes]:
        """Yield the whole object, checked.

        `UnavailableError` when this machine's copy was spoiled: it is dropped, so try again.
        """
        path = self._folder / named(key)
        try:
            file = path.open("rb")
        except OSError:
            yield from self._fetch(key, path)
            return
        with file:
            with suppress(OSError):
                os.utime(path)
            try:
                yield from verified(chunks(file), key)
            except CorruptError as error:
                path.unlink(missing_ok=True)
                raise UnavailableError(f"the copy at hand of {key} was spoiled") from error

    def read_range(self, key: Digest, start: int, length: int) -> Iterator[bytes]:
        """Yield a part from the store."""
        return self._behind.read_range(key, start, length)

    def size(self, key: Digest) -> int:
        """Return the size that the store tells."""
        return self._behind.size(key)

    def _fetch(self, key: Digest, path: Path) -> Iterator[bytes]:
        """Yield the object from the store, and keep it once all of it has come."""
        part = self._part()
        try:
            for chunk in self._behind.read(key):
                part = self._write(part, chunk)
                yield chunk
            if part is not None:
                with suppress(OSError):
                    part.close()
                    self._make_room(Path(part.name).stat().st_size)
                    Path(part.name).rename(path)
        finally:
            self._drop(part)

    def _part(self) -> BinaryIO | None:
        try:
            self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            return NamedTemporaryFile(dir=self._folder, suffix=_PART, delete=False)  # type: ignore[return-value] # a wrapper of one
        except OSError:
            return None

    def _write(self, part: BinaryIO | None, chunk: bytes) -> BinaryIO | None:
        """Write on; None from the first chunk on that could not be written."""
        if part is not None:
            try:
                part.write(chunk)
            except OSError:
                self._drop(part)
                return None
        return part

    def _drop(self, part: BinaryIO | None) -> None:
        if part is not None:
            with suppress(OSError):
                part.close()
            with suppress(OSError):
                Path(part.name).unlink(missing_ok=True)

    def _make_room(self, size: int) -> None:
        """Remove what was used longest ago until so many bytes more may be kept."""
        found = []
        for path in self._folder.iterdir():
            with suppress(FileNotFoundError):  # another process makes room, too
                told = path.stat()
                found.append((told.st_mtime, told.st_size, path))
        held = sum(known for _, known, _ in found)  # the part itself is among them
        for used, known, path in sorted(found):
            if held <= max(self._most_bytes, size):
                return
            if path.suffix != _PART or time.time() - used > _ABANDONED:
                path.unlink(missing_ok=True)
                held -= known
