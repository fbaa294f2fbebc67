"""What a judge would have to know and nobody has told: for whoever may ask the network.

Only paths that end at an anchor raise a question about revocation, since the addresses that would
be asked stand in the certificates: a certificate that anybody can make must not choose them. A
certificate whose issuer is missing is the one exception, and is told apart.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding

_MOST: Final = 20  # of each kind, of one file


@dataclass(frozen=True, slots=True, kw_only=True)
class Questions:
    """Certificates as DER.

    `paths`: leaf to anchor, one of which lacks an answer; `orphans`: those without an issuer.
    """

    paths: tuple[tuple[bytes, ...], ...] = ()
    orphans: tuple[bytes, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.paths or self.orphans)


class OpenQuestions:
    """Collects questions while a file is judged; each once, and not too many of them."""

    def __init__(self) -> None:
        self._paths: dict[tuple[bytes, ...], None] = {}
        self._orphans: dict[bytes, None] = {}

    def unanswered(self, path: Sequence[x509.Certificate]) -> None:
        """Note a trusted path, leaf to anchor, of which an answer is missing or stale."""
        if len(self._paths) < _MOST:
            self._paths[tuple(c.public_bytes(Encoding.DER) for c in path)] = None

    def no_issuer(self, leaf: x509.Certificate, helpers: Iterable[x509.Certificate]) -> None:
        """Note the certificate above the leaf, or the leaf itself, that has no issuer at hand."""
        known = {helper.subject: helper for helper in helpers}
        last, seen = leaf, {leaf.subject}
        while last.issuer in known and last.issuer not in seen:
            last = known[last.issuer]
            seen.add(last.subject)
        if last.issuer not in seen and len(self._orphans) < _MOST:
            self._orphans[last.public_bytes(Encoding.DER)] = None

    def listed(self) -> Questions:
        """Return what was noted so far."""
        return Questions(paths=tuple(self._paths), orphans=tuple(self._orphans))
