"""The port to the network: one request to one authority, under every limit."""

from dataclasses import dataclass
from typing import BinaryIO, Protocol

from signing.errors import FetchError


class NotAllowedError(FetchError):
    """The office's list does not allow the request; nothing was sent."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ask:
    """One request. `body`: POST it as `content_type`; None: GET.

    `most`: bytes of the answer; `seconds`: from the name's resolution to the answer's last byte.
    """

    url: str
    most: int
    seconds: float
    accept: str
    body: bytes | None = None
    content_type: str = ""


class Fetcher(Protocol):
    """Asks only hosts that the office's list allows, follows no redirect, ends in time."""

    def fetch(self, ask: Ask, into: BinaryIO) -> None:
        """Write the answer's body to `into`.

        Raises `FetchError` naming the host and why (`NotAllowedError` where it is not asked at
        all); what was written till then means nothing.
        """
        ...
