"""Digests of long files in small memory."""

import hashlib
import os
from typing import Final

_CHUNK: Final = 256 << 10  # stays in a processor's own cache


def file_digest(
    descriptor: int, hash_name: str, start: int, end: int, into: "hashlib._Hash | None" = None
) -> "hashlib._Hash":
    """Hash the bytes of an open file from `start` to before `end`, after what `into` holds."""
    state = into or hashlib.new(hash_name)
    buffer = memoryview(bytearray(min(_CHUNK, max(1, end - start))))
    while start < end:
        read = os.preadv(descriptor, [buffer[: min(len(buffer), end - start)]], start)
        if not read:
            raise OSError("the file became shorter while it was read")
        state.update(buffer[:read])
        start += read
    return state
