"""From a certificate to a root that the office trusts, at a given time (RFC 5280 clause 6).

Certificates that came with the file only help on the way. The model is the shell: everybody on
the path, the anchor too, must be within its period at the time asked about. Extensions that this
room does not process make a path unusable when they are critical.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from cryptography import x509
from cryptography.x509.oid import ExtensionOID

from signing.certificates import certificate_policies, name_constraints
from signing.certificates.genuine import MALFORMED, is_readable, issued, same_name
from signing.outcome import Objection, objection

_PROCESSED: Final = frozenset(
    {
        ExtensionOID.BASIC_CONSTRAINTS,
        ExtensionOID.KEY_USAGE,
        ExtensionOID.EXTENDED_KEY_USAGE,
        ExtensionOID.SUBJECT_ALTERNATIVE_NAME,
        ExtensionOID.CERTIFICATE_POLICIES,
        ExtensionOID.POLICY_MAPPINGS,
        ExtensionOID.POLICY_CONSTRAINTS,
        ExtensionOID.INHIBIT_ANY_POLICY,
        ExtensionOID.NAME_CONSTRAINTS,
        ExtensionOID.CRL_DISTRIBUTION_POINTS,
    }
)
_MOST_SIGNATURE_CHECKS: Final = 60
_MOST_PATHS: Final = 8
_CHAIN: Final = "CHAIN_CONSTRAINTS_FAILURE"
_REFUSALS: Final = {
    "authority_out_of_period": "OUT_OF_BOUNDS_NO_POE",
    "certificate_unreadable": "CERTIFICATE_CHAIN_GENERAL_FAILURE",
    "no_path": "NO_CERTIFICATE_CHAIN_FOUND",
}


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
    return build_all(leaf, anchors=anchors, helpers=helpers, at=at, longest=longest)[0]


def build_all(
    leaf: x509.Certificate,
    *,
    anchors: Sequence[x509.Certificate],
    helpers: Sequence[x509.Certificate],
    at: datetime,
    longest: int,
) -> tuple[CertificatePath, ...]:
    """Return all such paths, over cross-certificates and to several anchors, or why there is none.

    At least one is returned, and not more than a few.
    """
    search = _Search(anchors=anchors, helpers=helpers, at=at, longest=longest)
    found: list[CertificatePath] = []
    try:
        for path in search.above((leaf,)):
            found.append(CertificatePath(path, None))
            if len(found) == _MOST_PATHS:
                break
    except MALFORMED as error:
        search.refuse("certificate_unreadable", str(error)[:80])
    return tuple(found) or (CertificatePath((), search.objection or _objection("no_path")),)


def _objection(code: str, detail: str = "") -> Objection:
    return objection(code, _REFUSALS.get(code, _CHAIN), detail)


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
        self._helpers = [h for h in dict.fromkeys(helpers) if h not in anchors and is_readable(h)]
        self._at = at
        self._longest = longest
        self._budget = _MOST_SIGNATURE_CHECKS
        self.objection: Objection | None = None

    def above(self, path: tuple[x509.Certificate, ...]) -> Iterator[tuple[x509.Certificate, ...]]:
        """Yield the path completed to an anchor, in every way there is."""
        last = path[-1]
        unknown = _unprocessed(last)
        if unknown:
            self.refuse("critical_extension", unknown)
            return
        if last in self._anchors:
            if self._is_kept(path):
                yield path
            return
        if len(path) >= self._longest:
            self.refuse("path_too_long")
            return
        for candidate in (*self._anchors, *self._helpers):
            if (
                candidate in path
                or not same_name(candidate.subject, last.issuer)
                or not self._issued(last, candidate)
            ):
                continue
            refusal = _may_not_issue(candidate, below=_authorities(path[1:]), at=self._at)
            if refusal:
                self.refuse(refusal)
                continue
            yield from self.above((*path, candidate))

    def refuse(self, code: str, detail: str = "") -> None:
        """Remember why a path was left; the first reason is told."""
        self.objection = self.objection or _objection(code, detail)

    def _is_kept(self, path: tuple[x509.Certificate, ...]) -> bool:
        if not name_constraints.are_kept(path):
            self.refuse("name_constraints")
            return False
        if not certificate_policies.are_kept(path):
            self.refuse("certificate_policies")
            return False
        return True

    def _issued(self, child: x509.Certificate, issuer: x509.Certificate) -> bool:
        self._budget -= 1
        return self._budget >= 0 and issued(child, issuer)


def _unprocessed(certificate: x509.Certificate) -> str:
    """Return the first critical extension that nobody here processes."""
    for extension in certificate.extensions:
        if extension.critical and extension.oid not in _PROCESSED:
            return str(extension.oid.dotted_string)
    return ""


def _authorities(path: Sequence[x509.Certificate]) -> int:
    """Count those that a path length counts: not the self-issued (RFC 5280 clause 4.2.1.9)."""
    return sum(not same_name(one.subject, one.issuer) for one in path)


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
