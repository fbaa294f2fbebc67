"""The fast way to a signature's room: one small increment, made in memory, over a file on disk.

It takes most files of an office: classic and stream cross-references, object streams, hybrid and
linearized files, turned pages, forms, files that are signed already. The rest is
`UnusualFileError`, before a byte is written.
"""

from collections.abc import Callable

from signing.appearances.appearance import Appearance
from signing.appearances.pdf_values import ObjectSink
from signing.making.agreement import SeenDocument, require_agreement
from signing.making.changed_objects import ChangedObjects
from signing.making.increment import Increment, assemble, signature_dictionary
from signing.making.pdf_tokens import entries
from signing.making.plain_file import PlainFile
from signing.making.signature_field import add_field
from signing.making.unusual import UnusualFileError
from signing.profiles import SignatureSpec


def plain_increment(
    descriptor: int,
    seen: SeenDocument,
    spec: SignatureSpec,
    draw: Callable[[ObjectSink], Appearance],
) -> Increment:
    """Return what is to be appended to the open file, which qpdf has `seen`.

    `spec` names the field; `draw` puts the appearance into a sink. Raises `UnusualFileError` for a
    file that this writer does not take, and what `draw` raises.
    """
    file, changed = _begun(descriptor)
    signature = changed.reserve()
    appearance = draw(changed)
    try:
        page = add_field(file, changed, spec.field or "", appearance, signature)
        require_agreement(seen, file, changed, page, appearance.page)
        parts = signature_dictionary(spec.at, spec.room, reason=spec.reason, location=spec.location)
        return assemble(file, changed, signature, parts)
    except (ValueError, LookupError, OverflowError) as error:
        raise UnusualFileError(str(error)) from error


def _begun(descriptor: int) -> tuple[PlainFile, ChangedObjects]:
    try:
        file = PlainFile(descriptor)
        if b"/Perms" in entries(file.value(file.root[0])):
            raise UnusualFileError("a certified document")
        return file, ChangedObjects(file)
    except (ValueError, LookupError) as error:
        raise UnusualFileError(str(error)) from error
