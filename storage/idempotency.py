"""What was answered to a request that somebody may send again under the same key."""

from collections.abc import Mapping
from dataclasses import dataclass

from storage.errors import ConflictError


class InProgressError(ConflictError):
    """The first request under this key is still being answered."""


class OtherPayloadError(ConflictError):
    """This key was used for another request."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredResponse:
    """The first answer, to be given again as it was."""

    status: int
    headers: Mapping[str, str]
    body: bytes
