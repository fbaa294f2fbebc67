"""What every object store promises: the fake, the spool in front of one, and a real S3 server."""

import hashlib
import io
import os
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path

import pytest

from storage.errors import NotFoundError
from storage.objects import CHUNK, Digest, ObjectStore, digest
from storage.objects_fetched import FetchedObjects
from storage.spool import SpooledObjects
from tests.fakes.objects import MemoryObjects


@pytest.fixture(params=["memory", "spool", "fetched", "seaweed", "spool-seaweed"])
def objects(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[ObjectStore]:
    if request.param == "memory":
        yield MemoryObjects()
    elif request.param == "spool":
        yield SpooledObjects(tmp_path, MemoryObjects(), lambda: datetime.now(UTC))
    elif request.param == "fetched":
        yield FetchedObjects(tmp_path, MemoryObjects())
    elif request.param == "seaweed":
        yield request.getfixturevalue("seaweed_server").objects()
    else:
        behind = request.getfixturevalue("seaweed_server").objects()
        yield SpooledObjects(tmp_path, behind, lambda: datetime.now(UTC))


class OneWay(io.RawIOBase):
    """A stream that cannot seek, and gives less than it is asked for: a socket."""

    def __init__(self, data: bytes) -> None:
        self._left = io.BytesIO(data)

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: bytearray) -> int:  # type: ignore[override]
        return self._left.readinto(memoryview(buffer)[:65536])


def test_what_was_put_is_read_again(objects: ObjectStore) -> None:
    data = os.urandom(1000)
    key = objects.put(io.BytesIO(data))
    assert key == hashlib.sha256(data).hexdigest()
    assert b"".join(objects.read(key)) == data
    assert objects.size(key) == 1000


@pytest.mark.parametrize("size", [0, 1, CHUNK - 1, CHUNK, CHUNK + 1, 3 * CHUNK])
def test_chunks_are_bounded_at_every_size(objects: ObjectStore, size: int) -> None:
    data = os.urandom(size)
    parts = list(objects.read(objects.put(io.BytesIO(data))))
    assert b"".join(parts) == data
    assert all(0 < len(part) <= CHUNK for part in parts)


def test_the_same_bytes_are_one_object(objects: ObjectStore) -> None:
    data = os.urandom(100)
    assert objects.put(io.BytesIO(data)) == objects.put(io.BytesIO(data))


def test_twenty_putting_the_same_at_once_make_one_object(objects: ObjectStore) -> None:
    data = os.urandom(300_000)
    with ThreadPoolExecutor(20) as pool:
        keys = set(pool.map(lambda _: objects.put(io.BytesIO(data)), range(20)))
    assert keys == {digest(data)}
    assert b"".join(objects.read(digest(data))) == data


def test_a_stream_that_cannot_seek_is_kept_whole(objects: ObjectStore) -> None:
    data = os.urandom(700_000)
    key = objects.put(OneWay(data))  # type: ignore[arg-type]
    assert b"".join(objects.read(key)) == data


def test_an_object_of_several_parts_is_kept_whole(objects: ObjectStore) -> None:
    data = os.urandom(20 << 20)
    key = objects.put(io.BytesIO(data))
    hashing = hashlib.sha256()
    for part in objects.read(key):
        hashing.update(part)
    assert hashing.hexdigest() == key


@pytest.mark.parametrize(
    ("start", "length"), [(0, 10), (5, 1), (400_000, 500_000), (899_999, 1), (0, 0), (10, 900_000)]
)
def test_a_range_is_the_bytes_asked_for(objects: ObjectStore, start: int, length: int) -> None:
    data = os.urandom(900_000)
    key = objects.put(io.BytesIO(data))
    assert b"".join(objects.read_range(key, start, length)) == data[start : start + length]


def test_a_range_beyond_the_end_is_empty(objects: ObjectStore) -> None:
    key = objects.put(io.BytesIO(b"short"))
    assert b"".join(objects.read_range(key, 5, 10)) == b""
    assert b"".join(objects.read_range(key, 500, 10)) == b""


@pytest.mark.parametrize("key", [digest(b"never kept"), "", "../../etc/passwd", "A" * 64, "a\0b"])
def test_an_unknown_key_is_not_found(objects: ObjectStore, key: str) -> None:
    with pytest.raises(NotFoundError):
        list(objects.read(Digest(key)))
    with pytest.raises(NotFoundError):
        list(objects.read_range(Digest(key), 0, 1))
    with pytest.raises(NotFoundError):
        objects.size(Digest(key))
