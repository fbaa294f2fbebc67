"""Receipts that nobody signed."""

from collections.abc import Mapping


class PlainReceipts:
    """Says which use a receipt is for, and no more."""

    @property
    def public_jwk(self) -> Mapping[str, object]:
        return {}

    def sign(self, claims: Mapping[str, object]) -> str:
        return str(claims["use"])
