"""The pieces of evidence that a confined child leaves in a folder, and how they are taken from it.

A file named after its SHA-256 for each piece, and `pieces.json` that lists them. The child may have
been taken over by a paper: what it left is believed only where each digest is found again.
"""

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from signing.evidence_piece import Piece
from workers.errors import CrashedError
from workers.wire import from_wire, to_wire
from workers.workbench import taken

LIST: Final = "pieces.json"
_MOST_PIECES: Final = 2000
_MOST_LIST_BYTES: Final = 4 << 20
_CHUNK: Final = 1 << 20


@dataclass(frozen=True, slots=True)
class HeldPiece:
    """A piece, and the file with its bytes."""

    piece: Piece
    path: Path


def leave(folder: Path, pieces: Iterable[tuple[Piece, bytes]]) -> None:
    """Write the pieces and their list into the folder, which is there; for the child."""
    listed = []
    for piece, data in pieces:
        (folder / piece.sha256).write_bytes(data)
        listed.append(to_wire(piece))
    (folder / LIST).write_text(json.dumps(listed), encoding="utf-8")


def collect(folder: Path) -> tuple[HeldPiece, ...]:
    """Return what a child left, each digest checked.

    Raises `CrashedError` for what no child of ours leaves.
    """
    try:
        with taken(folder / LIST) as file:
            text = file.read(_MOST_LIST_BYTES + 1)
        if len(text) > _MOST_LIST_BYTES:
            raise CrashedError("the list of evidence is too long")
        pieces = from_wire(tuple[Piece, ...], json.loads(text))
        if len(pieces) > _MOST_PIECES:
            raise CrashedError("too many pieces of evidence")
        return tuple(_checked(folder, piece) for piece in pieces)
    except (OSError, ValueError, TypeError, KeyError) as error:
        raise CrashedError(f"the child left no proper evidence: {error}") from error


def _checked(folder: Path, piece: Piece) -> HeldPiece:
    if len(piece.sha256) != hashlib.sha256().digest_size * 2 or not piece.sha256.isalnum():
        raise CrashedError("a piece of evidence has no proper digest")
    path = folder / piece.sha256
    state, size = hashlib.sha256(), 0
    with taken(path) as file:
        while chunk := file.read(_CHUNK):
            state.update(chunk)
            size += len(chunk)
    if (state.hexdigest(), size) != (piece.sha256, piece.size):
        raise CrashedError("a piece of evidence is not what its digest says")
    return HeldPiece(piece, path)
