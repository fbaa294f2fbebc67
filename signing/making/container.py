"""The PDF side of a signature, without any key: a place for the CMS, and the CMS put into it.

    prepare   one incremental update: field, appearance, /Sig dictionary with room; its digest
    embed     the CMS written into that room; nothing else changes

pyHanko writes the update, so that every earlier byte stays (law 5). The signature is
ETSI.CAdES.detached (EN 319 142-1), never a certification. What the bytes mean is judged
elsewhere; what a PDF may hold to be signed is decided here, before a byte is written.
"""

import binascii
import secrets
from dataclasses import dataclass
from functools import partial
from io import BytesIO

import pikepdf
from cryptography import x509
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign.fields import SigFieldSpec, SigSeedSubFilter
from pyhanko.sign.signers import SignatureObject
from pyhanko.sign.signers.cms_embedder import PdfCMSEmbedder, SigIOSetup, SigObjSetup

from signing.appearances.appearance import Appearance, draw
from signing.appearances.pdf_values import dictionary
from signing.appearances.text_positions import letters_of
from signing.errors import UnsuitableDocumentError
from signing.making.active_content import active_content
from signing.making.opening import opened
from signing.making.pyhanko_objects import PyhankoSink
from signing.names import common_name
from signing.profiles import SignatureSpec

_HASH = "sha256"
_LOCKED = 1  # DocMDP /P 1: no change of any kind, ISO 32000-1 table 254


@dataclass(frozen=True, slots=True, kw_only=True)
class Prepared:
    """A PDF with room for one CMS.

    `digest`: SHA-256 over the byte range. `region`: offsets of the placeholder in `pdf`, from its
    `<` to after its `>`. `field`: the signature field's name.
    """

    pdf: bytes
    digest: bytes
    region: tuple[int, int]
    field: str = ""


def prepare(
    pdf: bytes, spec: SignatureSpec, certificate: x509.Certificate, *, password: str | None = None
) -> Prepared:
    """Add a signature field and room for a CMS as an incremental update.

    `certificate` gives the name that is shown. Raises `UnsuitableDocumentError` for a PDF that is
    damaged, encrypted without its password, locked by a certification or not inert.
    """
    with opened(pdf, password) as document:
        _refuse_unsuitable(document)
        writer = IncrementalPdfFileWriter(BytesIO(pdf), strict=False)
        if password is not None:
            writer.encrypt(password)  # type: ignore[no-untyped-call]
        appearance = draw(
            document,
            PyhankoSink(writer),
            spec,
            spec.name or common_name(certificate),
            partial(letters_of, pdf, password=password),
        )
        return _write(writer, spec, appearance)


def embed(prepared: Prepared, cms: bytes) -> bytes:
    """Return the PDF with the CMS in its room; every byte outside the region stays.

    Raises `UnsuitableDocumentError` when the region is not an empty placeholder or too small.
    """
    start, end = prepared.region
    room = prepared.pdf[start + 1 : end - 1]
    hexadecimal = binascii.hexlify(cms)
    if prepared.pdf[start : start + 1] + prepared.pdf[end - 1 : end] != b"<>" or room.strip(b"0"):
        raise UnsuitableDocumentError("no empty signature placeholder at this place")
    if len(hexadecimal) > len(room):
        raise UnsuitableDocumentError(f"a CMS of {len(cms)} bytes, room for {len(room) // 2}")
    return b"".join(
        (
            prepared.pdf[: start + 1],
            hexadecimal.ljust(len(room), b"0"),
            prepared.pdf[end - 1 :],
        )
    )


def _refuse_unsuitable(document: pikepdf.Pdf) -> None:
    """Look at the whole file as a strict reader has it before the writer touches it."""
    if found := active_content(document):
        raise UnsuitableDocumentError(
            f"the PDF is not inert: {', '.join(found)}", code="active_content"
        )
    if _certified_level(document) == _LOCKED:
        raise UnsuitableDocumentError(
            "a certification forbids every change", code="certified_document"
        )


def _certified_level(document: pikepdf.Pdf) -> int | None:
    """Return /P of a DocMDP certification, 2 where it is left out (ISO 32000-1 table 254)."""
    certification = document.Root.get("/Perms", pikepdf.Dictionary()).get("/DocMDP")
    if certification is None:
        return None
    for reference in certification.get("/Reference", pikepdf.Array()):
        if reference.get("/TransformMethod") == "/DocMDP":
            return int(reference.get("/TransformParams", pikepdf.Dictionary()).get("/P", 2))
    return 2


def _write(
    writer: IncrementalPdfFileWriter, spec: SignatureSpec, appearance: Appearance
) -> Prepared:
    name = spec.field or f"Signature-{secrets.token_hex(8)}"
    field = SigFieldSpec(name, on_page=appearance.page, box=appearance.rectangle)  # type: ignore[arg-type] # floats do
    steps = PdfCMSEmbedder(field).write_cms(name, writer)
    reference = next(steps)
    if appearance.normal is not None:
        shown = PyhankoSink(writer).as_pyhanko(dictionary({"N": appearance.normal}))
        reference.get_object()["/AP"] = shown
    placeholder = SignatureObject(
        timestamp=spec.at,
        subfilter=SigSeedSubFilter.PADES,
        reason=spec.reason,
        location=spec.location,
        bytes_reserved=2 * spec.room,
    )
    steps.send(SigObjSetup(sig_placeholder=placeholder))
    found, output = steps.send(SigIOSetup(md_algorithm=_HASH))
    return Prepared(
        pdf=output.getvalue(),
        digest=found.document_digest,
        region=(found.reserved_region_start, found.reserved_region_end),
        field=name,
    )
