"""From a certificate to a root that the office trusts, at a given time (RFC 5280 clause 6).

Certificates that came with the file only help on the way. Extensions that this module does not
process make a path unusable when they are critical, name constraints included.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from cryptography import x509
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.x509.oid import ExtensionOID

from signing.outcome import Objection, doubt

_PROCESSED: Final = frozenset(
    {
        ExtensionOID.BASIC_CONSTRAINTS,
        ExtensionOID.KEY_USAGE,
        ExtensionOID.EXTENDED_KEY_USAGE,
        ExtensionOID.SUBJECT_ALTERNATIVE_NAME,
        ExtensionOID.CERTIFICATE_POLICIES,
    }
)
_MOST_SIGNATURE_CHECKS: Final = 60


@dataclass(frozen=True, slots=True)
class CertificatePath:
    """The certificates from the leaf to the anchor, both included; or why there is none."""

    certificates: tuple[x509.Certificate, ...]
    objection: Objection | None

    def pairs(self) -> Iterator[tuple[x509.Certificate, x509.Certificate]]:
        """Yield each certificate below the anchor with its issuer."""
        yield from zip(self.certificates, self.certificates[1:], strict=False)


def build(
    leaf: x509.Certificate,
    *,
    anchors: Sequence[x509.Certificate],
    helpers: Sequence[x509.Certificate],
    at: datetime,
    longest: int,
) -> CertificatePath:
    """Return the first path whose authorities may issue and are within their period at `at`.

    The leaf's own period is not judged here: what it means depends on what proves the time.
    """
    search = _Search(anchors=anchors, helpers=helpers, at=at, longest=longest)
    try:
        found = search.above((leaf,))
    except ValueError as error:
        return CertificatePath((), doubt("certificate_unreadable", _CHAIN, str(error)[:80]))
    if found:
        return CertificatePath(found, None)
    return CertificatePath((), search.objection or doubt("no_path", "NO_CERTIFICATE_CHAIN_FOUND"))


_CHAIN: Final = "CHAIN_CONSTRAINTS_FAILURE"


class _Search:
    """A depth-first search with a budget, so that a tangle of certificates ends."""

    def __init__(
        self,
        *,
        anchors: Sequence[x509.Certificate],
        helpers: Sequence[x509.Certificate],
        at: datetime,
        longest: int,
    ) -> None:
        self._anchors = anchors
        self._helpers = [h for h in dict.fromkeys(helpers) if h not in anchors]
        self._at = at
        self._longest = longest
        self._budget = _MOST_SIGNATURE_CHECKS
        self.objection: Objection | None = None

    def above(self, path: tuple[x509.Certificate, ...]) -> tuple[x509.Certificate, ...]:
        """Return the path completed to an anchor, or an empty one."""
        last = path[-1]
        unknown = _unprocessed(last)
        if unknown:
            return self._refuse("critical_extension", unknown)
        if last in self._anchors:
            return path
        if len(path) >= self._longest:
            return self._refuse("path_too_long")
        for candidate in (*self._anchors, *self._helpers):
            if (
                candidate in path
                or candidate.subject != last.issuer
                or not self._issued(last, candidate)
            ):
                continue
            refusal = _may_not_issue(candidate, below=len(path) - 1, at=self._at)
            if refusal:
                self._refuse(refusal)
                continue
            found = self.above((*path, candidate))
            if found:
                return found
        return ()

    def _issued(self, child: x509.Certificate, issuer: x509.Certificate) -> bool:
        self._budget -= 1
        if self._budget < 0:
            return False
        try:
            child.verify_directly_issued_by(issuer)
        except (ValueError, TypeError, InvalidSignature, UnsupportedAlgorithm):
            return False
        return True

    def _refuse(self, code: str, detail: str = "") -> tuple[x509.Certificate, ...]:
        self.objection = self.objection or doubt(code, _CHAIN, detail)
        return ()


def _unprocessed(certificate: x509.Certificate) -> str:
    """Return the first critical extension that nobody here processes."""
    for extension in certificate.extensions:
        if extension.critical and extension.oid not in _PROCESSED:
            return str(extension.oid.dotted_string)
    return ""


def _may_not_issue(issuer: x509.Certificate, *, below: int, at: datetime) -> str:
    """Return why the certificate may not have issued another, an empty string where it may."""
    if not issuer.not_valid_before_utc <= at <= issuer.not_valid_after_utc:
        return "authority_out_of_period"
    try:
        constraints = issuer.extensions.get_extension_for_class(x509.BasicConstraints).value
    except x509.ExtensionNotFound:
        return "issuer_is_no_authority"
    if not constraints.ca:
        return "issuer_is_no_authority"
    if constraints.path_length is not None and below > constraints.path_length:
        return "path_too_long"
    try:
        usage = issuer.extensions.get_extension_for_class(x509.KeyUsage).value
    except x509.ExtensionNotFound:
        return ""
    return "" if usage.key_cert_sign else "issuer_is_no_authority"
