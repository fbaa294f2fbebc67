"""The steps of a signature over documents that are at hand as bytes."""

import hashlib
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from cryptography import x509

from signing.making.room import fill_room, make_room
from signing.profiles import SignatureSpec
from signing.selfcheck import selfcheck
from signing.selfcheck.original import Original


@dataclass(frozen=True, slots=True, kw_only=True)
class Prepared:
    """See `Room`."""

    pdf: bytes
    digest: bytes
    region: tuple[int, int]
    field: str = ""


def prepare(
    pdf: bytes, spec: SignatureSpec, certificate: x509.Certificate, *, password: str | None = None
) -> Prepared:
    """See `make_room`."""
    with on_disk(pdf) as path:
        room = make_room(path, spec, certificate, password=password)
        return Prepared(
            pdf=path.read_bytes(), digest=room.digest, region=room.region, field=room.field
        )


def embed(prepared: Prepared, cms: bytes) -> bytes:
    """See `fill_room`."""
    with on_disk(prepared.pdf) as path:
        fill_room(path, prepared.region, cms)
        return path.read_bytes()


def check_signed(signed: bytes, *, original: bytes, **more: Any) -> None:  # noqa: ANN401 - the same words
    """See `check_signed` of the room."""
    before = Original(size=len(original), digest=hashlib.sha256(original).digest())
    with on_disk(signed) as path:
        selfcheck.check_signed(path, original=before, **more)


@contextmanager
def on_disk(pdf: bytes) -> Iterator[Path]:
    """Give a file with these bytes for as long as the block."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "document.pdf"
        path.write_bytes(pdf)
        yield path
