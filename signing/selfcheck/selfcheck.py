"""Checks what was just made, before it may leave the room (law 5).

Shares no code with the makers: `hashlib`, `cryptography` and a small DER reader of its own. It
asks whether this very increment is what was meant; whether a signature is valid in law, with
revocation and changes of earlier revisions, is for `verify` to say.
"""

import hashlib
import re
from collections.abc import Sequence
from datetime import datetime

from cryptography import x509

from signing.errors import SelfCheckError
from signing.selfcheck.selfcheck_cms import UNREADABLE, check_cms, check_path, check_timestamp

# The /Sig dictionary as PDF writers write it: plain tokens, any white space between them.
_BYTE_RANGE = re.compile(rb"/ByteRange\s*\[\s*(\d+)\s+(\d+)\s+(\d+)\s+(\d+)\s*\]")
_SUBFILTER = re.compile(rb"/SubFilter\s*/ETSI\.CAdES\.detached[\s/>]")
_CONTENTS = re.compile(rb"/Contents\s*<\Z")
_BACKWARDS = 64


def check_signed(
    signed: bytes,
    *,
    original: bytes,
    certificate: x509.Certificate,
    at: datetime,
    roots: Sequence[x509.Certificate] = (),
    intermediates: Sequence[x509.Certificate] = (),
    timestamped: bool = False,
) -> None:
    """Return when `signed` is `original` plus one good signature by `certificate`.

    `at`: the moment for which the certificates must be in force. `roots`: when given, the path
    must end in one of them, by way of the CMS's certificates and `intermediates`.
    `timestamped`: a signature timestamp must be there, and hold. Raises
    `SelfCheckError` otherwise.
    """
    # (1) What there was before is still there, byte by byte.
    _require(len(signed) > len(original), "nothing was added")
    _require(signed[: len(original)] == original, "the old bytes are not a prefix of the new")
    # (2) One signature was added, of the PAdES kind.
    increment = signed[len(original) :]
    _require(increment.rstrip().endswith(b"%%EOF"), "the file does not end with %%EOF")
    _require(len(_SUBFILTER.findall(increment)) == 1, "not one ETSI.CAdES.detached signature")
    ranges = _BYTE_RANGE.findall(increment)
    _require(len(ranges) == 1, f"{len(ranges)} byte ranges in the increment")
    # (3) Its byte range leaves out the signature's own hexadecimal string and nothing else.
    contents, digest = _split(signed, tuple(int(number) for number in ranges[0]), len(original))
    try:
        # (4) The CMS signs that digest, with this certificate, by its key.
        made = check_cms(contents, digest, certificate)
        # (5) The certificates were in force, and lead to a root where roots are known.
        check_path(made.certificate, (*made.others, *intermediates), roots, at)
        # (6) The timestamp, if there is to be one, is over this signature.
        if timestamped or made.timestamp is not None:
            check_timestamp(made)
    except UNREADABLE as error:
        raise SelfCheckError(f"the CMS cannot be read: {error}") from error


def _split(signed: bytes, byte_range: tuple[int, ...], base: int) -> tuple[bytes, bytes]:
    """Return the CMS and the SHA-256 of all that the byte range covers."""
    start, gap, resume, rest = byte_range
    _require(start == 0, "the byte range does not begin at the beginning")
    _require(base < gap < resume <= len(signed), "the gap lies outside the increment")
    _require(resume + rest == len(signed), "the byte range does not reach the end")
    _require(
        _CONTENTS.search(signed[max(base, gap - _BACKWARDS) : gap + 1]) is not None,
        "the gap is not /Contents",
    )
    _require(signed[resume - 1 : resume] == b">", "the gap does not end with >")
    try:
        padded = bytes.fromhex(signed[gap + 1 : resume - 1].decode("ascii"))
    except ValueError as error:
        raise SelfCheckError("/Contents is not hexadecimal") from error
    covered = hashlib.sha256(memoryview(signed)[:gap])
    covered.update(memoryview(signed)[resume:])
    return padded, covered.digest()


def _require(holds: bool, otherwise: str) -> None:  # noqa: FBT001 - reads as a sentence
    if not holds:
        raise SelfCheckError(otherwise)
