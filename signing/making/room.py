"""The PDF side of a signature, without any key: room for the CMS, and the CMS put into it.

    held_room   one incremental update with field, appearance, /Sig dictionary; in memory
    make_room   the same, written into a private copy; whatever kind of file it is
    fill_room   the CMS written into that room; nothing else changes

Every earlier byte stays (law 5). The signature is ETSI.CAdES.detached (EN 319 142-1), never a
certification. What the bytes mean is judged elsewhere; what a PDF may hold to be signed is decided
here, before a byte is written.
"""

import binascii
import os
import secrets
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

import pikepdf
from cryptography import x509

from signing.appearances.appearance import Appearance, draw
from signing.appearances.pdf_values import ObjectSink
from signing.appearances.text_positions import letters_of
from signing.errors import UnsuitableDocumentError
from signing.making.active_content import refuse_active_content
from signing.making.agreement import SeenDocument
from signing.making.document_state import refuse_locked
from signing.making.hashing import file_digest
from signing.making.increment import Increment
from signing.making.opening import is_signed, opened, refuse_damaged
from signing.making.plain_writer import plain_increment
from signing.making.unusual import UnusualFileError
from signing.names import common_name
from signing.profiles import SignatureSpec

Standing = Callable[[], None]
_Draw = Callable[[ObjectSink], Appearance]


@dataclass(frozen=True, slots=True, kw_only=True)
class Room:
    """Where a file has room for one CMS.

    `digest`: over the byte range, by the spec's hash. `region`: offsets of the placeholder, from
    its `<` to after its `>`. `field`: the signature field's name.
    """

    digest: bytes
    region: tuple[int, int]
    field: str


def make_room(
    path: Path,
    spec: SignatureSpec,
    certificate: x509.Certificate,
    *,
    password: str | None = None,
    standing: Standing | None = None,
) -> Room:
    """Extend the file, a private copy, by a signature field and room for a CMS.

    `certificate` gives the name that is shown; `standing` is asked about a file that is signed
    already, and raises where that forbids one more. Raises `UnsuitableDocumentError` for a PDF
    that is damaged, encrypted without its password, locked or not inert; then the file is as it
    was.
    """
    spec = _named(spec)
    with path.open("r+b", buffering=0) as file, _suitable(path, spec, password, standing) as seen:
        drawing = _drawing(path, seen.document, spec, certificate, password)
        try:
            increment = plain_increment(file.fileno(), seen, spec, drawing)
        except UnusualFileError:
            return _thorough_room(path, spec, drawing, password)
        append(file.fileno(), increment)
        return _room(file.fileno(), increment, spec)


def held_room(
    path: Path,
    descriptor: int,
    spec: SignatureSpec,
    certificate: x509.Certificate,
    *,
    standing: Standing | None = None,
) -> Increment:
    """Return the update that `make_room` writes, unwritten.

    `descriptor` is the file open for reading. Raises `UnusualFileError` for a file of which only
    `make_room` can make something.
    """
    spec = _named(spec)
    with _suitable(path, spec, None, standing) as seen:
        drawing = _drawing(path, seen.document, spec, certificate, None)
        return plain_increment(descriptor, seen, spec, drawing)


def append(descriptor: int, increment: Increment) -> None:
    """Write the update behind the file, or leave the file as it was and raise."""
    whole = False
    try:
        whole = os.pwrite(descriptor, increment.data, increment.base) == len(increment.data)
    finally:
        if not whole:
            os.ftruncate(descriptor, increment.base)
    if not whole:
        raise OSError("the update could not be written whole")


def fill_room(path: Path, region: tuple[int, int], cms: bytes) -> None:
    """Write the CMS into its room; every byte outside the region stays.

    Raises `UnsuitableDocumentError` when the region is not an empty placeholder or too small.
    """
    start, end = region
    with path.open("r+b", buffering=0) as file:
        held = os.pread(file.fileno(), end - start, start)
        padded = in_room(held, cms)
        if os.pwrite(file.fileno(), padded, start) != len(padded):
            raise OSError("the CMS could not be written whole")


def in_room(held: bytes, cms: bytes) -> bytes:
    """Return what an empty room becomes; see `fill_room`."""
    hexadecimal, room = binascii.hexlify(cms), len(held) - 2
    if held != b"<" + b"0" * room + b">":
        raise UnsuitableDocumentError("no empty signature placeholder at this place")
    if len(hexadecimal) > room:
        raise UnsuitableDocumentError(f"a CMS of {len(cms)} bytes, room for {room // 2}")
    return b"<" + hexadecimal.ljust(room, b"0") + b">"


@contextmanager
def _suitable(
    path: Path, spec: SignatureSpec, password: str | None, standing: Standing | None
) -> Iterator[SeenDocument]:
    """Look at the whole file with a strict reader before a writer touches it."""
    with opened(path, password) as document:
        if standing is not None and is_signed(document):
            standing()
        refuse_active_content(document)
        warned = refuse_damaged(document)
        refuse_locked(document, spec)
        yield SeenDocument(document, warned)


def _drawing(
    path: Path,
    document: pikepdf.Pdf,
    spec: SignatureSpec,
    certificate: x509.Certificate,
    password: str | None,
) -> _Draw:
    letters = partial(letters_of, path, password=password)
    name = spec.name or common_name(certificate)
    return lambda sink: draw(document, sink, spec, name, letters)


def _thorough_room(path: Path, spec: SignatureSpec, drawing: _Draw, password: str | None) -> Room:
    from signing.making.pyhanko_room import pyhanko_room  # noqa: PLC0415 - a third of a second

    name = spec.field or ""
    digest, region = pyhanko_room(path, spec, name, drawing, password)
    return Room(digest=digest, region=region, field=name)


def _room(descriptor: int, increment: Increment, spec: SignatureSpec) -> Room:
    start, end = increment.room
    state = file_digest(descriptor, spec.hash, 0, start)
    size = increment.base + len(increment.data)
    state = file_digest(descriptor, spec.hash, end, size, state)
    return Room(digest=state.digest(), region=increment.room, field=spec.field or "")


def _named(spec: SignatureSpec) -> SignatureSpec:
    return spec if spec.field else replace(spec, field=f"Signature-{secrets.token_hex(8)}")
