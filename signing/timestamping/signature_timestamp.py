"""Puts a signature timestamp into a CMS: what turns level B-B into B-T (EN 319 142-1 6.3).

No key and no PDF: the token is over the signature value and goes into an unsigned attribute, so
nothing that is signed changes.
"""

import hashlib
from dataclasses import dataclass
from datetime import datetime

from asn1crypto import cms

from signing.errors import TimestampError
from signing.timestamping.timestamp import Timestamp, Timestamper

_TOKEN = "signature_time_stamp_token"  # noqa: S105 - an attribute's name, RFC 3161 appendix A


@dataclass(frozen=True, slots=True)
class Timestamped:
    """A CMS (DER) with a timestamp token, and what the authority said."""

    cms: bytes
    timestamp: Timestamp


def add_timestamp(signature: bytes, timestamper: Timestamper) -> Timestamped:
    """Return the CMS (DER) with a timestamp token over its one signature value.

    Raises `TimestampError` when no token can be had; the CMS is never returned without one.
    """
    try:
        content_info = cms.ContentInfo.load(signature, strict=True)
        signer_infos = content_info["content"]["signer_infos"]
        if len(signer_infos) != 1:
            raise TimestampError(f"a CMS with {len(signer_infos)} signers cannot be timestamped")
        signer_info = signer_infos[0]
        value: bytes = signer_info["signature"].native
    except (ValueError, TypeError, KeyError) as error:
        raise TimestampError(f"not a CMS signature: {error}") from error
    given = timestamper.stamp(hashlib.sha256(value).digest())
    token = cms.ContentInfo.load(given.token)
    attribute = cms.CMSAttribute({"type": _TOKEN, "values": [token]})
    kept = [one for one in signer_info["unsigned_attrs"] or () if one["type"].native != _TOKEN]
    signer_info["unsigned_attrs"] = cms.CMSAttributes([*kept, attribute])
    return Timestamped(content_info.dump(), given)


def told_time(token: bytes) -> datetime:
    """Return when a token (DER TimeStampToken) says that it was made."""
    content = cms.ContentInfo.load(token)["content"]["encap_content_info"]["content"]
    told: datetime = content.parsed["gen_time"].native
    return told
