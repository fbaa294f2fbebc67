"""Puts a signature timestamp into a CMS: what turns level B-B into B-T (EN 319 142-1 6.3).

No key and no PDF: the token is over the signature value and goes into an unsigned attribute, so
nothing that is signed changes.
"""

import hashlib
from dataclasses import dataclass
from datetime import datetime

from asn1crypto import cms, core, parser

from signing.timestamping.signer_info import SignerInfo, attribute
from signing.timestamping.timestamp import Timestamp, Timestamper

# id-aa-timeStampToken, RFC 3161 appendix A.
_TOKEN = core.ObjectIdentifier("1.2.840.113549.1.9.16.2.14").dump()


@dataclass(frozen=True, slots=True)
class Timestamped:
    """A CMS (DER) with a timestamp token, and what the authority said."""

    cms: bytes
    timestamp: Timestamp


def add_timestamp(signature: bytes, timestamper: Timestamper) -> Timestamped:
    """Return the CMS (DER) with a timestamp token over its one signature value.

    Raises `TimestampError` when no token can be had; the CMS is never returned without one.
    """
    signer = SignerInfo.of(signature)
    given = timestamper.stamp(hashlib.sha256(signer.signature).digest())
    kept = tuple(one for one in signer.unsigned if not _is_token(one))
    return Timestamped(signer.with_unsigned((*kept, attribute(_TOKEN, given.token))), given)


def _is_token(encoded: bytes) -> bool:
    return encoded.startswith(_TOKEN, len(parser.parse(encoded)[3]))


def told_time(token: bytes) -> datetime:
    """Return when a token (DER TimeStampToken) says that it was made."""
    content = cms.ContentInfo.load(token)["content"]["encap_content_info"]["content"]
    told: datetime = content.parsed["gen_time"].native
    return told
