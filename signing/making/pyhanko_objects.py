"""Puts the values of appearances into a document that pyHanko extends, which may encrypt them."""

import errno
from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.misc import PdfError
from pyhanko.sign.general import SigningError as PyhankoSigningError

from signing.appearances.pdf_values import Name, Reference, Stream, Value
from signing.errors import UnsuitableDocumentError
from signing.making.opening import damage_is_unsuitable


@contextmanager
def pyhanko_damage_is_unsuitable() -> Iterator[None]:
    """Translate what pyHanko is known to raise on damaged files; see `damage_is_unsuitable`."""
    with damage_is_unsuitable():
        try:
            yield
        except (PdfError, PyhankoSigningError, OSError) as error:
            if isinstance(error, OSError) and error.errno != errno.EINVAL:
                raise  # the disk's fault; EINVAL is a seek to where no file has anything
            raise UnsuitableDocumentError(
                "the PDF is damaged and cannot be extended", code="damaged_document"
            ) from error


class PyhankoSink:
    """See `ObjectSink`."""

    def __init__(self, writer: IncrementalPdfFileWriter) -> None:
        self._writer = writer

    def add(self, value: Value | Stream) -> Reference:
        """See `ObjectSink.add`."""
        added = self._writer.add_object(self.as_pyhanko(value))
        return Reference(added.idnum, added.generation)

    def as_pyhanko(  # noqa: PLR0911 - one for each kind of value
        self, value: Value | Stream
    ) -> generic.PdfObject:
        """Return the same value as pyHanko has it."""
        match value:
            case Stream():
                entries = {**value.entries, "Filter": Name("FlateDecode")}
                return generic.StreamObject(self._entries(entries), encoded_data=value.data)
            case Name():
                return generic.NameObject(f"/{value}")
            case Reference():
                return self.reference(value)
            case str():
                return generic.pdf_string(value)
            case int():
                return generic.NumberObject(value)  # type: ignore[no-untyped-call]
            case float():
                return generic.FloatObject(f"{value:.3f}")  # type: ignore[no-untyped-call]
            case tuple():
                return generic.ArrayObject([self.as_pyhanko(item) for item in value])
            case Mapping():
                return generic.DictionaryObject(self._entries(value))  # type: ignore[no-untyped-call]

    def reference(self, to: Reference) -> generic.IndirectObject:
        """Return the same reference as pyHanko has it."""
        return generic.IndirectObject(  # type: ignore[no-untyped-call]
            to.number, to.generation, self._writer
        )

    def _entries(self, values: Mapping[str, Value]) -> dict[generic.NameObject, generic.PdfObject]:
        return {generic.NameObject(f"/{key}"): self.as_pyhanko(v) for key, v in values.items()}
