"""Signs a file where it lies: read once, appended to once, or left exactly as it was.

Nothing is written before the CMS is there, so a process that dies while the key is at work leaves
the file untouched. For whoever holds both the file and the key; an office's steps make room, sign
and fill the room in three processes (law 8).
"""

import fcntl
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from cryptography import x509

from signing.errors import UnsuitableDocumentError
from signing.making.hashing import file_digest
from signing.making.room import Standing, append, held_room, in_room
from signing.profiles import SignatureSpec
from signing.selfcheck.original import Original


@contextmanager
def signed_in_place(
    path: Path,
    spec: SignatureSpec,
    certificate: x509.Certificate,
    build: Callable[[bytes], bytes],
    *,
    sync: bool,
    standing: Standing | None = None,
) -> Iterator[Original]:
    """Append a signature to the file and tell what it was; taken back where the block raises.

    `build` gives the CMS for a digest by the spec's hash. `sync`: on the disk before this returns.
    `standing`: see `make_room`. Raises `UnsuitableDocumentError`, what `build` and `standing`
    raise, and `UnusualFileError` for a file that needs the thorough writer.
    """
    with path.open("r+b", buffering=0) as file:
        descriptor = file.fileno()
        _hold(descriptor)
        increment = held_room(path, descriptor, spec, certificate, standing=standing)
        base, (start, end) = increment.base, increment.room
        before = file_digest(descriptor, spec.hash, 0, base)
        covered = before.copy()
        covered.update(memoryview(increment.data)[: start - base])
        covered.update(memoryview(increment.data)[end - base :])
        cms = build(covered.digest())
        held = bytes(increment.data[start - base : end - base])
        increment.data[start - base : end - base] = in_room(held, cms)
        append(descriptor, increment)
        try:
            yield Original(size=base, digest=before.digest(), hash=spec.hash)
            if sync:
                os.fsync(descriptor)
        except BaseException:
            os.ftruncate(descriptor, base)
            raise


def _hold(descriptor: int) -> None:
    """Keep other signers off the file; two at once would overwrite each other's revision."""
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError as error:
        raise UnsuitableDocumentError("somebody else is signing this file") from error
