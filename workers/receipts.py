"""The port to a signer of receipts: who used what, for what, when; checkable without our server."""

from collections.abc import Mapping
from typing import Protocol


class ReceiptSigner(Protocol):
    """Signs a receipt as a compact JWS (RFC 7515). The key is the office's service key.

    It is neither a person's nor the agency's seal, so a process that answers requests may hold it.
    """

    @property
    def public_jwk(self) -> Mapping[str, object]:
        """The public half of the key as a JWK (RFC 7517), its thumbprint as `kid`.

        It is all that a verifier of receipts needs, and nothing in it is secret.
        """
        ...

    def sign(self, receipt: Mapping[str, object]) -> str:
        """Return the compact JWS over the canonical JSON of the receipt."""
        ...
