"""Evidence of verdicts: kept beside the file by a step, shown and removed by people with a right.

TT 15/2025/TT-BKHCN art. 5 and 6: the certificate, the revocation answers and the result of a check
are stored with the signed message, and can be deleted. What is inside a signed PDF stays: bytes of
a signed file only grow.
"""

import json
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryFile
from typing import BinaryIO, Final

from signing.evidence_piece import Piece, PieceKind, piece_of
from signing.report import to_json
from signing.verdict import FileVerdict
from storage.catalogue import Catalogue
from storage.errors import NotFoundError
from storage.evidence import KeptPiece
from storage.objects import Digest, ObjectStore
from storage.people import Actor
from storage.records import Document
from storage.transaction import Transaction
from workers.evidence_folder import LIST, collect
from workers.permissions import Act, reach, require
from workers.workbench import Workbench

INDEX: Final = "index.json"


def store_evidence(bench: Workbench, folder: Path, verdict: FileVerdict) -> tuple[Piece, ...]:
    """Put what a child left in `folder`, and the verdict itself, into the object store.

    Raises `CrashedError` for pieces that are not what they are said to be, and what the store
    raises.
    """
    found = collect(folder) if (folder / LIST).exists() else ()
    for one in found:
        bench.keep(one.path)
    told = json.dumps(to_json(verdict.sha256 or "", verdict), sort_keys=True).encode()
    policy = f"{verdict.policy.identifier} {verdict.policy.version}" if verdict.policy else ""
    path = bench.folder / "verdict.json"
    path.write_bytes(told)
    bench.keep(path)
    return (*(one.piece for one in found), piece_of(PieceKind.VERDICT, told, None, policy))


@dataclass(frozen=True, slots=True)
class Evidence:
    """Shows, hands out and removes what is kept; each act stands in the trail."""

    catalogue: Catalogue
    objects: ObjectStore

    def kept(self, ref: str, actor: Actor) -> tuple[KeptPiece, ...]:
        """Return what is kept of a document of an agency within reach (`NotFoundError`)."""
        require(actor, Act.READ_DOCUMENT)
        with self.catalogue.transaction() as tx:
            document = _within_reach(tx, ref, actor)
            tx.events.record(
                actor,
                "document.viewed",
                document.id,
                dossier=document.dossier,
                form="evidence",
                purpose="own-dossier",
            )
            return tx.evidence.of(document.id)

    def beside(self, document: Document, file: str) -> tuple[Piece, ...]:
        """Return what is kept of one file of a document that the asker has been let read."""
        with self.catalogue.reading() as tx:
            return tuple(k.piece for k in tx.evidence.of(document.id) if k.file == file)

    @contextmanager
    def bundle(self, ref: str, actor: Actor) -> Iterator[BinaryIO]:
        """Give everything kept of a document as one ZIP file, each piece's digest checked."""
        kept = self.kept(ref, actor)
        with TemporaryFile() as file:
            write_bundle(file, kept, self.objects)
            file.seek(0)
            yield file

    def remove(self, ref: str, reason: str, actor: Actor) -> int:
        """Forget all that is kept of a document; return how many pieces that were.

        The objects are named nowhere any more, and `fsck` tells them as unreferenced: whoever may
        empty the store deletes them there. Raises `NotFoundError`.
        """
        require(actor, Act.REMOVE_EVIDENCE)
        with self.catalogue.transaction() as tx:
            return forget(tx, _within_reach(tx, ref, actor), reason, actor)


def forget(tx: Transaction, document: Document, reason: str, by: Actor) -> int:
    """Remove a document's evidence and say so in the trail; return how many pieces it was."""
    count = len(tx.evidence.of(document.id))
    released = tx.evidence.remove(document.id)
    tx.events.record(
        by,
        "evidence.removed",
        document.id,
        dossier=document.dossier,
        reason=reason,
        pieces=count,
        released=list(released),
    )
    return count


def write_bundle(file: BinaryIO, kept: tuple[KeptPiece, ...], objects: ObjectStore) -> None:
    """Write pieces and an index as a ZIP file; what the store raises ends it half-way."""
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(INDEX, _index(kept))
        for name, digest in {_name(one): one.piece.sha256 for one in kept}.items():
            with archive.open(name, "w", force_zip64=True) as entry:
                for chunk in objects.read(Digest(digest)):
                    entry.write(chunk)


def _within_reach(tx: Transaction, ref: str, actor: Actor) -> Document:
    document = tx.documents.find(ref, None)
    if document.agency not in reach(tx, actor):
        raise NotFoundError(ref)
    return document


def _name(kept: KeptPiece) -> str:
    piece = kept.piece
    return f"v{kept.version}/{kept.file}/{piece.sha256}.{piece.kind.value}"


def _index(kept: tuple[KeptPiece, ...]) -> str:
    listed = [
        {
            "path": _name(one),
            "version": one.version,
            "file": one.file,
            "sha256": one.piece.sha256,
            "size": one.piece.size,
            "kind": one.piece.kind.value,
            "signature": one.piece.signature,
            "about": one.piece.about,
            "kept_at": one.kept_at.isoformat(),
        }
        for one in kept
    ]
    return json.dumps(listed, ensure_ascii=False, indent=2)
