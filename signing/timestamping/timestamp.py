"""The port to a timestamping authority (RFC 3161)."""

from typing import Protocol


class Timestamper(Protocol):
    """Gives a token for a digest, or raises; it never gives a token it has not checked.

    Checked: status granted, message imprint equal, nonce equal, the token's own signature.
    """

    def stamp(self, sha256: bytes) -> bytes:
        """Return a DER TimeStampToken over this 32-byte SHA-256 digest.

        Raises `TimestampError` when no authority gave a trustworthy token in time.
        """
        ...
