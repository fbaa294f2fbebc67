"""`ReceiptSigner` with an Ed25519 key (RFC 8037): a compact JWS with the key's id in its header."""

import json
from collections.abc import Mapping
from pathlib import Path

from joserfc import jws
from joserfc.jwk import OKPKey

_ALGORITHM = "Ed25519"


class JwsReceipts:
    """Signs receipts with one key."""

    def __init__(self, key: OKPKey) -> None:
        self._key = key

    @classmethod
    def from_file(cls, path: Path) -> "JwsReceipts":
        """Read a PEM private key."""
        return cls(OKPKey.import_key(path.read_bytes()))

    @property
    def public_jwk(self) -> dict[str, object]:
        """See `ReceiptSigner.public_jwk`."""
        public = self._key.as_dict(private=False)
        return {**public, "kid": self._key.thumbprint(), "use": "sig", "alg": _ALGORITHM}

    def sign(self, receipt: Mapping[str, object]) -> str:
        """See `ReceiptSigner.sign`."""
        header = {"alg": _ALGORITHM, "kid": self._key.thumbprint(), "typ": "sohoa-receipt+jws"}
        payload = json.dumps(receipt, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
        return jws.serialize_compact(header, payload.encode(), self._key, algorithms=[_ALGORITHM])
