"""Sees to it that two readers read the same: what the plain writer changes, as qpdf has it.

A file that two readers take for different papers must not be signed by a writer that trusts one of
them. Strings are compared by their bytes, numbers by their worth, names without their escapes.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Final

import pikepdf

from signing.errors import UnsuitableDocumentError
from signing.making.changed_objects import ChangedObjects
from signing.making.pdf_strings import string_bytes
from signing.making.pdf_tokens import entries, items, reference
from signing.making.plain_file import PlainFile
from signing.making.unusual import UnusualFileError

_MEANT: Final[Mapping[bytes, object]] = {b"true": b"true", b"false": b"false", b"null": None}
_IN_NAME: Final = re.compile(rb"#([0-9A-Fa-f]{2})")
_DEEPEST: Final = 32


@dataclass(frozen=True, slots=True)
class SeenDocument:
    """A file that qpdf opened by its path; `warned`: it had something to say about it."""

    document: pikepdf.Pdf
    warned: bool


def require_agreement(
    seen: SeenDocument, file: PlainFile, changed: ChangedObjects, page: tuple[int, int], at: int
) -> None:
    """Return when both have one catalog, one page `at` this place, and the same old values.

    Raises `UnsuitableDocumentError` (damaged_document)
    otherwise, and `UnusualFileError` for a value that cannot be compared.
    """
    document = seen.document
    if document.Root.objgen != file.root or document.pages[at].obj.objgen != page:
        raise _disagreement()
    if not seen.warned and not document.get_warnings() and _agree(document, file, changed):
        return
    # Opened anew: whoever asks qpdf for pages lets it repair them in its memory, and says so.
    with pikepdf.open(
        document.filename, suppress_warnings=True, inherit_page_attributes=False
    ) as untouched:
        if not _agree(untouched, file, changed):
            raise _disagreement()


def _agree(document: pikepdf.Pdf, file: PlainFile, changed: ChangedObjects) -> bool:
    meanings = _Meanings(document)
    for number in changed.replaced:
        other: pikepdf.Object | None = document.get_object(number, changed.bodies[number][0])
        read = b"null" if other is None else other.unparse(resolved=True)
        own = file.value(number)
        if read != own and meanings.of(own) != meanings.of(read):
            return False
    return True


def _disagreement() -> UnsuitableDocumentError:
    return UnsuitableDocumentError(
        "two readers do not see the same document", code="damaged_document"
    )


class _Meanings:
    """What values mean, comparable, whatever way they are written."""

    def __init__(self, document: pikepdf.Pdf) -> None:
        self._document = document

    def of(self, value: bytes, depth: int = 0) -> object:
        """Return the meaning of a whole value."""
        if depth > _DEEPEST:
            raise UnusualFileError("a value that is too deep")
        if value[:2] == b"<<":
            held = {_plain(key): self.of(one, depth + 1) for key, one in entries(value).items()}
            return {key: one for key, one in held.items() if not self._is_nothing(one)}
        match value[:1]:
            case b"[":
                return [self.of(item, depth + 1) for item in items(value)]
            case b"/":
                return _plain(value)
            case b"<" | b"(":
                return ("string", string_bytes(value))
            case _:
                return _word(value)

    def _is_nothing(self, meaning: object) -> bool:
        """Tell null, and a reference to what is not there, which is the same (7.3.10)."""
        if isinstance(meaning, tuple) and isinstance(meaning[0], int):
            found: object = self._document.get_object(*meaning)
            return found is None
        return meaning is None


def _word(value: bytes) -> object:
    if value in _MEANT:
        return _MEANT[value]
    if (target := reference(value)) is not None:
        return target
    if value.isdigit():
        return int(value)
    try:
        return Decimal(value.decode("ascii"))
    except (InvalidOperation, UnicodeDecodeError) as error:
        raise UnusualFileError("a word that is no value") from error


def _plain(name: bytes) -> tuple[str, bytes]:
    if b"#" not in name:
        return ("name", name)
    return ("name", _IN_NAME.sub(lambda match: bytes.fromhex(match[1].decode("ascii")), name))
