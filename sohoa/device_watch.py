"""Ends a process whose device hangs: no PKCS#11 module can be told to stop.

Only a process that does one job at a time and dies with it may be watched so: the signing
worker's work-horse. Its death is seen by its parent; the job's lease runs out and counts as tried.
"""

import faulthandler
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Final

from cryptography import x509

from signing.keys.signature_algorithm import SignatureAlgorithm
from signing.keys.signing_key import SigningKey

DEVICE_SECONDS: Final = 60.0  # a slow token takes a second or two for a signature


@contextmanager
def dies_after(seconds: float) -> Iterator[None]:
    """End this process, with its stack on standard error, unless the block ends in time.

    A thread of the interpreter's C code does it, which waits for nothing that a module may hold.
    """
    faulthandler.dump_traceback_later(seconds, exit=True)
    try:
        yield
    finally:
        faulthandler.cancel_dump_traceback_later()


@dataclass(frozen=True, slots=True)
class WatchedKey:
    """See `SigningKey`: the same key, each of whose signatures has a time limit."""

    key: SigningKey
    seconds: float

    @property
    def certificate(self) -> x509.Certificate:
        """The signer's own certificate."""
        return self.key.certificate

    @property
    def chain(self) -> tuple[x509.Certificate, ...]:
        """The certificates above it."""
        return self.key.chain

    def sign(self, data: bytes, algorithm: SignatureAlgorithm) -> bytes:
        """Return the signature over `data` by this algorithm."""
        with dies_after(self.seconds):
            return self.key.sign(data, algorithm)
