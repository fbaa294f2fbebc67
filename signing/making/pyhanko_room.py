"""The thorough way to a signature's room: pyHanko extends what the plain writer does not take.

Encrypted files, odd cross-references, fields that are there already, with their locks, and
certified documents. Slower, and loaded only when it is needed.
"""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign.fields import FieldMDPSpec, MDPPerm, SigFieldSpec, SigSeedSubFilter
from pyhanko.sign.signers import SignatureObject
from pyhanko.sign.signers.cms_embedder import (
    PdfCMSEmbedder,
    SigIOSetup,
    SigMDPSetup,
    SigObjSetup,
)

from signing.appearances.appearance import Appearance
from signing.appearances.pdf_values import ObjectSink, dictionary
from signing.making.pyhanko_objects import PyhankoSink, pyhanko_damage_is_unsuitable
from signing.making.pyhanko_writer import extending
from signing.profiles import SignatureSpec

_CHUNK = 256 << 10


def pyhanko_room(
    path: Path,
    spec: SignatureSpec,
    name: str,
    draw: Callable[[ObjectSink], Appearance],
    password: str | None,
) -> tuple[bytes, tuple[int, int]]:
    """Extend the file by room for a CMS in a field; return the digest and where the room is.

    The room goes from its `<` to after its `>`. When this raises, the file is as it was;
    `UnsuitableDocumentError` for one that pyHanko cannot extend.
    """
    with path.open("r+b") as file, pyhanko_damage_is_unsuitable():
        size = file.seek(0, 2)
        try:
            writer = extending(file)
            if password is not None:
                writer.encrypt(password)  # type: ignore[no-untyped-call]
            sink = PyhankoSink(writer)
            return _write(writer, sink, spec, name, draw(sink))
        except BaseException:
            file.truncate(size)
            raise


def _write(
    writer: IncrementalPdfFileWriter,
    sink: PyhankoSink,
    spec: SignatureSpec,
    name: str,
    appearance: Appearance,
) -> tuple[bytes, tuple[int, int]]:
    field = SigFieldSpec(name, on_page=appearance.page, box=appearance.rectangle)  # type: ignore[arg-type] # floats do
    steps = PdfCMSEmbedder(field).write_cms(name, writer)
    widget = next(steps).get_object()
    if appearance.normal is not None:
        widget["/AP"] = sink.as_pyhanko(dictionary({"N": appearance.normal}))
    placeholder = SignatureObject(
        timestamp=spec.at,
        subfilter=SigSeedSubFilter.PADES,
        reason=spec.reason,
        location=spec.location,
        bytes_reserved=2 * spec.room,
    )
    steps.send(SigObjSetup(sig_placeholder=placeholder, mdp_setup=_locks(widget, spec.hash)))
    found, _ = steps.send(SigIOSetup(md_algorithm=spec.hash, in_place=True, chunk_size=_CHUNK))
    return found.document_digest, (found.reserved_region_start, found.reserved_region_end)


def _locks(widget: Any, hash_name: str) -> SigMDPSetup | None:  # noqa: ANN401 - pyHanko's dictionary
    """Return what the field's own lock asks its signature to forbid (12.7.5.5, table 236)."""
    lock = widget.get("/Lock")
    if lock is None:
        return None
    level = lock.get("/P")
    return SigMDPSetup(
        md_algorithm=hash_name,
        field_lock=FieldMDPSpec.from_pdf_object(lock),
        docmdp_perms=None if level is None else MDPPerm(int(level)),
    )
