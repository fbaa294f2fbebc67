"""What is lost or spoiled behind the catalogue's back is found and named."""

import io
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

from sqlalchemy import Connection, Engine, event

from storage.catalogue import Catalogue
from storage.fsck import Finding, Subset, check
from storage.objects import Digest, digest
from storage.spool import SpooledObjects
from tests.fakes.objects import MemoryObjects
from tests.support.catalogues import CLERK, SetClock
from tests.support.papers import add_document, add_scan, open_dossier
from tests.support.seaweed import S3Server


def office(catalogue: Catalogue) -> tuple[MemoryObjects, str]:
    """A document whose objects are all there."""
    objects = MemoryObjects()
    for data in (b"scan", b"broken", b"sidecar"):
        objects.put(io.BytesIO(data))
    with catalogue.transaction() as tx:
        dossier = open_dossier(tx)
        scan = add_scan(tx, dossier)
        document = add_document(tx, dossier, scan)
        tx.scans.save_reading(scan.id, reading=digest(b"sidecar"), problems={}, by=CLERK)
    return objects, document.id


def found(
    catalogue: Catalogue, objects: MemoryObjects, read_data: Subset | None = None
) -> Sequence[Finding]:
    return list(check(catalogue, objects, objects.list(), read_data=read_data))


def test_an_office_in_order_has_no_findings(catalogue: Catalogue) -> None:
    objects, _ = office(catalogue)
    assert found(catalogue, objects, Subset()) == []


def test_a_lost_object_is_missing_and_its_document_named(catalogue: Catalogue) -> None:
    objects, document = office(catalogue)
    objects.lose(digest(b"scan"))
    [missing] = found(catalogue, objects)
    assert (missing.code, missing.key, missing.harmless) == ("missing", digest(b"scan"), False)
    assert document in missing.named_by


def test_a_changed_byte_is_found_by_reading(catalogue: Catalogue) -> None:
    objects, _ = office(catalogue)
    objects.spoil(digest(b"sidecar"))
    assert found(catalogue, objects) == []
    [spoiled] = found(catalogue, objects, Subset())
    assert (spoiled.code, spoiled.key) == ("corrupt", digest(b"sidecar"))
    assert digest(b"tidecar") not in spoiled.key


def test_a_truncated_object_has_the_wrong_size(catalogue: Catalogue) -> None:
    objects, _ = office(catalogue)
    objects.kept[digest(b"broken")] = b"bro"
    assert [finding.code for finding in found(catalogue, objects)] == ["wrong-size"]


def test_an_object_nobody_names_is_reported_and_left(catalogue: Catalogue) -> None:
    objects, _ = office(catalogue)
    orphan = objects.put(io.BytesIO(b"orphan"))
    objects.kept["0-odd name"] = b"x"
    codes = {finding.key: (finding.code, finding.harmless) for finding in found(catalogue, objects)}
    assert codes == {orphan: ("unreferenced", True), "0-odd name": ("odd-name", True)}
    assert orphan in objects.kept


def test_the_parts_together_read_everything_once(catalogue: Catalogue) -> None:
    objects, _ = office(catalogue)
    keys = [digest(b"scan"), digest(b"broken"), digest(b"sidecar")]
    for key in keys:
        objects.spoil(Digest(key))
    read = [
        finding.key
        for part in range(1, 6)
        for finding in found(catalogue, objects, Subset(part=part, parts=5))
    ]
    assert sorted(read) == sorted(keys)


def test_what_waits_in_the_spool_is_not_missing(
    catalogue: Catalogue, tmp_path: Path, clock: SetClock
) -> None:
    behind, _ = office(catalogue)
    spool = SpooledObjects(tmp_path / "spool", behind, clock)
    behind.lose(digest(b"scan"))
    behind.down = True
    spool.put(io.BytesIO(b"scan"))
    behind.down = False
    assert list(check(catalogue, spool, behind.list())) == []


def test_reading_objects_may_take_longer_than_other_work(catalogue: Catalogue) -> None:
    class SlowObjects(MemoryObjects):
        def read(self, key: Digest) -> Iterator[bytes]:
            time.sleep(0.4)
            return super().read(key)

    def hurry(connection: Connection) -> None:
        if connection.dialect.name == "postgresql":
            limit = "SET LOCAL idle_in_transaction_session_timeout = '200ms'"
            connection.exec_driver_sql(limit)

    objects, _ = office(catalogue)
    slow = SlowObjects()
    slow.kept = objects.kept
    event.listen(Engine, "begin", hurry)
    try:
        assert found(catalogue, slow, Subset()) == []
    finally:
        event.remove(Engine, "begin", hurry)


def test_a_real_store_is_listed_by_key(seaweed_server: S3Server) -> None:
    objects = seaweed_server.objects()
    keys = {objects.put(io.BytesIO(f"listed {n}".encode())) for n in range(5)}
    assert objects.ready()
    names = [name for name, _ in objects.list()]
    assert keys <= set(names)
    assert names == sorted(names)
