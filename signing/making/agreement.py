"""Sees to it that two readers read the same: what the plain writer changes, as qpdf has it.

A file that two readers take for different papers must not be signed by a writer that trusts one of
them. Strings are compared by their bytes, numbers by their worth, names without their escapes.
"""

import re
from decimal import Decimal, InvalidOperation
from typing import Final

import pikepdf

from signing.making.changed_objects import ChangedObjects
from signing.making.pdf_strings import string_bytes
from signing.making.pdf_tokens import entries, items, reference
from signing.making.plain_file import PlainFile
from signing.making.unusual import UnusualFileError

_IN_NAME: Final = re.compile(rb"#([0-9A-Fa-f]{2})")
_DEEPEST: Final = 32


def require_agreement(
    document: pikepdf.Pdf, file: PlainFile, changed: ChangedObjects, page: tuple[int, int], at: int
) -> None:
    """Return when both have one catalog, one page `at` this place, and the same old values.

    Raises `UnusualFileError` otherwise.
    """
    if document.Root.objgen != file.root or document.pages[at].obj.objgen != page:
        raise UnusualFileError("another catalog or page for another reader")
    for number in changed.replaced:
        generation = changed.bodies[number][0]
        other = document.get_object(number, generation)
        if _meaning(file.value(number), 0) != _meaning(other.unparse(resolved=True), 0):
            raise UnusualFileError("an object that another reader reads otherwise")


def _meaning(value: bytes, depth: int) -> object:
    """Return what a value means, comparable, whatever way it is written."""
    if depth > _DEEPEST:
        raise UnusualFileError("a value that is too deep")
    if value[:2] == b"<<":
        found = {_plain(key): _meaning(held, depth + 1) for key, held in entries(value).items()}
        return {key: held for key, held in found.items() if held is not None}
    match value[:1]:
        case b"[":
            return [_meaning(item, depth + 1) for item in items(value)]
        case b"/":
            return _plain(value)
        case b"<" | b"(":
            return ("string", string_bytes(value))
        case _:
            return _word(value)


def _word(value: bytes) -> object:
    if value in {b"true", b"false"}:
        return value
    if value == b"null":
        return None
    if (target := reference(value)) is not None:
        return target
    try:
        return Decimal(value.decode("ascii"))
    except (InvalidOperation, UnicodeDecodeError) as error:
        raise UnusualFileError("a word that is no value") from error


def _plain(name: bytes) -> tuple[str, bytes]:
    return ("name", _IN_NAME.sub(lambda match: bytes.fromhex(match[1].decode("ascii")), name))
