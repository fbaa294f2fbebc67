"""The port to a timestamping authority (RFC 3161)."""

from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True, kw_only=True)
class Timestamp:
    """What an authority gave. `token` goes into the file; `answer` is kept as evidence.

    Both are DER: a TimeStampToken, and the whole TimeStampResp that it came in. `authority` is
    the host that answered, without the path, which may hold a key.
    """

    token: bytes
    answer: bytes
    authority: str


class Timestamper(Protocol):
    """Gives a token for a digest, or raises; it never gives a token it has not checked.

    Checked: status granted, message imprint equal, nonce equal, the token's own signature.
    """

    def stamp(self, sha256: bytes) -> Timestamp:
        """Return a timestamp over this 32-byte SHA-256 digest.

        Raises `TimestampError` when no authority gave a trustworthy token in time.
        """
        ...
