"""A work-horse is a fork of its worker: stores that were in use before must serve both after."""

import io
import os
import traceback
from collections.abc import Callable

from storage.catalogue import Catalogue
from storage.objects import digest
from tests.support.seaweed import S3Server


def in_a_fork(act: Callable[[], object]) -> int:
    """Run an act in a forked child and return its exit status."""
    pid = os.fork()
    if pid == 0:
        status = 1
        try:
            act()
            status = 0
        except BaseException:  # noqa: BLE001 - the child must not become a second pytest
            traceback.print_exc()
        finally:
            os._exit(status)
    _, ended = os.waitpid(pid, 0)
    return os.waitstatus_to_exitcode(ended)


def count(catalogue: Catalogue) -> int:
    with catalogue.transaction() as tx:
        return tx.counters.next("forks")


def test_a_catalogue_serves_parent_and_child(catalogue: Catalogue) -> None:
    assert count(catalogue) == 1
    for _ in range(3):
        assert in_a_fork(lambda: [count(catalogue) for _ in range(5)]) == 0
    assert count(catalogue) == 17


def test_a_child_that_ends_in_the_midst_takes_nothing_along(catalogue: Catalogue) -> None:
    assert count(catalogue) == 1

    def die() -> None:
        with catalogue.transaction() as tx:
            tx.counters.next("forks")
            os._exit(9)

    assert in_a_fork(die) == 9
    assert count(catalogue) == 2


def test_an_object_store_serves_parent_and_child(seaweed_server: S3Server) -> None:
    objects = seaweed_server.objects()
    objects.put(io.BytesIO(b"before the fork"))

    def child() -> None:
        assert b"".join(objects.read(digest(b"before the fork"))) == b"before the fork"
        objects.put(io.BytesIO(b"of the child"))

    assert in_a_fork(child) == 0
    assert b"".join(objects.read(digest(b"of the child"))) == b"of the child"
