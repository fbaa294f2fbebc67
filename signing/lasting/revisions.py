"""Adds validation data and document timestamps to a PDF: one incremental update each, in place.

    write_store   the document security store (EN 319 142-1 clause 5.4)
    write_room    a place for a document timestamp (clause 5.5), and the digest it is over
    fill_room     the token put there

Nothing that is there is changed or dropped. There are no VRI dictionaries: they repeat what /Certs,
/CRLs and /OCSPs hold, nobody needs them to judge, and the standard leaves them out of its baseline
levels; those that others wrote stay. The file is written where it lies, in little memory.
"""

import binascii
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, BinaryIO, Final

from pyhanko.pdf_utils.generic import (
    ArrayObject,
    DictionaryObject,
    IndirectObject,
    StreamObject,
    pdf_name,
)
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign.fields import SigFieldSpec
from pyhanko.sign.signers.cms_embedder import PdfCMSEmbedder, SigIOSetup, SigObjSetup
from pyhanko.sign.signers.constants import ESIC_EXTENSION_1
from pyhanko.sign.signers.pdf_byterange import DocumentTimestamp

from signing.errors import UnsuitableDocumentError
from signing.lasting.gathering import Material
from signing.making.opening import damage_is_unsuitable
from signing.making.pyhanko_writer import extending

_ROOM_BYTES: Final = 16_384  # DER; a token with its chain takes 4 to 8 kB
_CHUNK: Final = 1 << 20
_PDF_1_7: Final = (1, 7)
_PDF_2: Final = (2, 0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Room:
    """An empty place for a token. `digest`: SHA-256 over all but `region`.

    `region`: offsets from the place's `<` to after its `>`.
    """

    digest: bytes
    region: tuple[int, int]


def write_store(file: BinaryIO, material: Material, *, password: str | None = None) -> bool:
    """Add what the store does not hold yet; tell whether anything was written.

    Raises `UnsuitableDocumentError` for a PDF that cannot be extended.
    """
    with damage_is_unsuitable():
        writer = _writer(file, password)
        fresh = "/DSS" not in writer.root
        store = DictionaryObject() if fresh else writer.root["/DSS"]  # type: ignore[no-untyped-call]
        added = [
            _extend(writer, store, key, values)
            for key, values in (
                ("/Certs", material.certificates),
                ("/CRLs", material.crls),
                ("/OCSPs", material.ocsps),
            )
        ]
        if not any(added):
            return False
        if fresh:
            writer.root[pdf_name("/DSS")] = writer.add_object(store)
            writer.update_root()  # type: ignore[no-untyped-call]
        else:
            writer.update_container(store)
        writer.write_in_place()  # type: ignore[no-untyped-call]
        return True


def write_room(file: BinaryIO, *, field: str, password: str | None = None) -> Room:
    """Add a signature field named `field` with an empty place for a document timestamp.

    Raises `UnsuitableDocumentError` for a PDF that cannot be extended.
    """
    with damage_is_unsuitable():
        writer = _writer(file, password)
        steps = PdfCMSEmbedder(SigFieldSpec(field)).write_cms(field, writer)
        next(steps)
        place = DocumentTimestamp(bytes_reserved=2 * _ROOM_BYTES)  # type: ignore[no-untyped-call]
        steps.send(SigObjSetup(sig_placeholder=place))
        found, _ = steps.send(SigIOSetup(md_algorithm="sha256", in_place=True, chunk_size=_CHUNK))
        return Room(
            digest=found.document_digest,
            region=(found.reserved_region_start, found.reserved_region_end),
        )


def fill_room(file: BinaryIO, room: Room, token: bytes) -> None:
    """Put the token (DER) into its place.

    Raises `UnsuitableDocumentError` when the place is not an empty one or too small.
    """
    start, end = room.region
    file.seek(start)
    there = file.read(end - start)
    written = binascii.hexlify(token)
    if there[:1] + there[-1:] != b"<>" or there[1:-1].strip(b"0"):
        raise UnsuitableDocumentError("no empty place for a timestamp here")
    if len(written) > len(there) - 2:
        raise UnsuitableDocumentError(f"a token of {len(token)} bytes finds no room")
    file.seek(start + 1)
    file.write(written)
    file.flush()


def _writer(file: BinaryIO, password: str | None) -> IncrementalPdfFileWriter:
    file.seek(0)
    writer = extending(file)
    if password is not None:
        writer.encrypt(password)  # type: ignore[no-untyped-call]
    elif writer.security_handler is not None:
        raise UnsuitableDocumentError("the PDF is encrypted", code="encrypted_document")
    if writer.security_handler is not None and writer.security_handler.pdf_mac_enabled:
        raise UnsuitableDocumentError("an integrity code (ISO/TS 32004) would break")
    writer.ensure_output_version(version=_PDF_1_7)  # type: ignore[no-untyped-call]
    if writer.output_version < _PDF_2:
        writer.register_extension(ESIC_EXTENSION_1)
    return writer


def _extend(
    writer: IncrementalPdfFileWriter,
    store: Any,  # noqa: ANN401 - pyHanko's dictionaries are untyped
    key: str,
    values: Iterable[bytes],
) -> bool:
    """Append new streams to an array of the store, which may stand anywhere; tell whether any."""
    fresh_list = key not in store
    listed = ArrayObject() if fresh_list else store[key]
    known = {_content(item) for item in listed}
    fresh = [value for value in dict.fromkeys(values) if value not in known]
    if not fresh:
        return False
    for value in fresh:
        stream = StreamObject(stream_data=value)
        stream.compress()  # type: ignore[no-untyped-call]
        listed.append(writer.add_object(stream))
    if fresh_list:
        store[pdf_name(key)] = listed
    else:
        writer.update_container(listed)
    return True


def _content(item: object) -> bytes:
    stream = item.get_object() if isinstance(item, IndirectObject) else item  # type: ignore[no-untyped-call]
    return bytes(stream.data) if isinstance(stream, StreamObject) else b""
