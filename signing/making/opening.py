"""Opens a PDF that came from outside, and turns what damaged files do to libraries into one error.

Keyless work only. qpdf looks first, because it is strict where the writing library is lenient.
"""

import re
import struct
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path

import pikepdf

from signing.errors import UnsuitableDocumentError

_MAX_FIELDS = 100_000
_REBUILT = re.compile(
    r"file is damaged|reconstruct|can't find PDF header|can't find startxref", re.IGNORECASE
)


@contextmanager
def opened(pdf: Path | bytes, password: str | None = None) -> Iterator[pikepdf.Pdf]:
    """Give the document; `UnsuitableDocumentError` if damaged, empty or encrypted.

    An encrypted one is opened only where its password is given. Of a file only what is asked for
    is read.
    """
    source = BytesIO(pdf) if isinstance(pdf, bytes) else pdf
    with (
        damage_is_unsuitable(),
        pikepdf.open(
            source,
            password=password or "",
            suppress_warnings=True,
            inherit_page_attributes=False,
        ) as document,
    ):
        if document.is_encrypted and password is None:
            raise UnsuitableDocumentError("the PDF is encrypted", code="encrypted_document")
        if not document.pages:
            raise UnsuitableDocumentError("the PDF has no pages", code="damaged_document")
        yield document


@contextmanager
def damage_is_unsuitable() -> Iterator[None]:
    """Translate what PDF libraries are known to raise on damaged files.

    Their own words name our scratch files and their insides: the error's cause has them, for logs.
    """
    try:
        yield
    except pikepdf.PasswordError as error:
        raise UnsuitableDocumentError(
            "the PDF is encrypted, and the password is missing or wrong", code="encrypted_document"
        ) from error
    except (
        pikepdf.PdfError,
        ArithmeticError,
        AssertionError,
        AttributeError,
        LookupError,
        NotImplementedError,
        RecursionError,
        TypeError,
        ValueError,
        struct.error,
        zlib.error,
    ) as error:
        raise UnsuitableDocumentError(
            "the PDF is damaged and cannot be extended", code="damaged_document"
        ) from error


def refuse_damaged(document: pikepdf.Pdf) -> bool:
    """Refuse a file that qpdf had to repair to read what was read: other readers see another one.

    Return whether it had anything at all to say. Raises `UnsuitableDocumentError`
    (damaged_document).
    """
    warnings = document.get_warnings()
    for warning in warnings:
        if _REBUILT.search(str(warning)):
            raise UnsuitableDocumentError(
                "the PDF is damaged and was read by guessing", code="damaged_document"
            )
    return bool(warnings)


def is_signed(document: pikepdf.Pdf) -> bool:
    """Tell whether any signature field of the form holds a value."""
    form = document.Root.get("/AcroForm")
    waiting = list(form.get("/Fields", [])) if form is not None else []
    seen = 0
    while waiting and seen < _MAX_FIELDS:
        field = waiting.pop()
        seen += 1
        if field.get("/FT") == "/Sig" and "/V" in field:
            return True
        waiting += list(field.get("/Kids", []))
    return seen >= _MAX_FIELDS
