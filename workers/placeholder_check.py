"""What a confined child made of a PDF, checked over its bytes: no PDF is parsed here.

The child that prepares or embeds opens a paper from outside, which may have taken it over. So its
word is not enough for a digest that a key is going to sign, nor for the file that is kept as
signed: the bytes themselves must say that what was approved is what is signed (law 7), and that
nothing but the signature was written into it (law 5). They are compared by digest alone, and as a
copy (`workers.workbench.own_copy`): whatever lies in the scratch folder, the child can change.
"""

import hashlib
from collections.abc import Iterator
from typing import BinaryIO, Final

from storage.objects import Digest
from workers.errors import PermanentError

_CHUNK: Final = 1 << 20
_EMPTY: Final = b"0"


def check_prepared(
    prepared: BinaryIO, *, shown: Digest, size: int, digest: str, region: tuple[int, int]
) -> None:
    """Return when `prepared` is the file `shown` with more behind it, signed over as it should be.

    `size` is that of the shown file, `digest` must be over all but `region`: the empty room for
    the signature, from its `<` to after its `>`, behind what was shown. Leaves the stream at its
    beginning. Raises `PermanentError` (`self_check_failed`).
    """
    start, end = region
    if not size <= start < end - 2:
        raise _forged("the room for the signature lies where it cannot be")
    first, around, room = hashlib.sha256(), hashlib.sha256(), bytearray()
    for position, part in _parts(prepared):
        before, after = max(start - position, 0), max(end - position, 0)
        first.update(part[: max(size - position, 0)])
        around.update(part[:before])
        around.update(part[after:])
        room += part[before:after]
    if first.hexdigest() != shown:
        raise _forged("the prepared file does not begin with what was shown")
    if around.hexdigest() != digest:
        raise _forged("the digest to be signed is not that of the prepared file")
    if len(room) != end - start or room[:1] + room[-1:] != b"<>" or room[1:-1].strip(_EMPTY):
        raise _forged("the room for the signature is not an empty one")


def check_embedded(signed: BinaryIO, *, prepared: Digest, region: tuple[int, int]) -> None:
    """Return when `signed`, its signature taken out, is the file `prepared`.

    Leaves the stream at its beginning. Raises `PermanentError` (`self_check_failed`).
    """
    start, end = region[0] + 1, region[1] - 1
    running = hashlib.sha256()
    for position, part in _parts(signed):
        before, after = max(start - position, 0), max(end - position, 0)
        running.update(part[:before])
        running.update(_EMPTY * len(part[before:after]))
        running.update(part[after:])
    if running.hexdigest() != prepared:
        raise _forged("the signed file differs from the prepared one beyond its signature")


def check_grown(grown: BinaryIO, *, before: Digest, size: int) -> None:
    """Return when `grown` is the file `before`, of `size` bytes, and nothing or more behind it.

    Leaves the stream at its beginning. Raises `PermanentError` (`self_check_failed`).
    """
    first = hashlib.sha256()
    for position, part in _parts(grown):
        first.update(part[: max(size - position, 0)])
    if first.hexdigest() != before:
        raise _forged("the file that was to grow does not begin with what was there")


def _parts(stream: BinaryIO) -> Iterator[tuple[int, bytes]]:
    """Yield (offset, bytes) from the beginning to the end, and go back."""
    stream.seek(0)
    position = 0
    while part := stream.read(_CHUNK):
        yield position, part
        position += len(part)
    stream.seek(0)


def _forged(what: str) -> PermanentError:
    return PermanentError("self_check_failed", what)
