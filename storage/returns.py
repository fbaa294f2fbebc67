"""A ticket: the one-time right to fetch a file, sign it on one's own machine, and bring it back."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from storage.objects import Digest
from storage.people import Role
from storage.records import DocumentId


class Deed(StrEnum):
    """What the signer does to the document, in the words of the signing program's functions."""

    APPROVE = "approve"  # a competent person signs
    ISSUE = "issue"  # the agency signs


DEED_OF_PROFILE: Final = MappingProxyType({"leader": Deed.APPROVE, "agency": Deed.ISSUE})


@dataclass(frozen=True, slots=True, kw_only=True)
class Ticket:
    """Bound to a task, a document's version and its very bytes, a deed, a person and a time.

    Only the SHA-256 of the secret in its addresses is kept. `fetched` and `tried` count.
    """

    id: str  # ret_...
    secret_hash: str
    task: str
    document: DocumentId
    version: int
    shown: Digest  # the bytes that are handed out, which the returned file must begin with
    deed: Deed
    holder: str  # id of the person or client it was given to
    holder_name: str
    holder_role: Role
    agency: str
    created_at: datetime
    expires_at: datetime
    approval: str  # JWS: what its holder approved, bound to this ticket's secret
    fetched: int = 0
    tried: int = 0
    used_at: datetime | None = None
    returned: Digest | None = None  # the signed file that was taken
