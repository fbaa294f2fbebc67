"""What a signature's /ByteRange covers: everything but its own /Contents, or nothing counts.

Signature wrapping, universal forgery and second /Contents all live in a byte range or a gap that
is not exactly this (Mladenov et al., "1 Trillion Dollar Refund", CCS 2019).
"""

import re
from dataclasses import dataclass
from typing import Final

from asn1crypto import parser

from signing.faults import FaultError
from signing.revisions.pdf_objects import WHITE_SPACE, entry, raw, reference
from signing.revisions.revision import Revision, SignatureField
from signing.unreadable import PARSER_FAILURES

_GAP: Final = re.compile(rb"<(?:[0-9A-Fa-f]{2})*[0-9A-Fa-f]?>")
_HEADER: Final = re.compile(rb"(\d+)\s+(\d+)\s+$")
_HEADER_LENGTH: Final = 40
_KEY: Final = b"/Contents"
_LONGEST_SPACE: Final = 64


@dataclass(frozen=True, slots=True)
class SignedRange:
    """Offsets: the covered bytes are [0, gap_start) and [gap_end, end)."""

    gap_start: int
    gap_end: int
    end: int
    contents: bytes

    def parts(self, data: bytes) -> tuple[memoryview, memoryview]:
        """Return the covered bytes without copying them."""
        view = memoryview(data)
        return view[: self.gap_start], view[self.gap_end : self.end]


def locate(revision: Revision, signature: SignatureField) -> SignedRange:
    """Return the range of a signature, or raise `FaultError` where it is not a sane one."""
    data = revision.data
    numbers = signature.byte_range
    if len(numbers) != 4 or not all(type(n) is int for n in numbers):  # noqa: PLR2004 - ISO 32000
        raise FaultError("byte_range", "not four integers")
    start, before, after, length = (int(str(n)) for n in numbers)
    end = after + length
    if start != 0 or not 0 < before < after or length < 0 or end > len(data):
        raise FaultError("byte_range", f"{start} {before} {after} {length} of {len(data)}")
    gap = data[before:after]
    if not _GAP.fullmatch(gap):
        raise FaultError("gap", "it holds more than /Contents")
    if not data[max(0, before - _LONGEST_SPACE) : before].rstrip(WHITE_SPACE).endswith(_KEY):
        raise FaultError("gap", "it does not follow /Contents")
    digits = gap[1:-1] + b"0" * (len(gap) % 2)
    contents = bytes.fromhex(digits.decode())
    held = raw(entry(signature.value, "/Contents"))
    if revision.pdf.is_encrypted:
        # PDFBox encrypts the zeros that keep the place, and puts the value over their beginning.
        contents = _without_padding(contents)
    # Strings of an encrypted file come decrypted; /Contents never was encrypted.
    if held is None or (held != contents and not revision.pdf.is_encrypted):
        raise FaultError("gap", "it is not this signature's /Contents")
    own = reference(signature.value) or reference(signature.field.node)
    if _object_at(data, before) != own:
        raise FaultError("gap", "it lies in another object")
    return SignedRange(before, after, end, contents)


def _without_padding(contents: bytes) -> bytes:
    try:
        return contents[: parser.peek(contents)] if contents else contents
    except PARSER_FAILURES:
        return contents


def _object_at(data: bytes, offset: int) -> tuple[int, int] | None:
    """Return the number and generation in the nearest object header before the offset."""
    at = offset
    while (at := data.rfind(b"obj", 0, at)) > 0:  # no regex over the file: quadratic in digits
        header = _HEADER.search(data[max(0, at - _HEADER_LENGTH) : at])
        if header:
            return int(header[1]), int(header[2])
    return None
