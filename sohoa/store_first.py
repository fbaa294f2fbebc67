"""The object store as `sohoa fsck` must see it: the store itself first, the spool only after it.

In daily use the spool answers first, which would hide what the store has spoiled.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO

from storage.errors import NotFoundError
from storage.objects import Digest, ObjectStore


@dataclass(frozen=True, slots=True)
class StoreFirst:
    """`ObjectStore` over two: what `store` does not have, `spool` may still hold."""

    store: ObjectStore
    spool: ObjectStore

    def put(self, stream: BinaryIO) -> Digest:
        """Keep the bytes in the store."""
        return self.store.put(stream)

    def read(self, key: Digest) -> Iterator[bytes]:
        """Yield the whole object, checked."""
        return self._holder(key).read(key)

    def read_range(self, key: Digest, start: int, length: int) -> Iterator[bytes]:
        """Yield a part, unchecked."""
        return self._holder(key).read_range(key, start, length)

    def size(self, key: Digest) -> int:
        """Return the object's size in bytes."""
        return self._holder(key).size(key)

    def _holder(self, key: Digest) -> ObjectStore:
        try:
            self.store.size(key)
        except NotFoundError:
            return self.spool
        return self.store
