"""The port to whoever can tell whether the certificates of a path were revoked."""

from collections.abc import Sequence
from typing import Protocol

from cryptography import x509

from signing.certificates.revocation import Answers
from signing.errors import FetchError


class NobodyToAskError(FetchError):
    """The certificate names no authority that could be asked."""


class RevocationSource(Protocol):
    """Gives fresh, genuine answers about the certificates of a path that is already trusted.

    Hand in no other paths: the addresses that are asked stand in the certificates.
    """

    def answers(self, path: Sequence[x509.Certificate]) -> Answers:
        """Return an answer about each certificate below the anchor.

        `path`: leaf to anchor, both included. OCSP is asked first, else a CRL is fetched; each
        answer has passed the checks of `signing.certificates.revocation` and may say "revoked".
        Raises `FetchError`, naming the certificate and the authority that did not answer;
        `NobodyToAskError` where it names none.
        """
        ...
