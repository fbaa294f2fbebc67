"""`ReceiptSigner` with an Ed25519 key (RFC 8037): a compact JWS with the key's id in its header."""

import json
from collections.abc import Mapping
from pathlib import Path

from joserfc import jws
from joserfc.jwk import OKPKey

_ALGORITHM = "Ed25519"


class JwsReceipts:
    """Signs receipts; `public_jwk` is what a verifier needs."""

    def __init__(self, key: OKPKey) -> None:
        self._key = key

    @classmethod
    def from_file(cls, path: Path) -> "JwsReceipts":
        """Read a PEM private key."""
        return cls(OKPKey.import_key(path.read_bytes()))

    @property
    def public_jwk(self) -> dict[str, object]:
        """The public half as a JWK, with its thumbprint as `kid`."""
        return {**self._key.as_dict(private=False), "kid": self._key.thumbprint()}

    def sign(self, receipt: Mapping[str, object]) -> str:
        """See `ReceiptSigner.sign`."""
        header = {"alg": _ALGORITHM, "kid": self._key.thumbprint(), "typ": "sohoa-receipt+jws"}
        payload = json.dumps(receipt, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
        return jws.serialize_compact(header, payload.encode(), self._key, algorithms=[_ALGORITHM])
