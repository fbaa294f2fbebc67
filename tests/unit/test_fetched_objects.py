"""What was fetched is at hand for the next run, and never taken on trust."""

import io
import os
from pathlib import Path

import pytest

from storage.errors import UnavailableError
from storage.objects import Digest
from storage.objects_fetched import FetchedObjects
from tests.fakes.objects import MemoryObjects


def kept(store: MemoryObjects, size: int) -> tuple[Digest, bytes]:
    data = os.urandom(size)
    return store.put(io.BytesIO(data)), data


def read(objects: FetchedObjects, key: Digest) -> bytes:
    return b"".join(objects.read(key))


def test_what_was_read_once_is_read_again_without_the_store(tmp_path: Path) -> None:
    store = MemoryObjects()
    key, data = kept(store, 1 << 20)
    assert read(FetchedObjects(tmp_path / "new", store), key) == data
    store.down = True
    assert read(FetchedObjects(tmp_path / "new", store), key) == data
    assert [path.name for path in (tmp_path / "new").iterdir()] == [key]


def test_a_spoiled_copy_is_never_handed_over_whole_and_is_fetched_anew(tmp_path: Path) -> None:
    store = MemoryObjects()
    key, data = kept(store, 1 << 20)
    objects = FetchedObjects(tmp_path, store)
    read(objects, key)
    (tmp_path / key).write_bytes(data[:-1] + b"?")
    with pytest.raises(UnavailableError):
        read(objects, key)
    assert read(objects, key) == data


def test_what_was_used_longest_ago_makes_room(tmp_path: Path) -> None:
    store = MemoryObjects()
    keys = [kept(store, 1000)[0] for _ in range(3)]
    objects = FetchedObjects(tmp_path, store, most_bytes=2500)
    for age, key in enumerate(keys[:2]):
        read(objects, key)
        os.utime(tmp_path / key, (age, age))
    read(objects, keys[2])
    assert {path.name for path in tmp_path.iterdir()} == {*keys[1:]}


def test_half_an_object_is_not_kept(tmp_path: Path) -> None:
    store = MemoryObjects()
    key, _ = kept(store, 1 << 20)
    reading = FetchedObjects(tmp_path, store).read(key)
    next(reading)
    reading.close()  # type: ignore[attr-defined] # a generator
    assert [*tmp_path.iterdir()] == []


def test_where_nothing_can_be_kept_it_is_read_all_the_same(tmp_path: Path) -> None:
    store = MemoryObjects()
    key, data = kept(store, 1000)
    (tmp_path / "file").touch()
    assert read(FetchedObjects(tmp_path / "file" / "below", store), key) == data
