"""The object store's twin in memory. It may misbehave on request."""

import io
from collections.abc import Iterator
from typing import BinaryIO

from storage.errors import NotFoundError, UnavailableError
from storage.objects import Digest, digest
from storage.streams import chunks, named, verified


class MemoryObjects:
    """Keeps the promise of ObjectStore, unless told to be `down`, to `spoil` or to `lose`."""

    def __init__(self) -> None:
        self.kept: dict[str, bytes] = {}
        self.down = False
        self.puts = 0

    def put(self, stream: BinaryIO) -> Digest:
        self._answer()
        data = stream.read()
        self.puts += 1
        self.kept.setdefault(digest(data), data)
        return digest(data)

    def read(self, key: Digest) -> Iterator[bytes]:
        return verified(self._parts(key), key)

    def read_range(self, key: Digest, start: int, length: int) -> Iterator[bytes]:
        yield from chunks(io.BytesIO(self._data(key)[start:]), length)

    def size(self, key: Digest) -> int:
        return len(self._data(key))

    def list(self) -> Iterator[tuple[str, int]]:
        self._answer()
        yield from ((key, len(data)) for key, data in sorted(self.kept.items()))

    def spoil(self, key: Digest) -> None:
        """Change the object's first byte behind everybody's back."""
        data = self.kept[key]
        self.kept[key] = bytes([data[0] ^ 1]) + data[1:]

    def lose(self, key: Digest) -> None:
        """Delete the object behind everybody's back."""
        del self.kept[key]

    def _parts(self, key: Digest) -> Iterator[bytes]:
        yield from chunks(io.BytesIO(self._data(key)))

    def _data(self, key: Digest) -> bytes:
        self._answer()
        try:
            return self.kept[named(key)]
        except KeyError as error:
            raise NotFoundError(key) from error

    def _answer(self) -> None:
        if self.down:
            raise UnavailableError("told to be down")
