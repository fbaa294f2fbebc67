"""Since when a thing provably exists: proofs of existence of EN 319 102-1 clause 5.6.2.3.

A document timestamp that is trusted proves that all it covers existed at its time; what nothing
proves exists since now. It matters for answers of authorities whose own certificate has ended:
after that, whoever got hold of the key could have made them.
"""

import hashlib
from collections.abc import Iterable
from datetime import datetime

from cryptography.hazmat.primitives.serialization import Encoding

from signing.certificates.relied import Answer


class Existence:
    """What is proven so far; `now` is the moment of judging."""

    def __init__(self, now: datetime) -> None:
        self._now = now
        self._since: dict[bytes, datetime] = {}

    def prove(self, ders: Iterable[bytes], time: datetime) -> None:
        """Take note that these existed at that time."""
        for der in ders:
            mark = hashlib.sha256(der).digest()
            self._since[mark] = min(time, self._since.get(mark, self._now))

    def since(self, source: Answer | None) -> datetime:
        """Return the earliest time at which the answer provably existed, `now` where nothing is."""
        if source is None or not self._since:
            return self._now
        der = source.public_bytes(Encoding.DER)
        return self._since.get(hashlib.sha256(der).digest(), self._now)
