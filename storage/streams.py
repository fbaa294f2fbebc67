"""Bytes on their way in and out: read with a bounded buffer, hashed as they pass."""

import hashlib
import re
from collections.abc import Iterator
from typing import BinaryIO, Final

from storage.errors import CorruptError, NotFoundError
from storage.objects import CHUNK, Digest

_NAME: Final = re.compile(r"[0-9a-f]{64}")


def named(key: str) -> Digest:
    """Return the key, or raise `NotFoundError` for what cannot be one: nothing is kept there."""
    if _NAME.fullmatch(key) is None:
        raise NotFoundError(f"object {key!r}")
    return Digest(key)


def copied(source: BinaryIO, target: BinaryIO | None) -> tuple[Digest, int]:
    """Read a stream to its end, into `target` if given; return its digest and size."""
    hashing, size = hashlib.sha256(), 0
    while chunk := source.read(CHUNK):
        hashing.update(chunk)
        size += len(chunk)
        if target is not None:
            target.write(chunk)
    return Digest(hashing.hexdigest()), size


def chunks(source: BinaryIO, length: int | None = None) -> Iterator[bytes]:
    """Yield a stream's bytes in chunks: all of them, or at most `length`."""
    left = length
    while left is None or left > 0:
        chunk = source.read(CHUNK if left is None else min(CHUNK, left))
        if not chunk:
            return
        if left is not None:
            left -= len(chunk)
        yield chunk


def verified(parts: Iterator[bytes], key: Digest) -> Iterator[bytes]:
    """Yield the parts, but the last one only when all of them have the digest.

    Raises `CorruptError`.
    """
    hashing = hashlib.sha256()
    held: bytes | None = None
    for part in parts:
        hashing.update(part)
        if held is not None:
            yield held
        held = part
    if hashing.hexdigest() != key:
        raise CorruptError(f"object {key} holds bytes with digest {hashing.hexdigest()}")
    if held is not None:
        yield held
