"""The port to the object store. An object's key is the SHA-256 of its bytes, in lower-case hex."""

import hashlib
from collections.abc import Iterator
from typing import BinaryIO, NewType, Protocol

Digest = NewType("Digest", str)
CHUNK = 1 << 18  # bytes read at a time when streaming: small enough to stay in the L2 cache


def digest(data: bytes) -> Digest:
    """Return the name that these bytes have."""
    return Digest(hashlib.sha256(data).hexdigest())


class ObjectStore(Protocol):
    """Write-once bytes, named by their SHA-256.

    `put` is idempotent: the same bytes give the same key and one object, also when two put at
    once; it reads the stream to its end with a bounded buffer. `read` yields chunks of at most
    `CHUNK` bytes and raises `CorruptError` before the last chunk is handed over when the whole
    does not have the digest. `read_range` cannot check a digest and is for serving parts only.
    Unknown keys raise `NotFoundError`, an unreachable store `UnavailableError`.
    """

    def put(self, stream: BinaryIO) -> Digest:
        """Keep the stream's bytes and return their name."""
        ...

    def read(self, key: Digest) -> Iterator[bytes]:
        """Yield the whole object, checked."""
        ...

    def read_range(self, key: Digest, start: int, length: int) -> Iterator[bytes]:
        """Yield `length` bytes from offset `start`, unchecked."""
        ...

    def size(self, key: Digest) -> int:
        """Return the object's size in bytes."""
        ...
