"""What a judge relied on: the paths it built and the revocation answers it believed.

TT 15/2025/TT-BKHCN art. 5 and 6 want them kept beside the file (certificate, CRL or OCSP answer as
they were), so whoever judges may hand a collector along. It changes no verdict.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from cryptography import x509
from cryptography.x509 import ocsp

Answer = x509.CertificateRevocationList | ocsp.OCSPResponse


@dataclass(frozen=True, slots=True)
class Relied:
    """One certificate's path, from it to the anchor, and the answers about all on the path."""

    path: tuple[x509.Certificate, ...]
    answers: tuple[Answer, ...]


class Collector:
    """Hears of every path and answer in the order of the judgement."""

    def __init__(self) -> None:
        self._found: dict[x509.Certificate, Relied] = {}

    def note(self, path: tuple[x509.Certificate, ...], answers: Iterable[Answer]) -> None:
        """Remember what was relied on for the certificate that the path begins with."""
        if not path:
            return
        known = self._found.get(path[0])
        before = known.answers if known else ()
        # By identity: two parsed answers are compared byte by byte, and a list may hold 50 MB.
        merged = {id(answer): answer for answer in (*before, *answers)}
        self._found[path[0]] = Relied(path=path, answers=tuple(merged.values()))

    def about(self, certificate: x509.Certificate) -> Relied:
        """Return what was relied on for a certificate; only itself where no path was found."""
        return self._found.get(certificate) or Relied(path=(certificate,), answers=())
