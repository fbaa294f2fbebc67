"""Checks what was just made, before it may leave the room (law 5).

Shares no code with the makers: `hashlib`, `cryptography` and a small DER reader of its own. It
asks whether this very increment is what was meant; whether a signature is valid in law, with
revocation and changes of earlier revisions, is for `verify` to say.
"""

import hashlib
import os
import re
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from cryptography import x509

from signing.errors import SelfCheckError
from signing.selfcheck.original import Original
from signing.selfcheck.selfcheck_cms import UNREADABLE, check_cms, check_timestamp, cms_parts
from signing.selfcheck.selfcheck_path import check_path

# The /Sig dictionary as PDF writers write it: plain tokens, any white space between them.
_BYTE_RANGE = re.compile(rb"/ByteRange\s*\[\s*(\d+)\s+(\d+)\s+(\d+)\s+(\d+)\s*\]")
_SUBFILTER = re.compile(rb"/SubFilter\s*/ETSI\.CAdES\.detached[\s/>]")
_CONTENTS = re.compile(rb"/Contents\s*<\Z")
_BACKWARDS = 64
_LARGEST_INCREMENT = 64 << 20  # a seal's image of 4000 x 4000 pixels takes less
_CHUNK = 256 << 10


def check_signed(
    signed: Path,
    *,
    original: Original,
    certificate: x509.Certificate,
    at: datetime,
    roots: Sequence[x509.Certificate] = (),
    intermediates: Sequence[x509.Certificate] = (),
    timestamped: bool = False,
) -> None:
    """Return when `signed` is `original` plus one good signature by `certificate`.

    `at`: the moment for which the certificates must be in force. `roots`: when given, the path
    must end in one of them, by way of the CMS's certificates and `intermediates`.
    `timestamped`: a signature timestamp must be there, and hold. The file is read once, in small
    memory. Raises `SelfCheckError` otherwise, OSError where the file cannot be read.
    """
    with signed.open("rb", buffering=0) as file:
        size = os.fstat(file.fileno()).st_size
        _require(original.size < size, "nothing was added")
        _require(size - original.size <= _LARGEST_INCREMENT, "far too much was added")
        # (1) One signature was added, of the PAdES kind.
        increment = os.pread(file.fileno(), size - original.size, original.size)
        gap, resume = _gap(increment, original.size, size)
        try:
            # (2) Its hexadecimal string holds a CMS, and nothing behind it.
            parts = cms_parts(_unhexed(increment[gap - original.size : resume - original.size]))
            # (3) What there was before is still there, byte by byte.
            covered = _prefix(file.fileno(), original, parts.digest.name)
            covered.update(memoryview(increment)[: gap - original.size])
            covered.update(memoryview(increment)[resume - original.size :])
            # (4) The CMS signs all the rest, with this certificate, by its key.
            made = check_cms(parts, covered.digest(), certificate)
            # (5) The certificates were in force, and lead to a root where roots are known.
            check_path(made.certificate, (*made.others, *intermediates), roots, at)
            # (6) The timestamp, if there is to be one, is over this signature.
            if timestamped or made.timestamp is not None:
                check_timestamp(made)
        except UNREADABLE as error:
            raise SelfCheckError(f"the CMS cannot be read: {error}") from error


def _gap(increment: bytes, base: int, size: int) -> tuple[int, int]:
    """Return where the one thing that the byte range leaves out begins and ends, in the file."""
    _require(increment.rstrip().endswith(b"%%EOF"), "the file does not end with %%EOF")
    _require(len(_SUBFILTER.findall(increment)) == 1, "not one ETSI.CAdES.detached signature")
    ranges = _BYTE_RANGE.findall(increment)
    _require(len(ranges) == 1, f"{len(ranges)} byte ranges in the increment")
    start, gap, resume, rest = (int(number) for number in ranges[0])
    _require(start == 0, "the byte range does not begin at the beginning")
    _require(base < gap < resume <= size, "the gap lies outside the increment")
    _require(resume + rest == size, "the byte range does not reach the end")
    before = increment[max(0, gap - base - _BACKWARDS) : gap - base + 1]
    _require(_CONTENTS.search(before) is not None, "the gap is not /Contents")
    _require(increment[resume - base - 1 : resume - base] == b">", "the gap does not end with >")
    return gap, resume


def _unhexed(string: bytes) -> bytes:
    try:
        return bytes.fromhex(string[1:-1].decode("ascii"))
    except ValueError as error:
        raise SelfCheckError("/Contents is not hexadecimal") from error


def _prefix(descriptor: int, original: Original, hash_name: str) -> "hashlib._Hash":
    """Compare the old bytes and return their running hash by the CMS's algorithm."""
    running = hashlib.new(hash_name)
    known = running if original.hash == hash_name else hashlib.new(original.hash)
    states = {running, known}
    buffer, position = memoryview(bytearray(_CHUNK)), 0
    while position < original.size:
        wanted = min(_CHUNK, original.size - position)
        read = os.preadv(descriptor, [buffer[:wanted]], position)
        _require(read > 0, "the file became shorter")
        for state in states:
            state.update(buffer[:read])
        position += read
    _require(known.digest() == original.digest, "the old bytes are not a prefix of the new")
    return running


def _require(holds: bool, otherwise: str) -> None:  # noqa: FBT001 - reads as a sentence
    if not holds:
        raise SelfCheckError(otherwise)
