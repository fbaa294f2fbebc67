"""Evidence of verdicts is kept beside the file, handed out whole, and removed by right."""

import hashlib
import io
import json
import zipfile
from dataclasses import replace
from pathlib import Path

import pytest

from signing.evidence_piece import Piece, PieceKind, piece_of
from storage.catalogue import Catalogue
from storage.errors import NotFoundError
from storage.fsck import check
from storage.objects import digest
from storage.people import Actor, Role
from storage.records import Document, State
from tests.fakes.objects import MemoryObjects
from tests.support.catalogues import ADMIN, CLERK, SetClock
from tests.support.papers import add_document, add_scan, open_dossier
from workers.errors import CrashedError
from workers.evidence import INDEX, Evidence
from workers.evidence_folder import collect, leave
from workers.permissions import ForbiddenError

RECORDS = replace(CLERK, id="usr_records", role=Role.RECORDS)
STRANGER = Actor(id="usr_far", name="Xa", role=Role.RECORDS, agency="H99")
FILE = digest(b"signed")
LEAF = piece_of(PieceKind.CERTIFICATE, b"leaf", "KyLanhDao", "Nguyễn Thị Thủy Hường")
CRL = piece_of(PieceKind.CRL, b"crl", "KyLanhDao", "CN=CA")
SHARED = replace(CRL, signature="Dau")
VERDICT = piece_of(PieceKind.VERDICT, b"{}", None, "sohoa-default 1")


@pytest.fixture
def objects() -> MemoryObjects:
    kept = MemoryObjects()
    for data in (b"leaf", b"crl", b"{}", b"[]", b"scan", b"broken"):
        kept.put(io.BytesIO(data))
    return kept


def a_document(catalogue: Catalogue) -> Document:
    with catalogue.transaction() as tx:
        dossier = open_dossier(tx)
        return add_document(tx, dossier, add_scan(tx, dossier), state=State.STORED)


def keep(catalogue: Catalogue, document: Document, clock: SetClock, *pieces: Piece) -> None:
    with catalogue.transaction() as tx:
        tx.evidence.keep(document.id, document.version, file=FILE, pieces=pieces, at=clock())


def test_a_later_judgement_adds_answers_and_renews_the_verdict(
    catalogue: Catalogue, clock: SetClock
) -> None:
    document = a_document(catalogue)
    keep(catalogue, document, clock, LEAF, CRL, SHARED, VERDICT)
    first = clock()
    clock.forward(days=1)
    newer = piece_of(PieceKind.CRL, b"newer", "KyLanhDao", "CN=CA")
    again = piece_of(PieceKind.VERDICT, b"[]", None, "sohoa-default 1")
    keep(catalogue, document, clock, LEAF, newer, again)
    with catalogue.reading() as tx:
        kept = tx.evidence.of(document.id)
    assert [one.piece for one in kept] == [LEAF, CRL, SHARED, newer, again]
    assert [one.kept_at for one in kept] == [first] * 3 + [clock()] * 2
    assert {(one.document, one.version, one.file) for one in kept} == {(document.id, 1, FILE)}


def test_the_bundle_holds_every_piece_under_its_digest(
    catalogue: Catalogue, clock: SetClock, objects: MemoryObjects
) -> None:
    document = a_document(catalogue)
    keep(catalogue, document, clock, LEAF, CRL, SHARED, VERDICT)
    with (
        Evidence(catalogue, objects).bundle(document.id, CLERK) as file,
        zipfile.ZipFile(file) as bundle,
    ):
        listed = json.loads(bundle.read(INDEX))
        names = set(bundle.namelist()) - {INDEX}
        assert {one["path"] for one in listed} == names
        assert [one["signature"] for one in listed] == ["KyLanhDao", "KyLanhDao", "Dau", None]
        for one in listed:
            assert hashlib.sha256(bundle.read(one["path"])).hexdigest() == one["sha256"]


def test_removal_leaves_no_row_and_a_trace_and_frees_what_nobody_else_names(
    catalogue: Catalogue, clock: SetClock, objects: MemoryObjects
) -> None:
    document, other = a_document(catalogue), a_document(catalogue)
    keep(catalogue, document, clock, LEAF, CRL, VERDICT)
    keep(catalogue, other, clock, CRL)
    service = Evidence(catalogue, objects)
    assert service.remove(document.id, "Yêu cầu của chủ thể dữ liệu", RECORDS) == 3
    assert service.kept(document.id, CLERK) == ()
    assert len(service.kept(other.id, CLERK)) == 1
    with catalogue.reading() as tx:
        removal = next(e for e in tx.events.of_subject(document.id) if "removed" in e.act)
    assert removal.data["released"] == sorted([LEAF.sha256, VERDICT.sha256])
    assert removal.data["reason"] == "Yêu cầu của chủ thể dữ liệu"
    told = {f.key: f.code for f in check(catalogue, objects, objects.list())}
    assert told[LEAF.sha256] == "unreferenced"
    assert CRL.sha256 not in told


def test_only_records_staff_and_administrators_remove_and_strangers_find_nothing(
    catalogue: Catalogue, clock: SetClock, objects: MemoryObjects
) -> None:
    document = a_document(catalogue)
    keep(catalogue, document, clock, LEAF)
    service = Evidence(catalogue, objects)
    with pytest.raises(ForbiddenError):
        service.remove(document.id, "x", CLERK)
    for act in (lambda: service.kept(document.id, STRANGER), lambda: removed(service, document)):
        with pytest.raises(NotFoundError):
            act()
    assert service.remove(document.id, "x", ADMIN) == 1


def removed(service: Evidence, document: Document) -> int:
    return service.remove(document.id, "x", STRANGER)


@pytest.mark.parametrize(
    ("name", "text"),
    [
        (LEAF.sha256, "other bytes"),
        ("pieces.json", "{"),
        ("pieces.json", '[{"kind": "cer"}]'),
        ("pieces.json", "[]" + " " * (5 << 20)),
    ],
)
def test_what_a_taken_over_child_leaves_is_not_believed(
    tmp_path: Path, name: str, text: str
) -> None:
    leave(tmp_path, [(LEAF, b"leaf")])
    assert [one.piece for one in collect(tmp_path)] == [LEAF]
    (tmp_path / name).write_text(text)
    with pytest.raises(CrashedError):
        collect(tmp_path)


@pytest.mark.parametrize("link", [True, False])
def test_a_link_out_of_the_folder_is_not_followed(tmp_path: Path, link: bool) -> None:
    secret = tmp_path / "secret"
    secret.write_bytes(b"leaf")
    folder = tmp_path / "evidence"
    folder.mkdir()
    away = replace(LEAF, sha256=f"../{'a' * 61}") if not link else LEAF
    leave(folder, [(LEAF, b"leaf")])
    if link:
        (folder / LEAF.sha256).unlink()
        (folder / LEAF.sha256).symlink_to(secret)
    else:
        listed = (folder / "pieces.json").read_text().replace(LEAF.sha256, away.sha256)
        (folder / "pieces.json").write_text(listed)
    with pytest.raises(CrashedError):
        collect(folder)
